"""Times of day and time zones beside a date."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nlp.dates.names import names_of
from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for
from nlp.terms import terms_expression

_REACH = 60
"""Characters before a date in which its time may begin."""


_WIDE = 20
"""Characters between a time and the word that makes it the time of several dates."""


_ARTICLE = 2
"""Letters of a word for one that may be an article."""


class Clock(NamedTuple):
    """A time of day: "HH:MM" as written, the zone as IANA name or offset, and where it stands.

    `gap` is what lies between it and the date.
    """

    start: int
    end: int
    time: str
    tz: str | None
    gap: str


class Clocks:
    """The ways in which a language writes times."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._zones = dict(_zones(lexicon))
        self._spelled = dict(_hours_in_words(lexicon))
        self._am = frozenset(map(fold, lexicon.terms("times.am")))
        self._noon = lexicon.pattern("times.noon")
        weekday = names_of(lexicon, "weekdays").expression
        signs = r"[ ,;:|()\[\]@-]{1,3}"
        marks = lexicon.terms("times.hour_marks")  # they are the beginning of a time and do not lead to one
        joins = terms_expression({*lexicon.terms("times.joins"), *lexicon.terms("dates.articles")}.difference(marks))
        leads = lexicon.expression("times.leads", "dates.articles")
        time = rf"{_time(lexicon, self._zones, self._spelled)}(?: ?- ?\d\d?[:.h]\d\d)?{_zone(self._zones)}"
        self._each, self._last_day = lexicon.pattern("times.each"), lexicon.pattern("times.last_day")
        self._ahead = re.compile(rf"(?P<gap>[^.\n\d]{{0,{2 * _WIDE}}}?){time}")
        self._behind = re.compile(rf"(?P<gap>){time}[^.\n\d]{{0,{_WIDE}}}\Z")
        mark = lexicon.expression("times.hour_marks")
        self._mark = re.compile(rf"{mark}\.? ?(?:\d\d?(?:[.:]\d\d)? ?- ?)?$")
        self._same = re.compile(rf"(?>(?:{signs}|{joins})*){lexicon.expression('times.same')}")
        self._anywhere = re.compile(rf"(?P<gap>){time}")
        self._after = re.compile(rf"(?P<gap>(?>(?:{signs}|t(?=\d)|{joins}|{weekday})*)){time}")
        self._before = re.compile(rf"{time}\)?(?P<gap>(?>(?:{signs}|{leads}|{weekday})*))$")

    def after(self, folded: str, end: int) -> Clock | None:
        """The time that follows a date which ends at `end`, on the same line."""
        return self._read(self._after.match(folded, end), 0)

    def before(self, folded: str, floor: int, start: int) -> Clock | None:
        """The time that leads to a date which begins at `start`, not before `floor`."""
        low = max(floor, start - _REACH, folded.rfind("\n", 0, start) + 1)
        return self._read(self._before.search(folded[low:start]), low)

    def leads(self, folded: str, start: int) -> bool:
        """Whether the figures that begin at `start` are hours by the word before them: "kl. 12.10."."""
        return self._mark.search(folded[max(0, start - _REACH) : start]) is not None

    def within(self, folded: str, start: int, end: int) -> Clock | None:
        """The first time in a part of the text."""
        clocks = (self._read(found, 0) for found in self._anywhere.finditer(folded, start, end))
        return next(filter(None, clocks), None)

    def shared(self, folded: str, start: int, end: int) -> Clock | None:
        """A time that holds for every date of a part of the text: "each at 17:00"."""
        return self._beside(self._each, folded, start, end)

    def on_last_day(self, folded: str, start: int, end: int) -> Clock | None:
        """A time that is told for the closing day without its date: "by 15:00 on the last day"."""
        return self._beside(self._last_day, folded, start, end)

    def says_same(self, folded: str, end: int) -> bool:
        """Whether a date that ends at `end` has the time of the one before it: "same hour"."""
        return self._same.match(folded, end) is not None

    def _beside(self, words: re.Pattern[str], folded: str, start: int, end: int) -> Clock | None:
        """The first time that stands right behind some words, or before them."""
        for word in words.finditer(folded, start, end):
            low = max(start, word.start() - _REACH)
            found = self._ahead.match(folded, word.end(), end), self._behind.search(folded, low, word.start())
            if clock := next(filter(None, (self._read(match, 0) for match in found)), None):
                return clock
        return None

    def _read(self, found: re.Match[str] | None, shift: int) -> Clock | None:
        if found is None or "\n" in found["gap"]:
            return None
        time = self._time_of(found)
        if time is None:
            return None
        return Clock(found.start() + shift, found.end() + shift, time, self._zone_of(found), found["gap"])

    def _time_of(self, found: re.Match[str]) -> str | None:
        word = found["word"] or found["bare"]
        if word and found["hour"] not in ("0", "00", "24"):
            return "12:00" if self._noon.fullmatch(word) else "23:59"
        half = found["half"] or found["part"]
        if not (found["minute"] or half or found["unit"] or found["mark"] or word):
            return None
        hour = self._spelled[found["spelled"]] if found["spelled"] else int(found["hour"])
        minute = found["minute"] or "00"
        if half and hour <= 12:
            hour = hour % 12 + (0 if half in self._am else 12)
        return f"{hour:02}:{minute}" if hour < 24 or minute == "00" else None

    def _zone_of(self, found: re.Match[str]) -> str | None:
        if found["sign"]:
            return f"{found['sign']}{int(found['hours']):02}:{found['minutes'] or '00'}"
        return self._zones.get(" ".join(found["zone"].split())) if found["zone"] else None


