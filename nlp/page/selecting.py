"""The selectors and labels of a source's rules, applied to a page."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.etree import XPath, _Element
from parsel.csstranslator import HTMLTranslator

from core.source import Extraction, StatedField
from nlp.page.lines import from_lines, lines_of, plain, text_of
from nlp.stated import Statement

_TEXT_PREFIX = "text:"
_MANY = frozenset({"deadline", "event_date", "project", "call_id", "country"})  # names with several values


def _find(root: _Element, selector: str) -> list[_Element | str]:
    found = _xpath(selector)(root)
    return [e for e in found if isinstance(e, _Element | str)] if isinstance(found, list) else []


@lru_cache(maxsize=2048)
def _xpath(selector: str) -> XPath:
    return XPath(HTMLTranslator().css_to_xpath(selector))


def select(root: _Element, selector: str) -> list[_Element]:
    """The elements that a CSS selector finds, in the page's order."""
    return [found for found in _find(root, selector) if isinstance(found, _Element)]


def select_text(root: _Element, selector: str) -> Iterator[str]:
    """The text on one line of what a CSS selector finds, attributes (`::attr(name)`) included."""
    for found in _find(root, selector):
        text = text_of(found) if isinstance(found, _Element) else plain(found)
        if text:
            yield text


def is_wanted(root: _Element, require: Sequence[str], visible: Sequence[str]) -> bool:
    """True if one of a source's `require` rules holds, or there are none. `visible`: the lines of the page."""
    if not require:
        return True
    selectors = [rule for rule in require if not rule.startswith(_TEXT_PREFIX)]
    patterns = [rule.removeprefix(_TEXT_PREFIX) for rule in require if rule.startswith(_TEXT_PREFIX)]
    if any(_find(root, selector) for selector in selectors):
        return True
    text = "\n".join(visible) if patterns else ""
    return any(re.search(pattern, text) for pattern in patterns)


def reads_lines(rules: Extraction) -> bool:
    """True if a rule is about the lines of the page."""
    about_text = any(rule.startswith(_TEXT_PREFIX) for rule in rules.require)
    return about_text or any(not rule.css for rule in rules.stated)


def statements_in(root: _Element, rules: Sequence[StatedField]) -> list[Statement]:
    """What the rules with a selector find in the tree of a page."""
    return [statement for rule in rules if rule.css for statement in _in_elements(root, rule, rule.css)]


def statements_of_lines(lines: Sequence[str], rules: Sequence[StatedField]) -> list[Statement]:
    """What the rules without a selector find in the lines of a page."""
    return [statement for rule in rules if not rule.css for statement in _in_lines(lines, rule)]


def _in_elements(root: _Element, rule: StatedField, css: str) -> Iterator[Statement]:
    for found in _find(root, css):
        if rule.value is not None:
            yield Statement(rule.name, rule.value, f"{css} is on the page")
            return
        lines = _lines(found) if isinstance(found, _Element) else [plain(found)]
        statements = list(_in_lines(lines, rule))
        yield from statements
        if statements and rule.name not in _MANY:
            return


def _lines(element: _Element) -> list[str]:
    return from_lines(lines_of(element)).text.split("\n")


def _in_lines(lines: Sequence[str], rule: StatedField) -> Iterator[Statement]:
    places = ["\n".join(lines)] if rule.label is None else [_after_label(lines, rule.label, rule.pattern)]
    for place in filter(None, places):
        yield from _in_text(place, rule)


def _in_text(text: str, rule: StatedField) -> Iterator[Statement]:
    """The value in the text that a selector or a label led to."""
    prefix = f"{rule.label}: " if rule.label else ""
    if rule.pattern is None:
        yield Statement(rule.name, text, prefix + text)
        return
    for match in re.finditer(rule.pattern, text):
        groups = match.groups()
        captured = next(filter(None, groups), "") if groups else match.group()
        if captured:
            yield Statement(rule.name, captured, prefix + _line_around(text, match.start(), match.end()))
            if rule.name not in _MANY:
                return


def _after_label(lines: Sequence[str], label: str, pattern: str | None) -> str:
    """What follows a label: the rest of its line, else the line below and more that fit the pattern."""
    shown = [_without_bullet(line) for line in lines]
    marked = re.compile(rf"{re.escape(label.rstrip(' :'))}\s*(?:[:|–—-]\s*|$)", re.IGNORECASE)
    unmarked = re.compile(rf"{re.escape(label.rstrip(' :'))}\s+", re.IGNORECASE)
    for matcher in (marked, unmarked):
        for number, line in enumerate(shown):
            match = matcher.match(line)
            if match and (value := line[match.end() :]):
                return value
            if match:
                return "\n".join(_values_below(shown[number + 1 :], pattern))
    return ""


def _values_below(lines: Sequence[str], pattern: str | None) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number and not (pattern and re.search(pattern, line)):
            return
        yield line


def _without_bullet(line: str) -> str:
    return line.removeprefix("• ")


def _line_around(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : last if last >= 0 else len(text)]
