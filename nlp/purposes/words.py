"""The words of one language that stand right beside a date, or tell of the line in which it stands."""

import re
from enum import StrEnum
from functools import cache

from nlp.dates import Day
from nlp.dates.names import names_of
from nlp.lexicon import Lexicon, lexicon_for

REACH = 48
"""Characters before a date in which "until" or "from" may stand, with articles between."""

_FIGURE = re.compile(r"\d")


class Direction(StrEnum):
    """What is said right beside a date; the values are keys of `[cues]` in the lexicons."""

    UNTIL = "until"
    FROM = "from"
    AFTER = "after"
    ON = "on"  # neither of these


class Words:
    """The patterns of one language for the words beside a date."""

    def __init__(self, language: str) -> None:
        lexicon = lexicon_for(language)
        self.negated, self.past = lexicon.pattern("cues.negated"), lexicon.pattern("cues.past")
        self.due, self.extended = lexicon.pattern("cues.due"), lexicon.pattern("cues.extended")
        self.earlier, self.please = lexicon.pattern("cues.earlier"), lexicon.pattern("cues.please")
        self.must = lexicon.pattern("cues.must")
        self.stages = lexicon.pattern("roles.stage1", "roles.stage2")
        filler = lexicon.expression("dates.articles", "dates.joins", "dates.fillers", "times.leads", "times.joins")
        tail = rf"(?:[ :(,-]{{1,2}}{filler}){{0,4}}[ :(,-]{{0,2}}$"
        month = rf"(?: [^\W\d]+){{0,3}} {names_of(lexicon, 'months').expression} \($"  # "until mid May (15 May)"
        tail = rf"(?:{tail}|{month})"
        self._article = re.compile(rf"{lexicon.expression('dates.articles', 'dates.joins', 'dates.fillers')} ?$")
        self._before = [
            (direction, re.compile(rf"{lexicon.expression(f'cues.{direction}')}(?!,){tail}"))
            for direction in (Direction.UNTIL, Direction.AFTER, Direction.FROM)
        ]
        self.goes_on = re.compile(rf"[ ,)]{{1,3}}{lexicon.expression('dates.and')} ")
        self.day, self._on = lexicon.pattern("cues.day"), re.compile(lexicon.expression("cues.on") + tail)
        self.where = re.compile(rf"\W*{lexicon.expression('cues.where')} ?(?:[:|]|$)")
        span = rf"\d\d?(?:[:.h]\d\d)?[^\d\n]{{0,6}}?(?:-|{lexicon.expression('dates.to')}) ?\d\d?[:.h]?\d\d"
        self.hours = re.compile(rf"[^\d\n]{{0,12}}{span}")
        self._behind = [
            (direction, re.compile(rf"[ ,)]{{0,3}}{lexicon.expression(f'cues.{direction}_after')}"))
            for direction in (Direction.UNTIL, Direction.FROM, Direction.AFTER)
        ]
        self._endings = [(d, _endings(lexicon, f"cues.{d}_suffix")) for d in (Direction.UNTIL, Direction.FROM)]

    def without_from(self, lead: str) -> str:
        """What leads to a day, without the "from" or the article at its end."""
        found = self._before[-1][1].search(lead) or self._article.search(lead)
        return lead[: found.start()] if found else lead

    def at_end(self, label: str) -> Direction:
        """What the last words of a label say of the day behind it."""
        return next((direction for direction, pattern in self._before if pattern.search(label)), Direction.ON)

    def direction(self, folded: str, floor: int, day: Day) -> Direction:
        """What is said right beside a day; nothing before `floor` counts."""
        low, written = max(floor, day.start - REACH), folded[day.start : day.end]
        before, led = folded[low : day.start], folded[low : day.start + _letters(written)]
        if self._on.search(before):
            return Direction.ON
        readings = (
            *((direction, pattern.search(before)) for direction, pattern in self._before[:1]),
            *((direction, pattern.match(folded, day.end)) for direction, pattern in self._behind),
            *((direction, pattern.search(written)) for direction, pattern in self._endings),
            *((direction, pattern.search(before)) for direction, pattern in self._before[1:]),
            *((direction, pattern.search(led)) for direction, pattern in self._before),  # "dalle ore 10 del 2 marzo"
        )
        return next((direction for direction, found in readings if found), Direction.ON)


def _letters(written: str) -> int:
    """Characters of a date before its first figure, which may be words for the hour."""
    figure = _FIGURE.search(written)
    return figure.start() if figure else 0


def _endings(lexicon: Lexicon, path: str) -> re.Pattern[str]:
    endings = "|".join(re.escape(term) for term in sorted(lexicon.folded_terms(path))) or "(?!)"
    return re.compile(rf"(?:{endings})\W{{0,2}}\Z")


@cache
def words_of(language: str) -> Words:
    """The words of a language that has a lexicon."""
    return Words(language)
