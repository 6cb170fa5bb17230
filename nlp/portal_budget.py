"""The budget table of a topic of the Funding & Tenders portal."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from nlp.stated import Statement


def budget_statements(overview: Any, identifier: str) -> Iterator[Statement]:
    """Sums of the topic's own lines: the table lists every topic of the call.

    Args: `overview` is the table as the portal has it: an object, its text, or a list with one of these.
    """
    lines = [line for line in _lines(overview) if _is_of(str(line.get("action") or ""), identifier)]
    total = sum((_number(value) for line in lines for value in _years(line)), Decimal(0))
    least = [n for line in lines if (n := _number(line.get("minContribution"))) > 0]
    most = [n for line in lines if (n := _number(line.get("maxContribution"))) > 0]
    found = (("total_budget", total), ("grant_min", min(least, default=None)), ("grant_max", max(most, default=None)))
    for name, value in found:
        if value:
            yield Statement(name, f"{value:f}", f"{lines[0].get('action')}: {name} {value} EUR")


def _lines(overview: Any) -> list[Mapping[str, Any]]:
    if isinstance(overview, list):  # the search has it as text in a list
        overview = overview[0] if overview else None
    if isinstance(overview, str):
        try:
            overview = json.loads(overview)
        except ValueError:
            return []
    actions = overview.get("budgetTopicActionMap") if isinstance(overview, Mapping) else None
    groups = actions.values() if isinstance(actions, Mapping) else ()
    lines = [line for group in groups if isinstance(group, list) for line in group if isinstance(line, Mapping)]
    return [line for number, line in enumerate(lines) if line not in lines[:number]]


def _is_of(action: str, identifier: str) -> bool:
    return bool(re.match(rf"{re.escape(identifier)}(?![\w-]*\w)", action))


def _years(line: Mapping[str, Any]) -> Sequence[Any]:
    years = line.get("budgetYearMap")
    return tuple(years.values()) if isinstance(years, Mapping) else ()


def _number(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
