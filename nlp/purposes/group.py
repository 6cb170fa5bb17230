"""Days that belong together."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from nlp.dates import Day, Link

_BRIEF = 6
"""Days from the first to the last of an event; a call stays open longer."""

_ANY_DAY = date(2000, 7, 1)
"""Settles the years of a range alike where none is written."""


class Group(NamedTuple):
    """Days that are tied to each other, as characters from the first to the last."""

    days: tuple[Day, ...]

    @property
    def start(self) -> int:
        return self.days[0].start

    @property
    def end(self) -> int:
        return self.days[-1].end

    @property
    def is_range(self) -> bool:
        """Whether it is a first and a last day."""
        return len(self.days) == 2 and self.days[1].link is Link.RANGE

    @property
    def is_brief(self) -> bool:
        """Whether it is a few days in a row."""
        if not self.is_range:
            return False
        first, last = (day.settle(_ANY_DAY) for day in self.days)
        return first is not None and last is not None and 0 < (last - first).days <= _BRIEF


def groups_of(days: Sequence[Day]) -> Iterator[Group]:
    """The days, tied together as their links tell."""
    tied: list[Day] = []
    for day in days:
        if tied and day.link is Link.NONE:
            yield Group(tuple(tied))
            tied = []
        tied.append(day)
    if tied:
        yield Group(tuple(tied))
