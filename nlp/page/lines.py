"""An element tree as lines of text: one for each paragraph, heading, list item and row of a table."""

import re
import unicodedata
from dataclasses import dataclass
from typing import cast

from lxml.etree import XPath, _Element, iterwalk, strip_elements

# Tags of HTML and of trafilatura's own trees (head, list, item, row, quote).
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "head", "header", "hr", "item", "lb", "legend", "li", "list", "main", "menu", "nav", "ol", "p", "pre",
        "quote", "row", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
_ITEMS = frozenset({"li", "item"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_LAYOUT = ("table", "ul", "ol", "list", "h1", "h2", "h3", "h4", "div", "head")  # a row that holds these is no data
_CELL_LIMIT = 600  # characters of a row; a longer one is layout
_LABEL_LIMIT = 80  # characters of a <dt> that is the label of its <dd>
UNSHOWN = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "select", "datalist", "textarea", "noindex",
)  # fmt: skip
_BULLET = "• "
_STRUCK_TAGS = ("s", "del", "strike")
_STRUCK_OPEN, _STRUCK_CLOSE = "\ua9c1", "\ua9c2"  # printable, so trafilatura keeps them; in no text of the Union
_STRUCK = re.compile(f"({_STRUCK_OPEN}[^{_STRUCK_CLOSE}\\n]*{_STRUCK_CLOSE})")
_STRUCK_MARKS = re.compile(f"[{_STRUCK_OPEN}{_STRUCK_CLOSE}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SIZE = XPath("string-length()")

Span = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """Lines joined by one line break, with the spans of what is struck through in them."""

    text: str
    struck: tuple[Span, ...] = ()


def passage_of(root: _Element) -> Passage:
    """The text of a tree on which `mark_struck` was called before."""
    return from_lines(lines_of(root))


def from_lines(lines: list[str]) -> Passage:
    """Lines that hold the marks of struck text as a passage without them."""
    pieces, spans, at = list[str](), list[Span](), 0
    for piece in _STRUCK.split("\n".join(lines)):
        shown = _STRUCK_MARKS.sub("", piece)
        if piece.startswith(_STRUCK_OPEN) and shown:
            goes_on = bool(spans) and spans[-1][1] == at - 1 and pieces[-1] == " "
            start = spans.pop()[0] if goes_on else at
            spans.append((start, at + len(shown)))
        pieces.append(shown)
        at += len(shown)
    return Passage("".join(pieces), tuple(spans))


def lines_of(root: _Element) -> list[str]:
    """The lines of a tree, struck text still marked. Empty lines are left out."""
    writer = _Writer()
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "start":
            writer.open(element)
        else:
            writer.close(element, with_tail=element is not root)
    writer.end_line()
    return writer.lines


def text_of(element: _Element) -> str:
    """The text of an element on one line, without marks."""
    return plain(" ".join(lines_of(element)) if len(element) else element.text or "")


def size_of(element: _Element) -> int:
    """Characters of text in an element."""
    return int(cast("float", _SIZE(element)))  # what string-length gives


def plain(text: str) -> str:
    """Text on one line: no marks, no invisible characters, one blank between words."""
    return _tidy(_STRUCK_MARKS.sub("", text))


def mark_struck(root: _Element) -> None:
    """Put marks around each text that is struck through, so that it can be told after any rewriting of the tree."""
    styled = [e for e in root.iterfind(".//*[@style]") if "line-through" in (e.get("style") or "")]
    marked: set[_Element] = set()
    for element in [*root.iter(*_STRUCK_TAGS), *styled]:
        for inner in [] if element in marked else list(element.iter()):
            marked.add(inner)
            inner.text = _struck(inner.text)
            if inner is not element:
                inner.tail = _struck(inner.tail)
        if element.tag in _STRUCK_TAGS:
            element.tag = "span"


def _struck(text: str | None) -> str | None:
    core = (text or "").strip()
    if not core or not text or _STRUCK_OPEN in core:
        return text
    start = text.index(core)
    return f"{text[:start]}{_STRUCK_OPEN}{core}{_STRUCK_CLOSE}{text[start + len(core) :]}"


def drop_unshown(root: _Element) -> None:
    """Delete what a browser would not show as text."""
    strip_elements(root, *UNSHOWN, with_tail=False)


class _Writer:
    """Collects the words of the line that is being written, and the lines before it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._rows: list[_Element] = []  # rows of data that are open
        self._labelled = False

    def open(self, element: _Element) -> None:
        tag = element.tag
        if tag in _CELLS and self._rows:
            if any(map(str.strip, self._words)):
                self._words.append(" | ")
        elif tag in _BLOCKS or tag in _CELLS:
            if self._labelled and _is_definition(element):
                self._words.append(" ")
            else:
                self._break()
            self._labelled = False
        if tag in _ITEMS and not _is_label(element) and not _is_definition(element):
            self._prefix = _BULLET
        elif tag in _ROWS and _is_row_of_values(element):
            self._rows.append(element)
        if element.text:
            self._words.append(element.text)

    def close(self, element: _Element, *, with_tail: bool) -> None:
        if self._rows and element is self._rows[-1]:
            self._rows.pop()
            self._break()
        elif element.tag in _BLOCKS:
            if _is_label(element) and self._label():
                self._labelled = True
            else:
                self._break()
        if with_tail and element.tail:
            self._words.append(element.tail)

    def _break(self) -> None:
        """The end of a block; within a row of values only a blank."""
        if self._rows:
            self._words.append(" ")
        else:
            self.end_line()

    def end_line(self) -> None:
        line = _tidy("".join(self._words))
        if _STRUCK_MARKS.sub("", line).strip(" |"):
            self.lines.append(self._prefix + line)
            self._prefix = ""
        self._words.clear()

    def _label(self) -> bool:
        """True if what was just written is the label of the value that follows; it gets its colon."""
        label = _tidy("".join(self._words))
        if not label or len(label) > _LABEL_LIMIT or label[-1] in "?!.":
            return False
        self._words = [label if label.endswith(":") else f"{label}:"]
        return True


def _is_label(element: _Element) -> bool:
    return bool(element.tag == "dt" or (element.tag == "item" and (element.get("rend") or "").startswith("dt")))


def _is_definition(element: _Element) -> bool:
    return bool(element.tag == "dd" or (element.tag == "item" and (element.get("rend") or "").startswith("dd")))


def _is_row_of_values(row: _Element) -> bool:
    if next(row.iter(*_LAYOUT), None) is not None:
        return False
    return size_of(row) <= _CELL_LIMIT


def _tidy(text: str) -> str:
    if text.isascii():
        return " ".join(text.split())
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", text).split()))
