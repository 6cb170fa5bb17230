"""Deadlines that were moved: which day is the old one, which the new."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from nlp.dates import Link
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign
from nlp.purposes.words import Direction
from nlp.structure import Sentence

Span = tuple[int, int]

_BESIDE = 90
"""Characters between "extended" and a range that names the old and the new day."""

_REACH = 250
"""Characters between "extended" and a day that it can be about."""

_FORMER_REACH = 15
_FORMER_DEADLINE_REACH = 60
"""Characters between "originally" and the old day, without and with "deadline" between them."""

_FOREIGN_TOPICS = frozenset(set(Sign) - {Sign.DEADLINE, Sign.CLOSES, Sign.APPLY, Sign.REGISTER, Sign.OPENS})
_NEVER_FORMER = _FOREIGN_TOPICS - {Sign.RESULT, Sign.PUBLISH} | {Sign.OPENS}  # "the day announced earlier"
_BEHIND = re.compile(r"[ ,)]{0,2}")
_NOTHING_BETWEEN = re.compile(r"[ )(>-]{1,4}")


def mark_moved(purposes: Sequence[Purpose], passage: Passage, struck: Sequence[Span]) -> list[Purpose]:
    """The purposes with the old days of extensions marked as superseded, and the new ones as deadlines."""
    marked = [_struck(purpose, struck) for purpose in _adjacent(_former(purposes, passage), passage)]
    moved: list[Purpose] = []
    for sentence, group in groupby(marked, key=lambda purpose: passage.sentence_of(purpose.day.start)):
        moved += _extended(list(group), sentence, passage)
    return moved


def _extended(purposes: Sequence[Purpose], sentence: Sentence, passage: Passage) -> Iterable[Purpose]:
    """In a sentence on an extension the last day is the new deadline; those before it are old ones."""
    extended = passage.lexicon.pattern("cues.extended", "status.reopened")
    words = [match.span() for match in extended.finditer(passage.folded, sentence.start, sentence.end)]
    days = [purpose for purpose in purposes if _may_move(purpose) and _is_near(purpose, words)]
    if not days:
        return purposes
    new = max(days, key=lambda purpose: (purpose.direction is Direction.UNTIL, purpose.day.start))
    new = max((purpose for purpose in days if _is_due_after(purpose, new)), key=_place, default=new)
    moved_from = {first.day for first, second in pairwise(purposes) if _is_move(first, second, words, passage)}
    old = {purpose.day for purpose in days if purpose.use is Use.DEADLINE} | moved_from
    return [_in_extension(purpose, new, old) for purpose in purposes]


def _is_due_after(purpose: Purpose, new: Purpose) -> bool:
    """Whether a deadline lies behind the day taken for the new one: "new deadline: 31 May (15 May before)"."""
    return purpose.use is Use.DEADLINE and new.day.is_before(purpose.day)


def _place(purpose: Purpose) -> tuple[int, int, int]:
    return purpose.day.year or 0, purpose.day.month, purpose.day.day or 0


def _is_near(purpose: Purpose, words: Sequence[Span]) -> bool:
    return bool(_within(words, purpose.day.start - _REACH, purpose.day.end + _REACH))


def _within(spans: Sequence[Span], low: int, high: int) -> Sequence[Span]:
    """The spans, of those in order, that touch a stretch of the text."""
    first = bisect_left(spans, low, key=lambda span: span[1])
    return spans[first : bisect_right(spans, high, key=lambda span: span[0])]


def _may_move(purpose: Purpose) -> bool:
    if purpose.superseded or purpose.rule == "sentence.negated" or purpose.topic in _FOREIGN_TOPICS:
        return False
    return purpose.use is Use.DEADLINE or purpose.topic is not Sign.OPENS


def _in_extension(purpose: Purpose, new: Purpose, old: Iterable[object]) -> Purpose:
    if purpose is new:
        return replace(purpose, use=Use.DEADLINE, rule="extension.new")
    if purpose.day in old and purpose.day.is_before(new.day):
        return replace(purpose, use=Use.DEADLINE, superseded=True, rule="extension.old")
    return purpose


def _is_move(first: Purpose, second: Purpose, words: Sequence[Span], passage: Passage) -> bool:
    """Whether a range is one from the old day to the new ("extended from 4 to 19 October"), not a window."""
    low, start = max(0, first.day.start - _FORMER_REACH), first.day.start
    says_from = passage.lexicon.pattern("cues.moved_from").search(passage.folded, low, start)
    says_between = passage.lexicon.pattern("dates.between").search(passage.folded, low, start)
    follows = first.direction is Direction.FROM and second.direction is Direction.UNTIL
    if not (second.day.link is Link.RANGE or follows) or not says_from or says_between:
        return False
    return bool(
        _within(words, first.day.start - _BESIDE, first.day.start)
        or _within(words, second.day.end, second.day.end + _BESIDE)
    )


def _former(purposes: Sequence[Purpose], passage: Passage) -> list[Purpose]:
    """Mark days that a word such as "originally" tells to be old."""
    marked: list[Purpose] = []
    for purpose in purposes:
        start = marked[-1].day.end if marked else 0
        before = max(start, purpose.day.start - _FORMER_DEADLINE_REACH, passage.sentence_of(purpose.day.start).start)
        beside_new = bool(marked) and marked[-1].use is Use.DEADLINE and before == start
        if purpose.topic not in _NEVER_FORMER and _is_former(purpose, before, passage, beside_new):
            purpose = replace(purpose, use=Use.DEADLINE, superseded=True, rule="extension.former")  # noqa: PLW2901
        marked.append(purpose)
    return marked


def _is_former(purpose: Purpose, low: int, passage: Passage, beside_new: bool) -> bool:  # noqa: FBT001
    """Whether the words from `low` on call a day the old one; behind the new one fewer words do."""
    lexicon, folded, start = passage.lexicon, passage.folded, purpose.day.start
    behind = _BEHIND.match(folded, purpose.day.end)
    if behind and lexicon.pattern("cues.former_after").match(folded, behind.end()):
        return True
    if beside_new and lexicon.pattern("cues.was").search(folded, max(low, start - _FORMER_REACH), start):
        return True
    words = list(lexicon.pattern("cues.former").finditer(folded, low, start))
    if not words:
        return False
    word = words[-1]
    is_due = purpose.use is Use.DEADLINE and purpose.topic in (Sign.DEADLINE, Sign.CLOSES)
    due = lexicon.pattern("cues.deadline", "cues.closes").search(folded, word.start(), start)
    return beside_new or is_due or due is not None or start - word.end() <= _FORMER_REACH


def _adjacent(purposes: Sequence[Purpose], passage: Passage) -> list[Purpose]:
    """Two days with nothing between them, the later behind: the second replaced the first."""
    marked = list(purposes)
    for index, (first, second) in enumerate(pairwise(purposes)):
        gap = passage.folded[first.day.end : second.day.start]
        led = second.direction in (Direction.FROM, Direction.UNTIL) and second.direction is not first.direction
        follows = second.day.link is Link.NONE and not led and _NOTHING_BETWEEN.fullmatch(gap)
        if follows and first.use is Use.DEADLINE and first.day.is_before(second.day):
            marked[index] = replace(first, superseded=True, rule="extension.replaced")
            marked[index + 1] = replace(second, use=Use.DEADLINE, topic=first.topic, rule="extension.new")
    return marked


def _struck(purpose: Purpose, struck: Sequence[Span]) -> Purpose:
    if any(start < purpose.day.end and purpose.day.start < end for start, end in struck):
        use = Use.DEADLINE if purpose.use is Use.DEADLINE else Use.OTHER
        return replace(purpose, use=use, superseded=True, rule="extension.struck")
    return purpose
