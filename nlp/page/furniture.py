"""What stands around an announcement on its page and is no part of it."""

import re
from collections.abc import Collection

from lxml.etree import _Element

from nlp.page.lines import text_of
from nlp.page.wording import any_of

_TAGS = ("nav", "footer", "aside", "dialog", "menu", "form", "button")
_ROLES = frozenset(("navigation", "contentinfo", "banner", "search", "dialog", "alertdialog", "complementary", "menu"))
_NAMES = re.compile(rf"(?:^|\s){any_of('furniture')}(?=$|\s)", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FOREIGN = re.compile(rf"{any_of('foreign_headings')}\W*", re.IGNORECASE)
_STRAY = re.compile(rf"{any_of('stray_lines')}\W*", re.IGNORECASE)
_MOST = 0.6  # of the text; what holds more is no furniture, whatever it is called
_CONTENT = ("main", "article", "h1")


def drop_furniture(root: _Element, keep: Collection[_Element] = ()) -> None:
    """Delete navigation, banners, forms, share buttons, comments and blocks about other pages from a tree.

    Elements in `keep` stay, and so does what contains them.
    """
    whole = _size(root)
    kept = {element for body in keep for element in (body, *body.iterancestors())}
    for element in [e for e in root.iterdescendants() if e not in kept and _is_furniture(e)]:
        if _size(element) <= _MOST * whole and next(element.iterdescendants(*_CONTENT), None) is None:
            drop_element(element)
    for heading in list(root.iter(*_HEADINGS)):
        if heading.tag != "h1" and _FOREIGN.fullmatch(text_of(heading)[:100]):
            _drop_section(heading, whole, kept)


def is_stray(line: str) -> bool:
    """True for a line that no announcement consists of, such as `Share this page`."""
    return len(line) < 60 and bool(_STRAY.fullmatch(line))


def _is_furniture(element: _Element) -> bool:
    attributes = element.attrib
    if element.tag in _TAGS:
        return True
    if not attributes or element.tag in ("html", "body", "main"):
        return False
    if str(attributes.get("role", "")).lower() in _ROLES:
        return True
    return any(name in attributes and _NAMES.search(str(attributes[name])) for name in ("class", "id"))


def _drop_section(heading: _Element, whole: int, kept: Collection[_Element]) -> None:
    """Delete a heading with what it heads: its box, or what follows up to a heading of the same rank."""
    box = heading.getparent()
    if box is None:
        return
    is_box = box not in kept and box.tag not in ("body", "main", "article") and _leads(heading, box)
    if is_box and _size(box) <= _MOST * whole:
        drop_element(box)
        return
    for follower in list(heading.itersiblings()):
        if follower.tag in _HEADINGS and follower.tag <= heading.tag:
            break
        drop_element(follower)
    drop_element(heading)


def _leads(heading: _Element, box: _Element) -> bool:
    """True if nothing stands before the heading in its box."""
    return not (box.text or "").strip() and not any(map(text_of, heading.itersiblings(preceding=True)))


def _size(element: _Element) -> int:
    return sum(map(len, element.itertext()))


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