def _hours_in_words(lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """The words for the hours on a dial; shorter ones are articles, too."""
    for key, words in lexicon.section("numbers").items():
        if key.isdecimal() and 1 <= int(key) <= 12:
            yield from ((fold(word), int(key)) for word in words if len(word) > _ARTICLE)


def _time(lexicon: Lexicon, zones: Iterable[str], hours: Iterable[str]) -> str:
    units, halves = (
        _attached(lexicon.terms("times.hours")),
        _attached(lexicon.terms("times.am"), lexicon.terms("times.pm")),
    )
    noon = lexicon.expression("times.noon", "times.midnight")
    word = rf"[ ,(]{{0,2}}(?:{lexicon.expression('times.leads', 'dates.articles')} )?(?P<word>{noon})"
    zone = terms_expression(zones)  # "12:00 hora canaria" has no unit
    minute = rf"(?: ?[:.h] ?|u(?=\d)| ?{units} )(?P<minute>[0-5]\d)(?!\d)(?: ?[:.m'] ?[0-5]\d(?!\d))?"
    return (
        rf"(?:(?:(?P<mark>{lexicon.expression('times.hour_marks')}) ?)?(?<![\d.,:/-])(?P<hour>[01]?\d|2[0-4])(?!\d)"
        rf"(?:{minute}(?: ?m(?:in)?\b| ?perc\w*)?)?(?! ?[%€$£]|[.,/:]?\d)"
        rf"(?: ?(?P<half>{halves}))?(?:(?! ?{zone})\.? ?(?P<unit>{units}))?(?:{word})?|(?P<bare>{noon})"
        rf"|(?P<spelled>{terms_expression(hours)})(?: {units})? (?P<part>{halves}))"
    )


def _attached(*lists: Iterable[str]) -> str:
    """Words that may stand right behind a figure."""
    terms = sorted({fold(term) for terms in lists for term in terms}, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, terms)) or '(?!)'})(?!\w)"


def _zone(names: Iterable[str]) -> str:
    offset = r"(?:utc|gmt) ?(?P<sign>[+-]) ?(?P<hours>\d\d?):?(?P<minutes>\d\d)?"
    return rf"(?:[ ,;(/-]{{0,3}}(?:{offset}|(?P<zone>{terms_expression(names)})))?"


def _zones(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Folded names with their zones; English names stand on pages of every language."""
    for section in (lexicon_for("en").section("zones"), lexicon.section("zones")):
        for zone, names in section.items():
            yield from ((fold(name), zone) for name in names)
