"""Days that are told as today or yesterday: of an opening, or of a deadline that was moved in time."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile

from nlp.dates import Day
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.words import Direction, words_of
from nlp.structure import Sentence

_BEFORE = {"today": 0, "yesterday": 1}
"""Days before the day of publication; the keys are those of `[dates]` in the lexicons."""

_REACH = 80
"""Characters on either side of "today" in which a call must open for it to be its first day."""

_FAR = 250
"""Characters on either side of "today" in which the extension is told."""

_BESIDE = 30
"""Characters on either side of "today" in which something "would have closed"."""

_DATE_BESIDE = 20
"""Characters behind "today" in which the date itself stands ("today, 7 April")."""


def with_today(purposes: Sequence[Purpose], passage: Passage, published: date | None) -> list[Purpose]:
    """The purposes, and those of "today" and "yesterday" where these say when a call opens or was to close."""
    if published is None:
        return list(purposes)
    found = list(_told(purposes, passage, published))
    return sorted([*purposes, *found], key=lambda purpose: purpose.day.start)


def _told(purposes: Sequence[Purpose], passage: Passage, published: date) -> Iterator[Purpose]:
    opened = any(purpose.use is Use.OPENING or purpose.superseded for purpose in purposes)
    due = {passage.sentence_of(purpose.day.start) for purpose in purposes if purpose.use is Use.DEADLINE}
    for key, back in _BEFORE.items():
        meant = published - timedelta(days=back)
        for match in passage.lexicon.pattern(f"dates.{key}").finditer(passage.folded):
            start, end = match.span()
            if passage.is_foreign(start) or _is_dated(passage, start, end):
                continue
            day = Day(start, end, meant.year, meant.month, meant.day)
            sentence = passage.sentence_of(start)
            if sentence in due and _is_moved(passage, sentence, day):
                yield Purpose(day, Use.DEADLINE, "extension.today", Sign.DEADLINE, superseded=True)
            elif not opened and _opens(passage, sentence, day):
                yield Purpose(day, Use.OPENING, "today", Sign.OPENS, Direction.FROM)


def _is_dated(passage: Passage, start: int, end: int) -> bool:
    """Whether the date itself stands behind "today", not one until which something lasts from then on."""
    words = words_of(passage.lexicon.language)
    low = bisect_left(passage.days, start, key=lambda day: day.start)
    beside = takewhile(lambda day: day.start < end + _DATE_BESIDE, passage.days[low:])
    return any(words.direction(passage.folded, end, day) is not Direction.UNTIL for day in beside)


def _is_moved(passage: Passage, sentence: Sentence, day: Day) -> bool:
    """Whether a sentence speaks of an extension, and tells that "today" was the old deadline."""
    span = max(sentence.start, day.start - _FAR), min(sentence.end, day.end + _FAR)
    low, high = max(sentence.start, day.start - _BESIDE), min(sentence.end, day.end + _BESIDE)
    extended = passage.lexicon.pattern("cues.extended").search(passage.folded, *span)
    return extended is not None and Sign.CLOSES in _signs(passage, low, high)


def _opens(passage: Passage, sentence: Sentence, day: Day) -> bool:
    low, high = max(sentence.start, day.start - _REACH), min(sentence.end, day.end + _REACH)
    signs = _signs(passage, low, high)
    begins = Sign.OPENS in signs or Sign.STARTS in signs
    since = words_of(passage.lexicon.language).direction(passage.folded, sentence.start, day) is Direction.FROM
    within = passage.lexicon.pattern("cues.from").match(passage.folded, day.start, day.end) is not None
    return Sign.APPLY in signs and (begins or since or within)


def _signs(passage: Passage, start: int, end: int) -> set[Sign]:
    return {hit.sign for hit in sign_glossary(passage.lexicon.language).find(passage.folded, start, end)}
