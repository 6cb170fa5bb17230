"""The day on which a page says that it was published or changed."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

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
_SAID = re.compile(rf"(?:^|[|·•–—,]\s*){any_of('published')}\s*:?\s{{0,2}}(?=[^\W_])", re.IGNORECASE)
_PAGE_KIND = re.compile(any_of("page_kinds"), re.IGNORECASE)
_BYLINE_LENGTH = 160  # characters; longer lines are prose
_TOP = 25  # lines of a page among which its own date stands
_NEAR = 40  # characters after the word in which the day must begin


def publication_marks(head: Head, root: _Element) -> list[str]:
    """Values that markup gives for the day of publication, the most reliable first.

    Args: `root` is the tree with navigation and the like removed.
    """
    times = [e for e in root.iter("time") if e.get("pubdate") is not None or _is_published(e, e.getparent())]
    marked = [*times, *root.iterfind('.//*[@itemprop="datePublished"]')]
    shown = (e.get("datetime") or e.get("content") or text_of(e) for e in marked)
    return list(filter(None, (*_in_things(head, "datePublished"), *_in_meta(head, _PUBLISHED_META), *shown)))


def published_in_lines(lines: Sequence[str], language: str | None) -> date | None:
    """The day of publication as the lines of a page tell it; None where they do not."""
    for line in lines:
        if len(line) <= _BYLINE_LENGTH and (match := _SAID.search(line)):
            day = find_day(line[match.end() : match.end() + _NEAR], language)
            if day:
                return day
    return next(_in_metadata_lines([line.removeprefix("• ") for line in lines[:_TOP]]), None)


def modified_on(head: Head) -> date | None:
    """The day of the last change by the page's metadata."""
    marks = (*_in_things(head, "dateModified"), *_in_meta(head, _MODIFIED_META))
    return next((day for mark in marks if (day := find_day(mark))), None)


def _in_things(head: Head, name: str) -> Iterator[str]:
    for types in (_ARTICLES, _PAGES):
        for thing in head.things:
            kind = thing.get("@type")
            if types & set(map(str, kind if isinstance(kind, list) else [kind])):
                yield str(thing.get(name) or "")


def _in_meta(head: Head, names: Sequence[str]) -> Iterator[str]:
    return (head.meta[name] for name in names if name in head.meta)


def _is_published(*elements: _Element | None) -> bool:
    names = (e.get(name) or "" for e in elements if e is not None for name in ("class", "itemprop", "id"))
    return any(map(_PUBLISHED_NAME.search, names))


def _in_metadata_lines(lines: Sequence[str]) -> Iterator[date]:
    """As the Commission's sites write it: the kind of page, then the day, on one line or on two, glued or not."""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        match = _PAGE_KIND.match(line)
        if match and len(line) <= _BYLINE_LENGTH:
            near = line[match.end() :].lstrip(" |·-–") or following
            if near[:1].isdigit() and (day := find_day(near[:_NEAR])):
                yield day
