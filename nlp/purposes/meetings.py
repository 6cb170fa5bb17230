"""Tells the days on which people meet by what stands around them: the place, the hours."""

from nlp.dates import Day
from nlp.dates.finder import grammar_of
from nlp.purposes.group import Group
from nlp.purposes.passage import Passage
from nlp.purposes.words import REACH, words_of

_FRAME = " :?|*-•()[]>"
"""What may stand around a label."""

_LONGEST_HOURS = 30
"""Characters behind a date in which its hours stand."""


class Meetings:
    """The meetings of one passage."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._clocks = grammar_of(passage.lexicon.language).clocks
        self._words = words_of(passage.lexicon.language)

    def names_day(self, group: Group) -> bool:
        """Whether what leads to days is a word such as "When:" or "Date:" and nothing else."""
        return self._is_day(self._lead(group.days[0]))

    def _is_day(self, lead: str) -> bool:
        return self._words.day.fullmatch(lead) is not None

    def is_meeting(self, group: Group) -> bool:
        """Whether the hours from which and until which stand with days, or the place beside "Date:" or "When:"."""
        day, lead = group.days[-1], self._lead(group.days[0])
        has_hours = day.time is not None and self._has_hours(day)
        if lead and not self._is_day(lead):
            return has_hours
        index = self._passage.sentence_of(day.start).block
        near = self._passage.blocks[max(0, index - 2) : index + 3]
        folded = self._passage.folded
        named = any(self._words.where.match(folded, block.start, block.end) for block in near)
        return has_hours or named

    def _has_hours(self, day: Day) -> bool:
        """Whether the hours from which and until which something lasts stand in a day, or behind it."""
        folded, end = self._passage.folded, self._passage.sentence_of(day.start).end
        clock = self._clocks.within(folded, day.start, min(end, day.end + _LONGEST_HOURS))
        return clock is not None and self._words.hours.match(folded, clock.start, end) is not None

    def _lead(self, day: Day) -> str:
        """What stands before a day, and before "from", in its line; if nothing does, the cell or the line before."""
        sentence = self._passage.sentence_of(day.start)
        lead = self._passage.folded[max(sentence.start, day.start - REACH) : day.start]
        lead = self._words.without_from(lead).strip(_FRAME)
        before = self._passage.sentence_before(sentence)
        if lead or before is None or before.end - before.start > REACH:
            return lead
        return self._passage.folded[before.start : before.end].strip(_FRAME)
