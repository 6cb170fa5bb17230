"""The day on which a page says that it was published or changed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
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


def published_on(head: Head, times: Iterable[str], lines: Sequence[str], language: str | None) -> date | None:
    """The day of publication by markup or by the page's own words; None where the page does not say it.

    Args:
        times: values of the elements that are named after publication, see `publication_times`.
        lines: the page's lines without navigation and the like.
        language: of these lines.
    """
    marked = next((day for time in times if (day := find_day(time, language))), None)
    candidates = (
        _of_things(head, "datePublished"),
        _of_meta(head.meta, _PUBLISHED_META),
        marked,
        _of_lines(lines, language),
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


def publication_times(root: _Element) -> list[str]:
    """What stands in the `<time>` and other elements of a tree that are named after publication."""
    times = [e for e in root.iter("time") if e.get("pubdate") is not None or _is_published(e, e.getparent())]
    marked = [*times, *root.iterfind('.//*[@itemprop="datePublished"]')]
    return [e.get("datetime") or e.get("content") or text_of(e) for e in marked]


def _is_published(*elements: _Element | None) -> bool:
    names = (e.get(name) or "" for e in elements if e is not None for name in ("class", "itemprop", "id"))
    return any(map(_PUBLISHED_NAME.search, names))


def _of_lines(lines: Sequence[str], language: str | None) -> date | None:
    for line in lines:
        if len(line) <= _BYLINE_LENGTH and (match := _SAID.search(line)):
            day = find_day(line[match.end() : match.end() + _NEAR], language)
            if day:
                return day
    return next(_of_metadata_lines([line.removeprefix("• ") for line in lines[:_TOP]]), None)


def _of_metadata_lines(lines: Sequence[str]) -> Iterator[date]:
    """As the Commission's sites write it: the kind of page, then the day, on one line or on two, glued or not."""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        match = _PAGE_KIND.match(line)
        if match and len(line) <= _BYLINE_LENGTH:
            near = line[match.end() :].lstrip(" |·-–") or following
            if near[:1].isdigit() and (day := find_day(near[:_NEAR])):
                yield day
