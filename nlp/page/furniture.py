"""What stands around an announcement on its page and is no part of it."""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import takewhile

from lxml.etree import _Element

from nlp.page.lines import size_of, text_of
from nlp.page.wording import any_of

_TAGS = ("nav", "footer", "aside", "dialog", "menu", "form", "button")
_ROLES = frozenset(("navigation", "contentinfo", "banner", "search", "dialog", "alertdialog", "complementary", "menu"))
_NAMES = re.compile(rf"(?:^|\s){any_of('furniture')}(?=$|\s)", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FOREIGN = re.compile(rf"{any_of('foreign_headings')}\W*", re.IGNORECASE)
_INVITATION = re.compile(rf"{any_of('invitations')}\W*", re.IGNORECASE)
_STRAY = re.compile(rf"(?:{any_of('stray_lines')}|{any_of('invitations')})\W*", re.IGNORECASE)
_COOKIES = re.compile(any_of("cookie_lines"), re.IGNORECASE)
_STRAY_LENGTH, _COOKIE_LENGTH = 80, 500  # characters; longer lines are prose
_MOST = 0.6  # of the text; what holds more is no furniture, whatever it is called
_CONTENT = ("main", "article", "h1")


def drop_furniture(root: _Element, keep: Collection[_Element] = ()) -> None:
    """Delete navigation, banners, forms, share buttons, comments and blocks about other pages from a tree.

    Elements in `keep` stay, and so does what contains them.
    """
    whole = size_of(root)
    kept = {element for body in keep for element in (body, *body.iterancestors())}
    for element in [e for e in root.iterdescendants() if e not in kept and _is_furniture(e)]:
        if size_of(element) <= _MOST * whole and next(element.iterdescendants(*_CONTENT), None) is None:
            drop_element(element)
    for heading in list(root.iter(*_HEADINGS)):
        shown = text_of(heading)[:100]
        if _INVITATION.fullmatch(shown):
            drop_element(_box(heading, whole, kept))
        elif _FOREIGN.fullmatch(shown):
            _drop_section(heading, whole, kept)


def is_stray(line: str) -> bool:
    """True for a line that no announcement consists of, such as `Share this page`."""
    if len(line) <= _STRAY_LENGTH and _STRAY.fullmatch(line):
        return True
    return len(line) <= _COOKIE_LENGTH and bool(_COOKIES.match(line))


def _is_furniture(element: _Element) -> bool:
    tag, get = element.tag, element.get
    if tag in _TAGS:
        return True
    if tag in ("html", "body", "main"):
        return False
    return _is_named(get("class")) or _is_named(get("id")) or (get("role") or "").lower() in _ROLES


@lru_cache(maxsize=4096)
def _is_named(names: str | None) -> bool:
    return bool(names and _NAMES.search(names))


def _box(heading: _Element, whole: int, kept: Collection[_Element]) -> _Element:
    """The element that a heading heads, or the heading where that is the article itself."""
    box = heading.getparent()
    if box is None or box in kept or box.tag in ("body", "main", "article"):
        return heading
    return box if _leads(heading, box) and size_of(box) <= _MOST * whole else heading


def _drop_section(heading: _Element, whole: int, kept: Collection[_Element]) -> None:
    """Delete a heading with what it heads: its box, or what follows up to a heading of the same rank."""
    box = _box(heading, whole, kept)
    section = [box]
    if box is heading:
        followers = takewhile(lambda e: e.tag not in _HEADINGS or e.tag > heading.tag, heading.itersiblings())
        section.extend(followers)
    if sum(map(size_of, section)) <= _MOST * whole:
        for element in section:
            drop_element(element)


def _leads(heading: _Element, box: _Element) -> bool:
    """True if nothing stands before the heading in its box."""
    return not (box.text or "").strip() and not any(map(text_of, heading.itersiblings(preceding=True)))


def drop_element(element: _Element) -> None:
    """Delete an element, not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
