"""The day on which a page says that it was published or changed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lxml.etree import _Element

from nlp.page.lines import text_of
from nlp.page.markup import Head
from nlp.page.moment import find_day
from nlp.page.wording import any_of

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date",
    "publish-date", "publishdate", "publication_date", "pubdate", "parsely-pub-date", "sailthru.date", "date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
)
_ARTICLES = frozenset(
    (
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "PressRelease",
        "TechArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
    )
)
_PAGES = frozenset({"WebPage", "ItemPage", "AboutPage"})
_PUBLISHED_NAME = re.compile(r"publi(?:shed|cation)|posted|entry-date|post-date|pubdate|date-?published", re.IGNORECASE)
_SAID = re.compile(rf"\b{any_of('published')}\s*:?\s{{0,2}}(?=[^\W_])", re.IGNORECASE)
_PAGE_KIND = re.compile(any_of("page_kinds"), re.IGNORECASE)
_BYLINE_LENGTH = 160  # characters; longer lines are prose
_TOP = 25  # lines of a page among which its own date stands
_NEAR = 40  # characters after the word in which the day must begin


def published_on(head: Head, root: _Element, lines: Sequence[str]) -> date | None:
    """The day of publication by markup or by the page's own words; None where the page does not say it.

    Args: `root` is the tree with navigation and the like removed, `lines` its lines.
    """
    candidates = (
        _of_things(head, "datePublished"),
        _of_meta(head.meta, _PUBLISHED_META),
        _of_markup(root),
        _of_lines(lines),
    )
    return next((day for day in candidates if day), None)


def modified_on(head: Head) -> date | None:
    """The day of the last change by the page's metadata."""
    return _of_things(head, "dateModified") or _of_meta(head.meta, _MODIFIED_META)


def _of_things(head: Head, name: str) -> date | None:
    for types in (_ARTICLES, _PAGES):
        for thing in head.things:
            if types & set(_types(thing)) and (day := find_day(str(thing.get(name) or ""))):
                return day
    return None


def _types(thing: Mapping[str, Any]) -> Iterable[str]:
    kind = thing.get("@type")
    return map(str, kind) if isinstance(kind, list) else [str(kind)]


def _of_meta(meta: Mapping[str, str], names: Sequence[str]) -> date | None:
    return next((day for name in names if (day := find_day(meta.get(name)))), None)


def _of_markup(root: _Element) -> date | None:
    """A `<time>` or an element that is named after publication."""
    for element in root.iter("time"):
        named = element.get("pubdate") is not None or _is_published(element) or _is_published(element.getparent())
        if named and (day := find_day(element.get("datetime")) or find_day(text_of(element))):
            return day
    for element in root.iterfind('.//*[@itemprop="datePublished"]'):
        if day := find_day(element.get("content") or element.get("datetime") or text_of(element)):
            return day
    return None


def _is_published(element: _Element | None) -> bool:
    if element is None:
        return False
    return any(_PUBLISHED_NAME.search(element.get(name) or "") for name in ("class", "itemprop", "id"))


def _of_lines(lines: Sequence[str]) -> date | None:
    for line in lines:
        if len(line) <= _BYLINE_LENGTH and (match := _SAID.search(line)):
            near = line[match.end() : match.end() + _NEAR]
            if day := find_day(near):
                return day
    return next(_of_metadata_lines(lines[:_TOP]), None)


def _of_metadata_lines(lines: Sequence[str]) -> Iterator[date]:
    """As the Commission's sites write it: the kind of page, then the day, on one line or on two, glued or not."""
    for number, line in enumerate(lines):
        match = _PAGE_KIND.match(line.removeprefix("• "))
        if match and len(line) <= _BYLINE_LENGTH:
            rest = line.removeprefix("• ")[match.end() :].lstrip(" |·-–")
            following = lines[number + 1].removeprefix("• ") if not rest and number + 1 < len(lines) else rest
            if re.match(r"\d", following) and (day := find_day(following[:_NEAR])):
                yield day
