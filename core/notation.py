"""Whether a selector, a pattern or a cron expression of a source can be understood; each check returns its argument."""

import re

from cssselect import HTMLTranslator
from cssselect.parser import SelectorError
from cssselect.parser import parse as parse_css

PATTERN_PREFIX = "re:"
TEXT_PREFIX = "text:"

_CRON_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CRON_NAMES = {
    name: str(number)
    for names, first in (("jan feb mar apr may jun jul aug sep oct nov dec", 1), ("sun mon tue wed thu fri sat", 0))
    for number, name in enumerate(names.split(), first)
}
_CRON_PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")


def check_css(selector: str) -> str:
    """A CSS selector; `::attr(name)` and `::text` may end it.

    Raises:
        ValueError: it cannot be parsed, or holds what cannot be translated.
    """
    try:
        for parsed in parse_css(selector):
            HTMLTranslator().selector_to_xpath(parsed)
    except SelectorError as error:
        raise ValueError(f"{selector!r} is no CSS selector: {error}") from error
    return selector


def check_pattern(pattern: str) -> str:
    """A regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


def check_link_rule(rule: str) -> str:
    """A CSS selector or, after `re:`, a regular expression with a group."""
    if not rule.startswith(PATTERN_PREFIX):
        return check_css(rule)
    if re.compile(check_pattern(rule.removeprefix(PATTERN_PREFIX))).groups < 1:
        raise ValueError(f"{rule!r} has no group that holds the address")
    return rule


def check_page_rule(rule: str) -> str:
    """A CSS selector or, after `text:`, a regular expression."""
    if rule.startswith(TEXT_PREFIX):
        check_pattern(rule.removeprefix(TEXT_PREFIX))
        return rule
    return check_css(rule)


def check_cron(expression: str) -> str:
    """Five fields: minute, hour, day, month, weekday."""
    fields = expression.lower().split()
    if len(fields) != len(_CRON_BOUNDS):
        raise ValueError(f"{expression!r} is no cron expression: five fields are needed")
    for field, (lowest, highest) in zip(fields, _CRON_BOUNDS, strict=True):
        for part in field.split(","):
            numbered = re.sub(r"[a-z]{3}", lambda name: _CRON_NAMES.get(name[0], name[0]), part)
            match = _CRON_PART.fullmatch(numbered)
            if not match or not all(lowest <= int(n) <= highest for n in match.groups()[:2] if n):
                raise ValueError(f"{expression!r} is no cron expression: {part!r} is not understood")
    return expression
