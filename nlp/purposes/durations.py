"""Deadlines that are told as the time for which a call stays open from a named day."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from nlp.dates import Day
from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.words import Direction
from nlp.terms import terms_expression

_REACH = 40
"""Characters between "open" and "for two months"."""

_MOST = 12
"""Of any unit; more is the length of a project."""

_UNITS = ("days", "weeks", "months")


def with_durations(purposes: Sequence[Purpose], passage: Passage, published: date | None) -> list[Purpose]:
    """The purposes, and a deadline behind each opening day from which the text counts ("open for two months")."""
    found: list[Purpose] = []
    for purpose in purposes:
        found.append(purpose)
        opens = purpose.day.settle(published) if purpose.use is Use.OPENING and purpose.day.day else None
        closes = _closing_day(purpose, opens, passage) if opens else None
        if closes and not any(other.use is Use.DEADLINE and _in_same(other, purpose, passage) for other in purposes):
            found.append(Purpose(closes, Use.DEADLINE, "duration", Sign.OPENS, Direction.UNTIL))
    return found


def _in_same(first: Purpose, second: Purpose, passage: Passage) -> bool:
    return passage.sentence_of(first.day.start) == passage.sentence_of(second.day.start)


def _closing_day(opening: Purpose, opens: date, passage: Passage) -> Day | None:
    lexicon, folded = passage.lexicon, passage.folded
    sentence = passage.sentence_of(opening.day.start)
    for match in _pattern(lexicon.language).finditer(folded, opening.day.end, sentence.end):
        hits = sign_glossary(lexicon.language).find(folded, match.start() - _REACH, match.start())
        count = _count(match["count"], lexicon)
        if 0 < count <= _MOST and any(hit.sign in (Sign.OPENS, Sign.LASTS) for hit in hits):
            unit = next(unit for unit in _UNITS if match[unit])
            closes = _later(opens, count, unit)
            return Day(match.start(), match.end(), closes.year, closes.month, closes.day)
    return None


def _later(day: date, count: int, unit: str) -> date:
    if unit != "months":
        return day + timedelta(days=count * (7 if unit == "weeks" else 1))
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _count(written: str, lexicon: Lexicon) -> int:
    return int(written) if written.isdecimal() else _number_words(lexicon.language).get(written, 0)


@cache
def _number_words(language: str) -> dict[str, int]:
    section = lexicon_for(language).section("numbers")
    return {fold(word): int(key) for key, words in section.items() if key.isdecimal() for word in words}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    lexicon = lexicon_for(language)
    count = rf"(?P<count>\d\d?|{terms_expression(_number_words(language))})"
    units = "|".join(rf"(?P<{unit}>{lexicon.expression(f'durations.{unit}')})" for unit in _UNITS)
    return re.compile(rf"(?<![\d.,]){count}[ -](?:{units})(?! *{lexicon.expression('durations.working')})")
