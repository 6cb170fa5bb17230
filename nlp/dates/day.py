"""A day as a text writes it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from core.models import Precision


class Link(Enum):
    """How a day is tied to the day before it."""

    NONE = auto()
    RANGE = auto()  # "3 to 5 May", "from 3 May until 2 June": this one ends what the other begins
    LIST = auto()  # "3 and 5 May"


class Lean(Enum):
    """On which side of the day of publication a day without a year lies."""

    AHEAD = auto()
    BACK = auto()
    NEAREST = auto()


_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.HALF_YEAR: 6}
_SLACK = timedelta(days=7)  # a page is put up, or touched, shortly after the day that it speaks of
_HORIZON = timedelta(days=335)  # farther ahead or back, a page names the year


@dataclass(frozen=True, slots=True)
class Day:
    """One day, or where `day` is None a week, a month or several.

    Attributes:
        start, end: characters that write it, with weekday and time.
        year: None where it is neither written nor shared with a day that it is tied to.
        year_around: what the year is by the other dates of the text, if they agree.
        weekday: 0 is Monday; None where not written.
        time: "HH:MM" as written.
        tz: IANA name or UTC offset as far as written.
        link: tie to the day before.
        lean: what a word beside it says of the year ("last", "next").
        precision: what is written; a longer time ends with `month`, or is the ISO `week`.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    year_around: int | None = None
    weekday: int | None = None
    time: str | None = None
    tz: str | None = None
    link: Link = Link.NONE
    lean: Lean | None = None
    precision: Precision = Precision.DAY
    week: int | None = None

    @property
    def known(self) -> date | None:
        """The calendar day if the year is known; the last one of a longer time."""
        return self._in(self.year) if self.year else None

    @property
    def known_first(self) -> date | None:
        """The first calendar day of what `known` ends."""
        last = self.known
        if last is None or self.precision is Precision.DAY:
            return last
        if self.precision is Precision.WEEK:
            return last - timedelta(days=6)
        return last.replace(month=last.month - _MONTHS[self.precision] + 1, day=1)

    def is_before(self, other: "Day") -> bool:
        """Whether it lies before another day; a missing year is taken to be the other's."""
        year = self.year or other.year or 0
        return (year, self.month, self.day or 0) < (other.year or year, other.month, other.day or 0)

    def settle(self, published: date | None, lean: Lean = Lean.NEAREST) -> date | None:
        """The calendar day; a missing year follows from the day of publication and the weekday.

        Returns None where the year cannot be told.
        """
        if self.year:
            return self.known
        if published is None:
            day = self._in(self.year_around) if self.year_around else None
            return day if day and self._fits(day) else None
        days = [self._in(published.year + shift) for shift in (-1, 0, 1)]
        return _choose([day for day in days if day and self._fits(day)], published, self.lean or lean)

    def last_before(self, other: date) -> date | None:
        """The calendar day; a missing year is the one in which it comes last before another day."""
        if self.year:
            return self.known
        days = [
            day for year in (other.year - 1, other.year) if (day := self._in(year)) and self._fits(day) and day <= other
        ]
        return max(days, default=None)

    def _in(self, year: int) -> date | None:
        try:
            if self.week:
                return date.fromisocalendar(year, self.week, 7)
            if self.day is None:
                return date(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)
            return date(year, self.month, self.day)
        except ValueError:  # 29 February
            return None

    def _fits(self, day: date) -> bool:
        return self.weekday is None or day.weekday() == self.weekday


def _choose(days: list[date], published: date, lean: Lean) -> date | None:
    if lean is Lean.AHEAD:
        days = [day for day in days if published - _SLACK <= day <= published + _HORIZON]
    elif lean is Lean.BACK:
        days = [day for day in days if published - _HORIZON <= day <= published + _SLACK]
    return min(days, key=lambda day: abs(day - published), default=None)
