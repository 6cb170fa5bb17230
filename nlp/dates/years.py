"""Years that a day shares with the days around it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from nlp.dates.day import Day, Link

_BARE_YEAR = re.compile(r"(?<![\w./-])20\d\d(?![\w/-])")
_BELOW = 8
"""Lines below a heading for whose dates it names the year."""


def share_years(days: Sequence[Day]) -> list[Day]:
    """Give the days of a range or list the year that one of them names."""
    shared = list(days)
    for index in range(len(shared) - 1, 0, -1):
        if shared[index].link is not Link.NONE:
            shared[index - 1] = _before(shared[index - 1], shared[index])
    for index in range(1, len(shared)):
        if shared[index].link is not Link.NONE:
            shared[index] = _after(shared[index - 1], shared[index])
    return shared


def note_years(days: Sequence[Day], line_of: Callable[[int], int]) -> list[Day]:
    """Note for each day without a year the one that the dates of its line, or else of the whole text, agree on."""
    everywhere = {day.year for day in days if day.year}
    by_line: dict[int, set[int]] = {}
    for day in days:
        if day.year:
            by_line.setdefault(line_of(day.start), set()).add(day.year)
    return [
        day if day.year else replace(day, year_around=_agreed(by_line.get(line_of(day.start)), everywhere))
        for day in days
    ]


def take_years(days: Sequence[Day], heads: Mapping[int, str], line_of: Callable[[int], int]) -> list[Day]:
    """Give the days without a year the one that a line on dates above them names ("Deadlines in 2026").

    Args:
        days: in their order.
        heads: the folded lines that speak of dates and hold none, by their numbers.
        line_of: the number of the line in which a character stands.
    """
    years = {number: _BARE_YEAR.findall(line) for number, line in heads.items()}
    taken = []
    for day in days:
        line = line_of(day.start)
        above = (number for number in range(line - 1, line - 1 - _BELOW, -1) if number in years)
        found = years[head] if (head := next(above, None)) is not None else []
        taken.append(replace(day, year=int(found[0])) if not day.year and len(found) == 1 else day)
    return taken


def _before(day: Day, following: Day) -> Day:
    if day.year or not following.year:
        return day
    turns = following.link is Link.RANGE and _place(day) > _place(following)
    return replace(day, year=following.year - turns)


def _after(preceding: Day, day: Day) -> Day:
    if day.year or not preceding.year:
        return day
    turns = day.link is Link.RANGE and _place(preceding) > _place(day)
    return replace(day, year=preceding.year + turns)


def _place(day: Day) -> tuple[int, int]:
    return day.month, day.day or 0


def _agreed(*groups: set[int] | None) -> int | None:
    for group in groups:
        if group:
            return next(iter(group)) if len(group) == 1 else None
    return None
