"""An HTML page as one article: the source's selectors first, the general method where they find nothing."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.settings import Document

from core.errors import PageError
from core.models import Outcome, RawPage
from core.source import Extraction
from nlp.languages import language_of
from nlp.page.addresses import canonical_address, join_address, links_in, other_addresses, translated_addresses
from nlp.page.charset import decode
from nlp.page.dateline import modified_on, publication_marks, published_in_lines
from nlp.page.furniture import drop_element, drop_furniture, is_stray
from nlp.page.headline import is_generic, is_title, title_of
from nlp.page.lines import Passage, drop_unshown, from_lines, lines_of, mark_struck, plain, size_of, text_of
from nlp.page.markup import Head, head_of, parse
from nlp.page.moment import find_day
from nlp.page.reading import Reading
from nlp.page.selecting import is_wanted, reads_lines, select, select_text, statements_in, statements_of_lines
from nlp.page.walls import check_walls
from nlp.stated import complete_fields, day_of, facts_of, of_source, text_of_first

MAX_TEXT = 2_000_000  # characters, blanks between elements included
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TOP = 6  # lines among which the heading stands
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$")


def read_html(page: RawPage, rules: Extraction) -> tuple[Reading, ...]:
    """The one article of a page. Raises PageError where it is none, a wall or too large."""
    root = parse(decode(page.body, page.headers.get("content-type", "")))
    head = head_of(root)
    drop_unshown(root)
    check_walls(page, head, root)
    if size_of(root) > MAX_TEXT:
        raise PageError(Outcome.OVERSIZED, f"more than {MAX_TEXT:,} characters of text")
    mark_struck(root)
    return (_read(page, root, head, rules),)


def _read(page: RawPage, root: HtmlElement, head: Head, rules: Extraction) -> Reading:
    base = join_address(page.final_url, next(select_text(root, "base::attr(href)"), "")) or page.final_url
    statements = statements_in(root, rules.stated)
    titles = [text for css in rules.title for text in select_text(root, css) if not is_generic(text)]
    bodies = _bodies(root, rules.body)
    drop_furniture(root, keep=bodies)
    marks = publication_marks(head, root)
    lines = _page_lines(root) if not marks or reads_lines(rules) else []
    if not is_wanted(root, rules.require, lines):
        raise PageError(Outcome.IRRELEVANT, "none of the source's marks of an announcement is on the page")
    statements += statements_of_lines(lines, rules.stated)
    shown = title_of(head, root, urlsplit(page.final_url).hostname or "")
    for element in [element for selector in rules.drop for element in select(root, selector)]:
        drop_element(element)
    title = text_of_first(statements, "title") or next(iter(titles), shown)
    passage = _passage(root, bodies, title)
    if not passage.text:
        raise PageError(Outcome.NO_TEXT, "no text is left of the page")
    language = language_of(f"{title}\n{passage.text}", head.language or page.headers.get("content-language"))
    shown_in = bodies or [_visible(root)]
    anchors = tuple(links_in(shown_in, base, passage.text))
    marked = next((day for mark in marks if (day := find_day(mark, language))), None)
    return Reading(
        title=title or passage.text.partition("\n")[0][:200],
        passage=passage,
        canonical=canonical_address(base, head),
        aliases=(page.url, page.final_url, *other_addresses(base, head)),
        translations=tuple(translated_addresses(base, head)),
        language=language,
        published=day_of(statements, "published", language) or marked or published_in_lines(lines, language),
        modified=day_of(statements, "modified", language) or modified_on(head),
        identity=text_of_first(statements, "identity"),
        stated=facts_of([*statements, *of_source(rules)], language),
        complete=complete_fields(rule.name for rule in rules.stated if rule.whole),
        links=tuple(dict.fromkeys(address for _, address in anchors)),
        headings=frozenset(text_of(heading) for body in shown_in for heading in body.iter(*_HEADINGS)),
        anchors=anchors,
    )


def _page_lines(root: HtmlElement) -> list[str]:
    return from_lines(lines_of(_visible(root))).text.split("\n")


def _visible(root: HtmlElement) -> _Element:
    body = root.find("body")
    return body if isinstance(body, _Element) else root


def _bodies(root: _Element, selectors: Sequence[str]) -> list[_Element]:
    """What the first selector with text in it finds, parts of other finds left out."""
    for selector in selectors:
        found = select(root, selector)
        outer = [e for e in found if not any(a in found for a in e.iterancestors())]
        if any(text.strip() for e in outer for text in e.itertext()):
            return outer
    return []


def _passage(root: HtmlElement, bodies: Sequence[_Element], title: str) -> Passage:
    lines = [line for body in bodies for line in lines_of(body)] if bodies else _main_lines(root)
    kept = [line for line in lines if not is_stray(plain(line))]
    return from_lines(list(_without_title(kept, title, top=1 if bodies else _TOP)))


def _without_title(lines: Sequence[str], title: str, top: int) -> Iterator[str]:
    """Lines without the heading that repeats the title, and without what says nothing above it."""
    at = next((n for n, line in enumerate(lines[:top]) if is_title(plain(line), title)), None)
    if at is not None:
        yield from (line for line in lines[:at] if not is_generic(plain(line)))
    yield from lines if at is None else lines[at + 1 :]


def _main_lines(root: HtmlElement) -> list[str]:
    """The lines of the main content as trafilatura finds it."""
    for element in [*root.iter("time"), *(a for a in root.iter("a") if _ADDRESS.match(text_of(a)))]:
        element.tag = "span"  # it deletes times and what is nothing but a link; here these are dates and references
    try:
        found = trafilatura.bare_extraction(root, fast=True, include_comments=False)
    except Exception:  # noqa: BLE001  # hostile trees raise whatever they like deep in the library
        found = None
    return lines_of(found.body if isinstance(found, Document) else _visible(root))
