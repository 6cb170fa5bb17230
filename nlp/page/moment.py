"""The date in a label or a field, written for people or for machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from nlp.dates import find_days
from nlp.folding import fold

_LONGEST = 4000  # characters; a field with a date is no novel
_STAMP = re.compile(
    r"((?:19|20)\d{2}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:[.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_DIGITS = re.compile(r"(?P<day>(?:19|20)\d{6})|(?P<seconds>\d{10})|(?P<milliseconds>\d{12,13})", re.ASCII)
_MIDNIGHT = "00:00"  # of a machine: only the day is meant


@dataclass(frozen=True)
class Moment:
    """A local day; time "HH:MM" and zone (IANA name or offset) where they are written."""

    day: date
    time: str | None = None
    tz: str | None = None


def find_moments(text: str, language: str | None = None) -> Iterator[Moment]:
    """Every date of a text with its time: ISO 8601, YYYYMMDD, seconds or milliseconds since 1970, or words."""
    written = text.strip()[:_LONGEST]
    if stamp := _STAMP.fullmatch(written):
        yield from _of_stamp(stamp)
    elif digits := _DIGITS.fullmatch(written):
        yield from _of_digits(digits)
    else:
        for day in find_days(fold(written), language or "en"):
            if day.day and (known := day.known):
                yield Moment(known, day.time, day.tz)


def find_day(text: str | None, language: str | None = None) -> date | None:
    """The first date of a text without its time."""
    return next((moment.day for moment in find_moments(text or "", language)), None)


def _of_stamp(match: re.Match[str]) -> Iterator[Moment]:
    day, time, offset = match.groups()
    try:
        known = date.fromisoformat(day)
    except ValueError:  # 2026-02-30
        return
    if time is None or time == _MIDNIGHT:
        yield Moment(known)
    else:
        zone = "UTC" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}" if offset else None
        yield Moment(known, time, zone)


def _of_digits(match: re.Match[str]) -> Iterator[Moment]:
    try:
        if match["day"]:
            yield Moment(date.fromisoformat(match["day"]))
        else:
            seconds = int(match["seconds"] or 0) or int(match["milliseconds"]) / 1000
            yield Moment(datetime.fromtimestamp(seconds, UTC).date())
    except (ValueError, OverflowError, OSError):  # 20261399
        return
