"""Years that a day shares with the days around it."""

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from core.models import Precision
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


def note_years(
    days: Sequence[Day], line_of: Callable[[int], int], said_beside: Callable[[int], AbstractSet[int]], title: str
) -> list[Day]:
    """Note for each day without a year the one that is said around it.

    The dates of its line tell it, or else a year alone in its sentence, the dates of all lines, a year in the title;
    where any of these speaks of several years, it stays open.

    Args:
        days: in their order.
        line_of: the number of the line in which a character stands.
        said_beside: the years that stand alone in the sentence of a character.
        title: folded.
    """
    if all(day.year for day in days):
        return list(days)
    exact = {day.year for day in days if day.year and day.precision is Precision.DAY}
    everywhere = exact or {day.year for day in days if day.year}
    by_line: dict[int, set[int]] = {}
    for day in days:
        if day.year:
            by_line.setdefault(line_of(day.start), set()).add(day.year)
    in_title = years_in(title)

    def around(start: int) -> int | None:
        return _agreed(by_line.get(line_of(start)), said_beside(start), everywhere, in_title)

    return [day if day.year else replace(day, year_around=around(day.start)) for day in days]


def years_in(text: str) -> set[int]:
    """The years that stand alone in a text, outside dates and ranges."""
    return set(map(int, _BARE_YEAR.findall(text)))


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


def _agreed(*groups: AbstractSet[int] | None) -> int | None:
    for group in groups:
        if group:
            return next(iter(group)) if len(group) == 1 else None
    return None
