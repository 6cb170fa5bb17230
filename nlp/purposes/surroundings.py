"""The words around a date: the word right before it, the nearest sign, the label above."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from nlp.dates import Day, Link
from nlp.dates.finder import grammar_of
from nlp.glossary import Hit
from nlp.purposes.group import Group
from nlp.purposes.labels import Label, Labels
from nlp.purposes.passage import Passage
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.words import REACH, Direction, words_of

_FARTHEST = 220
"""Weighted characters; a sign farther off says nothing."""

_BEHIND = 8  # signs lead dates more often than they follow
_DATE_BETWEEN = 30
_CLAUSE_BETWEEN = 40
_WEIGHTS = {
    Sign.DEADLINE: 0.35,
    Sign.QUESTION: 0.25,
    Sign.REPORT: 0.15,
    Sign.LEGAL: 0.5,
    Sign.CLOSES: 0.6,
    Sign.PUBLISH: 0.7,
    Sign.RESULT: 0.8,
    Sign.PROJECT: 0.8,
}
"""What is about a date by itself governs one from farther away."""

_ACTING = frozenset({Sign.APPLY, Sign.DEADLINE, Sign.OPENS})
_OF_OTHERS = frozenset({Sign.EVENT, Sign.PROJECT, Sign.UNDERTAKING, Sign.LEGAL})

_OF_CALLS = frozenset({Sign.OPENS, Sign.CLOSES, Sign.DEADLINE})
_COLON_OR_BAR = " :|"
_BULLET = 3

_COLON = re.compile(r": *[(-]? *$")
_DASH = re.compile(r" - ?$")
_LEAST = 12
"""Characters that may stand behind the last date of a line."""

_DATELINE = re.compile(r" ?[-:|]")
_BEFORE_STEP = re.compile(r"[\W\d]{0,6}")
_STEP = re.compile(r"[ )]{0,2}[:=-] ?[^\W\d]{2}")
"""What follows a date that heads a line of a timetable: "5 May: submission of proposals"."""
_CLAUSE_END = re.compile(r";| - |\. ")
_SHORT_LINE = 120
"""Characters of a line whose only time of day is that of its only date."""

_ELLIPSIS = 45
"""Characters of a sentence that goes on with what the one before it says: "Until 5 May only." """

_RUN_IN = 25
"""Characters of a heading at the beginning of its line: "Submission. From 1 to 21 October." """

_LONGEST_PLACE = 30
"""Characters of a place before the date of a dateline: "Ljubljana, 4 February - "."""

_WIDEST = 500
"""Characters from a date within which signs are looked at."""


class Near(NamedTuple):
    """A sign with its weighted distance from a date, and whether it stands before that."""

    distance: float
    start: int
    sign: Sign
    leads: bool


class Surroundings:
    """What stands around the dates of one passage."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._glossary = sign_glossary(passage.lexicon.language)
        self._starts = [day.start for day in passage.days]
        self._signs: dict[int, list[Hit[Sign]]] = {}
        self._labels = Labels(passage, self.signs)
        self._negated: dict[int, bool] = {}
        self._clocks = grammar_of(passage.lexicon.language).clocks
        self._words = words_of(passage.lexicon.language)

    def signs(self, start: int, end: int) -> list[Hit[Sign]]:
        """The signs of a sentence."""
        if start not in self._signs:
            self._signs[start] = [
                hit for hit in self._glossary.find(self._passage.folded, start, end) if hit.sign is not Sign.NOTHING
            ]
        return self._signs[start]

    def ranked(self, group: Group) -> list[Near]:
        """The signs in the sentence of a group, the nearest first."""
        sentence = self._passage.sentence_of(group.start)
        hits = self.signs(sentence.start, sentence.end)
        low = bisect_left(hits, group.start - _WIDEST, key=lambda hit: hit.start)
        high = bisect_left(hits, group.end + _WIDEST, key=lambda hit: hit.start)
        if self.is_labelled(group.days[0]) and hits[low:high] and hits[low].end <= group.start:
            high = bisect_left(hits, group.start, key=lambda hit: hit.start)
        others = self._of_other_days(group, hits)
        near = (
            Near(self._distance(group, hit), hit.start, hit.sign, hit.start < group.start)
            for hit in hits[low:high]
            if hit not in others
            if _beside(hit, group) or (hit.start < group.start and hit.end > group.end)
        )
        return sorted(found for found in near if found.distance <= _FARTHEST)

    def _of_other_days(self, group: Group, hits: Sequence[Hit[Sign]]) -> Sequence[Hit[Sign]]:
        """What opens and closes on the other days of a sentence that ends what it says of each with its verb."""
        verbs = [hit for hit in hits if hit.sign in (Sign.OPENS, Sign.CLOSES)]
        if len(verbs) < 2:
            return ()
        sentence = self._passage.sentence_of(group.start)
        low, high = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        starts = [day.start for day in self._passage.days[low:high] if day.link is Link.NONE]
        turns = [place for pair in zip(starts, verbs, strict=False) for place in (pair[0], pair[1].start)]
        if len(starts) != len(verbs) or turns != sorted(turns):
            return ()
        return [verb for start, verb in zip(starts, verbs, strict=True) if start != group.start]

    def _distance(self, group: Group, hit: Hit[Sign]) -> float:
        if not _beside(hit, group):  # a verb in two parts around the date: "schrijf je voor 5 mei in"
            return 0
        leads = hit.end <= group.start
        low, high = (hit.end, group.start) if leads else (group.end, hit.start)
        dates = bisect_left(self._starts, high) - bisect_left(self._starts, low) + self._leads_another(hit, group)
        clauses = _CLAUSE_END.search(self._passage.folded, low, high) is not None
        clauses = clauses or (not leads and self._words.goes_on.match(self._passage.folded, low, high) is not None)
        far = high - low + dates * _DATE_BETWEEN + clauses * _CLAUSE_BETWEEN
        return far * _WEIGHTS.get(hit.sign, 1.0) if leads else far + _BEHIND

    def _leads_another(self, hit: Hit[Sign], group: Group) -> bool:
        """Whether what opens stands behind a group, but nearer to the next date: "published 5 May, open to 2 June"."""
        following = bisect_left(self._starts, hit.end)
        if hit.sign is not Sign.OPENS or hit.start < group.end or following == len(self._starts):
            return False
        return self._starts[following] - hit.end < hit.start - group.end

    def direction(self, day: Day) -> Direction:
        """What is said right beside a day in its sentence."""
        return self._words.direction(self._passage.folded, self._passage.sentence_of(day.start).start, day)

    def names_stage(self, day: Day) -> bool:
        """Whether a stage of the application is named near a day in its sentence."""
        sentence = self._passage.sentence_of(day.start)
        low, high = max(sentence.start, day.start - REACH), min(sentence.end, day.end + REACH)
        return self._words.stages.search(self._passage.folded, low, high) is not None

    def is_labelled(self, day: Day) -> bool:
        """Whether a colon stands right before a day, or a dash before one that ends a short line."""
        before = self._passage.folded[max(0, day.start - 5) : day.start]
        if _COLON.search(before):
            return True
        block = self._passage.blocks[self._passage.sentence_of(day.start).block]
        ends = block.end - block.start <= _SHORT_LINE and block.end - day.end <= _LEAST
        return ends and _DASH.search(before) is not None

    def is_step(self, group: Group) -> bool:
        """Whether a line of a timetable begins with a date, and tells behind it what is then."""
        block = self._passage.blocks[self._passage.sentence_of(group.start).block]
        if block.end - block.start > _SHORT_LINE or not _STEP.match(self._passage.folded, group.end, block.end):
            return False
        return _BEFORE_STEP.fullmatch(self._passage.folded, block.start, group.start) is not None

    def names_deadline(self, day: Day, near: Sequence[Near]) -> bool:
        """Whether a label tells the deadline for an event: "Deadline for the fair: 5 May"; not "Termin: 5. Mai"."""
        due = [found for found in near if found.sign is Sign.DEADLINE and found.leads]
        return self.is_labelled(day) and any(
            not self._words.day.match(self._passage.folded, found.start) for found in due
        )

    def label_direction(self, group: Group, label: Label) -> Direction:
        """What the end of a label says of the days that stand alone behind it: "Apply by | 5 May"."""
        stands_alone = group.start - self._passage.sentence_of(group.start).start <= _BULLET
        if not stands_alone or not label.signs:
            return Direction.ON
        return self._words.at_end(self._passage.folded[label.start : label.end].rstrip(_COLON_OR_BAR))

    def is_negated(self, group: Group, *, whole: bool) -> bool:
        """Whether the clause of a group, or the whole sentence, says what cannot be done."""
        folded, sentence = self._passage.folded, self._passage.sentence_of(group.start)
        if sentence.start not in self._negated:
            found = self._words.negated.search(folded, sentence.start, sentence.end)
            self._negated[sentence.start] = found is not None
        if whole or not self._negated[sentence.start]:
            return self._negated[sentence.start]
        low, high = self._near(group.start, group.end)
        before, after = _CLAUSE_END.split(folded[low : group.start])[-1], _CLAUSE_END.split(folded[group.end : high])[0]
        negated = self._words.negated
        return negated.search(f"{before}{folded[group.start : group.end]}{after}") is not None

    def is_past(self, group: Group) -> bool:
        """Whether the words around a group, up to the dates beside it, tell what is over."""
        sentence = self._passage.sentence_of(group.start)
        index = bisect_left(self._starts, group.start)
        last = index + len(group.days)
        low = self._passage.days[index - 1].end if index else 0
        high = self._starts[last] if last < len(self._starts) else sentence.end
        span = max(low, sentence.start, group.start - _WIDEST), min(high, sentence.end, group.end + _WIDEST)
        return self._words.past.search(self._passage.folded, *span) is not None

    def is_earlier(self, group: Group) -> bool:
        """Whether the sentence of a group speaks of a call that came before the one announced."""
        return self._words.earlier.search(self._passage.folded, *self._near(group.start, group.end)) is not None

    def goes_on(self, day: Day) -> bool:
        """Whether the sentence of a day goes on with what the one before it says: it is short, or that one extends."""
        sentence = self._passage.sentence_of(day.start)
        before = self._passage.sentence_before(sentence)
        if before is None or sentence.end - sentence.start <= _ELLIPSIS:
            return before is not None
        if before.block == sentence.block and before.end - before.start <= _RUN_IN:
            return True
        return self._words.extended.search(self._passage.folded, before.start, before.end) is not None

    def is_due(self, day: Day) -> bool:
        """Whether words such as "no later than" lead to a day, by which something must be done."""
        low = max(self._passage.sentence_of(day.start).start, day.start - REACH)
        return self._words.due.search(self._passage.folded, low, day.start) is not None

    def is_asked(self, day: Day) -> bool:
        """Whether the sentence of a day asks the reader to do something: "please tell us by 5 May"."""
        return self._words.please.search(self._passage.folded, *self._near(day.start, day.end)) is not None

    def _near(self, start: int, end: int) -> tuple[int, int]:
        """The characters of a sentence that are not far from a date."""
        sentence = self._passage.sentence_of(start)
        return max(sentence.start, start - _WIDEST), min(sentence.end, end + _WIDEST)

    def is_appointed(self, day: Day) -> bool:
        """Whether a full sentence names the hour of a day."""
        block = self._passage.blocks[self._passage.sentence_of(day.start).block]
        return day.time is not None and block.kind in ("paragraph", "item")

    def is_dateline(self, group: Group) -> bool:
        """Whether the line is a date alone, or begins with one as news do ("15.12.2020 - The ministry")."""
        sentence = self._passage.sentence_of(group.start)
        index = sentence.block
        before = [hit.sign for hit in self.signs(sentence.start, sentence.end) if hit.start < group.start]
        spoken, told = bool(before), not _OF_CALLS.isdisjoint(before)
        leads = group.start - self._passage.blocks[index].start <= _LONGEST_PLACE and not spoken
        return (self._labels.is_bare(index) and not told) or (
            leads and _DATELINE.match(self._passage.folded, group.end) is not None
        )

    def calls_before(self, day: Day) -> bool:
        """Whether the sentence before, in the same line, speaks of applying and of nothing else."""
        sentence = self._passage.sentence_of(day.start)
        before = self._passage.sentence_before(sentence)
        if before is None or before.block != sentence.block:
            return False
        said = {hit.sign for hit in self.signs(before.start, before.end)}
        return bool(said & _ACTING) and not said & _OF_OTHERS

    def is_obliged(self, day: Day) -> bool:
        """Whether the words before a day say that something must be, and its hour is told."""
        low = max(self._passage.sentence_of(day.start).start, day.start - _WIDEST)
        return day.time is not None and self._words.must.search(self._passage.folded, low, day.start) is not None

    def signs_before(self, day: Day) -> list[Sign]:
        """The signs of the sentence before that of a day, which may be the line above."""
        sentence = self._passage.sentence_of(day.start)
        before = self._passage.sentence_before(sentence)
        if before is None or sentence.block - before.block > 1:
            return []
        return [hit.sign for hit in self.signs(before.start, before.end)]

    def timed(self, group: Group, label: Label) -> Group:
        """A single day, with the time that its label or short line gives: "5 May: first cut-off, 17:00 CET"."""
        day = group.days[-1]
        sentence = self._passage.sentence_of(group.start)
        block = self._passage.blocks[sentence.block]
        span = block if block.end - block.start <= _SHORT_LINE else sentence
        if day.time or len(group.days) > 1 or span.end - span.start > _SHORT_LINE:
            return group
        following = bisect_left(self._starts, day.end)
        alone = following == len(self._starts) or self._starts[following] >= span.end
        spans = ((day.end, span.end), (label.start, label.end)) if alone else ()
        clocks = (self._clocks.within(self._passage.folded, *span) for span in spans)
        clock = next(filter(None, clocks), None)
        return Group((replace(day, time=clock.time, tz=clock.tz),)) if clock else group

    def label(self, group: Group) -> Label:
        """What heads the line of a group."""
        return self._labels.of(self._passage.sentence_of(group.start))


def _beside(hit: Hit[Sign], group: Group) -> bool:
    return hit.end <= group.start or hit.start >= group.end
