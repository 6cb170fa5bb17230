"""Reads values out of JSON rows by their path, and fills addresses with them."""

import re
from typing import Any
from urllib.parse import quote

Row = dict[str, Any]

_PLACE = re.compile(r"\{([\w.]+)(\|lower)?\}")


def value_at(row: Any, path: str) -> Any:
    """The value at a dotted path; of a list on the way, and at the end, its first entry unless it is asked for whole.

    None where the path leads nowhere.
    """
    value = row
    for name in path.split("."):
        value = first_of(value)
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def first_of(value: Any) -> Any:
    """The first entry of a list, None if it is empty; anything else as it is."""
    if isinstance(value, list):
        return value[0] if value else None
    return value


def filled(template: str, row: Row) -> str | None:
    """The address with its places filled from a row; None if a value is missing."""
    values = {match[0]: first_of(value_at(row, match[1])) for match in _PLACE.finditer(template)}
    if any(value in (None, "") for value in values.values()):
        return None
    return _PLACE.sub(lambda match: _spelled(values[match[0]], lower=bool(match[2])), template)


def _spelled(value: object, *, lower: bool) -> str:
    text = str(value).lower() if lower else str(value)
    return quote(text, safe="")
