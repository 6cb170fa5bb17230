"""The HTML of a page as a tree, and what its head declares."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.etree import ElementDefaultClassLookup, HTMLParser, LxmlError, _Element
from lxml.html import HtmlElement, document_fromstring

from core.errors import PageError
from core.models import Outcome
from nlp.page.lines import text_of

MAX_CHARACTERS = 12_000_000  # of markup; the longest real pages, with pictures inside, have 5 million
_MAX_ELEMENTS = 60_000  # trafilatura needs seconds for these, minutes for ten times as many
_WRAPPERS = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|p|h[1-6]|a|br|s|del)\b)[a-z][^>]*>", re.IGNORECASE
)
_WITHOUT_CONTROLS = bytes(32 if (code < 32 and code not in (9, 10, 13)) or code == 127 else code for code in range(256))
_CLASSES = ElementDefaultClassLookup(element=HtmlElement)  # trafilatura wants these; lxml.html's own lookup is slow
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Head:
    """What a page declares about itself.

    Attributes:
        title: text of `<title>`.
        meta: content of `<meta>` by property or name in lower case, the first one of each.
        links: href of `<link>` by rel in lower case, the first one of each.
        translations: href of each `<link rel=alternate hreflang=…>`; by custom the page itself is among them.
        things: every object of its JSON-LD, in the page's order.
        language: `lang` attribute of the root.
    """

    title: str
    meta: dict[str, str]
    links: dict[str, str]
    translations: tuple[str, ...]
    things: tuple[dict[str, Any], ...]
    language: str | None


def parse(markup: str) -> HtmlElement:
    """The tree of a page, without comments. Raises PageError: oversized, no_text."""
    if len(markup) > MAX_CHARACTERS:
        raise PageError(Outcome.OVERSIZED, f"{len(markup):,} characters of HTML")
    clean = _XML_DECLARATION.sub("", markup, count=1)
    root = _tree(clean)
    if root is None:
        raise PageError(Outcome.NO_TEXT, "the page is empty")
    if root.xpath("count(.//*)") > _MAX_ELEMENTS:
        raise PageError(Outcome.OVERSIZED, f"more than {_MAX_ELEMENTS:,} elements")
    return root


def _tree(markup: str) -> HtmlElement | None:
    """The tree; where it is nested deeper than libxml2 bears, that of the page without its wrappers."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    source = markup.encode("utf-8", "replace").translate(_WITHOUT_CONTROLS)
    try:
        root = document_fromstring(source, parser=parser)
    except (LxmlError, ValueError):  # ParserError for a document without elements
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):  # the rest of the page is missing
        flat = _WRAPPERS.sub("<br>", markup)
        return _tree(flat) if flat != markup else root
    return root


def head_of(root: HtmlElement) -> Head:
    """What the page declares; call it before the tree is cleaned."""
    meta: dict[str, str] = {}
    links: dict[str, str] = {}
    translations: list[str] = []
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := (element.get("content") or "").strip():
            meta.setdefault(name.lower(), content)
    for element in root.iter("link"):
        if href := (element.get("href") or "").strip():
            relations = (element.get("rel") or "").lower().split()
            for relation in relations:
                links.setdefault(relation, href)
            if "alternate" in relations and element.get("hreflang"):
                translations.append(href)
    title = next((text_of(element) for element in root.iter("title") if not _in_picture(element)), "")
    language = root.get("lang") or root.get("xml:lang")
    return Head(title, meta, links, tuple(translations), tuple(_things(root)), language)


def _in_picture(element: _Element) -> bool:
    return next(element.iterancestors("svg"), None) is not None


def _things(root: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
            try:
                yield from _objects(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue  # broken JSON-LD is as good as none


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects on the top levels of JSON-LD: in lists, `@graph` and `mainEntity`."""
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(name), depth + 1)
