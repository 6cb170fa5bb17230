"""One date phrase, as a label or a field holds it, as a day with its time and zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import dateparser

from core.models import BRUSSELS


@dataclass(frozen=True)
class Moment:
    """A local day; time "HH:MM" and zone (IANA name or offset) where they are written."""

    day: date
    time: str | None = None
    tz: str | None = None


_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTHS = {name[:length]: number for number, name in enumerate(_ENGLISH, 1) for length in (3, 4, len(name))}
_DATE = re.compile(
    r"(?<![\d.,])(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?:[T ](?P<clock>\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?P<y1>\d{4})[./](?P<m1>\d{1,2})[./](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<mark>[./-])\s?(?P<m2>\d{1,2})(?P=mark)\s?(?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª|°|-(?:а|о)?го)?\s?(?:of\s|de\s|d[’']|di\s)?(?P<m3>[^\W\d_]{3,})\.?,?\s(?:de(?:l)?\s|г\.\s)?(?P<y3>\d{4})"
    r"|(?P<m4>[^\W\d_]{3,})\.?\s(?P<d4>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y4>\d{4})"
    r"|(?P<y5>\d{4})\.?\s(?:gada\s|m\.\s)?(?P<m5>[^\W\d_]{3,})\s(?P<d5>\d{1,2})"
    r")(?!\d)"
)
_PLAIN_DAY = re.compile(r"(?:19|20)\d{6}")
_EPOCH = re.compile(r"\d{10}|\d{12,13}")
_TIME = re.compile(
    r"^[\s,;–—-]*(?:\(?(?:at|by|until|um|bis|à|a\s+las|alle(?:\s+ore)?|ore|às|o(?:\s+godz\.?)?|godz\.?|om|kl\.?|klo|v|ob|u|la|στις)\s+)?"
    r"(?:(?P<h>[01]?\d|2[0-4])(?:[:.hH](?P<m>[0-5]\d)|\s?[hH](?!\w))(?::[0-5]\d)?\s?(?P<half>[ap]\.?m\b\.?)?"
    r"|(?P<h12>1[0-2]|0?\d)\s?(?P<half12>[ap]\.?m\b\.?)"
    r"|(?P<word>noon|midday|midnight))",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"^[\s,]*(?:Uhr\s+|h\s+|hrs?\.?\s+)?\(?\s*(?:(?P<brussels>CES?T|MES?Z|(?:local\s+)?Brussels(?:\s+(?:local\s+)?time)?)|"
    r"(?P<utc>UTC|GMT)(?P<shift>\s?[+-]\d{1,2}(?::?\d{2})?)?|(?P<east>EES?T)|(?P<west>WES?T)|(?P<british>BST))\b",
    re.IGNORECASE,
)
_ZONES = {
    "brussels": BRUSSELS,
    "utc": "UTC",
    "east": "Europe/Helsinki",
    "west": "Europe/Lisbon",
    "british": "Europe/London",
}
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "23:59"}


def find_moment(text: str) -> Moment | None:
    """The first date in a text, day before month where only numbers are given."""
    return next(find_moments(text), None)


def find_moments(text: str) -> Iterator[Moment]:
    """Every date of a text with the time and zone that follow it.

    A value that is nothing but digits is read as YYYYMMDD or as seconds or milliseconds since 1970.
    """
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        if moment := _from_digits(stripped):
            yield moment
        return
    for match in _DATE.finditer(text):
        if day := _day(match):
            yield _with_time(day, match, text[match.end() : match.end() + 60])


def find_day(text: str | None) -> date | None:
    """The first date in a text without its time."""
    moment = find_moment(text) if text else None
    return moment.day if moment else None


def _from_digits(digits: str) -> Moment | None:
    try:
        if _PLAIN_DAY.fullmatch(digits):
            return Moment(datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date())
        if _EPOCH.fullmatch(digits):
            seconds = int(digits) / (1 if len(digits) == 10 else 1000)
            return Moment(datetime.fromtimestamp(seconds, UTC).date())
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _day(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        number = next(n for n in "12345" if found[f"y{n}"])
        month = found[f"m{number}"]
        month_number = int(month) if month.isdigit() else _month(month.lower())
        return date(int(found[f"y{number}"]), month_number, int(found[f"d{number}"]))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _month(word: str) -> int:
    """The number of a month named in any language; 0 for another word."""
    if word in _MONTHS:
        return _MONTHS[word]
    parsed = dateparser.parse(f"1 {word} 2000", settings={"STRICT_PARSING": True})
    return parsed.month if parsed and parsed.year == 2000 and parsed.day == 1 else 0


def _with_time(day: date, match: re.Match[str], rest: str) -> Moment:
    if match["iso"] and match["clock"]:
        if match["clock"] == "00:00":  # a machine's way to write a day
            return Moment(day)
        return Moment(day, match["clock"], _offset(match["offset"]) or _zone(rest))
    time = _TIME.match(rest)
    if time is None:
        return Moment(day)
    clock = _clock(time)
    return Moment(day, clock, _zone(rest[time.end() :]) if clock else None)


def _clock(match: re.Match[str]) -> str | None:
    if match["word"]:
        return _WORDS[match["word"].lower()]
    hour, half = int(match["h"] or match["h12"]), (match["half"] or match["half12"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    minute = match["m"] or "00"
    return f"{hour:02d}:{minute}" if hour < 24 or minute == "00" else None


def _offset(text: str | None) -> str | None:
    if not text:
        return None
    return "UTC" if text == "Z" else f"{text[:3]}:{text[-2:]}"


def _zone(rest: str) -> str | None:
    match = _ZONE.match(rest)
    if match is None:
        return None
    if match["shift"]:
        hours, _, minutes = match["shift"].strip()[1:].partition(":")
        return f"{match['shift'].strip()[0]}{int(hours[:2]):02d}:{minutes or hours[2:] or '00'}"
    return next(zone for name, zone in _ZONES.items() if match[name])
