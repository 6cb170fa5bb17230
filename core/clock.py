"""What now is: the only place that reads the system's date."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still; a moment without a zone is read as UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return lambda: aware


def open_clock(now: datetime | None) -> Clock:
    """The clock that the settings ask for: fixed at `now`, or the system's."""
    return system_clock if now is None else fixed_clock(now)
