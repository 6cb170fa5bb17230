"""How strongly the cues of a sentence speak of each of the numbers in it."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from nlp.glossary import Hit

Span = tuple[int, int]

_WINDOW = 300  # characters on either side of a number; farther cues say nothing
_RIVALS = 3  # numbers on either side that may own a cue
_BOUNDARY = re.compile(r"[,;()\[\]|]|(?<!\d)(?<!\bmin)(?<!\bmax)(?<!\bmaks)(?<!\bca)\.\s| - ")
_BOUNDARY_FACTORS = {",": 0.75, ";": 0.4, "(": 0.6, ")": 0.6}
_OTHER_BOUNDARY = 0.4
_JOINT = 0.75  # for each "and" or "or" between
_BEHIND = 0.9  # for a cue behind its number: of two numbers around a cue it speaks of the second
_TRAILING = 0.7  # the same for a leading cue,
_TRAILING_REACH = 0.3  # and how much nearer that has to be
_PER_RIVAL_BETWEEN = 0.5
_NEARER_TO_RIVAL = 0.4


@dataclass(frozen=True)
class Cues:
    """The kinds of cues.

    Attributes:
        reach: characters after which a kind says half as much.
        leading: kinds that stand before their number.
        lasting: kinds that speak of every number after them in the sentence.
        joints: finds "and" and "or" in the language of the text.
    """

    reach: Mapping[str, float]
    leading: AbstractSet[str] = frozenset()
    lasting: AbstractSet[str] = frozenset()
    joints: re.Pattern[str] = re.compile("(?!)")

    def strengths(self, folded: str, numbers: Sequence[Span], hits: Sequence[Hit[str]]) -> list[dict[str, float]]:
        """For each number the strength of each kind: about 1 beside it, less with distance, clauses and rivals between.

        `numbers` and `hits` are in order; hits of other kinds are left out.
        """
        known = [hit for hit in hits if hit.sign in self.reach]
        return [self._strengths(folded, index, numbers, known) for index in range(len(numbers))]

    def _strengths(
        self, folded: str, index: int, numbers: Sequence[Span], hits: Sequence[Hit[str]]
    ) -> dict[str, float]:
        number = numbers[index]
        rivals = {span for span in numbers[max(0, index - _RIVALS) : index + _RIVALS + 1] if span != number}
        strengths = dict.fromkeys(self.reach, 0.0)
        first = bisect_left(hits, number[0] - _WINDOW, key=lambda hit: hit.start)
        last = bisect_left(hits, number[1] + _WINDOW, key=lambda hit: hit.start)
        for hit in hits[first:last]:
            if hit.end <= number[0] or hit.start >= number[1]:
                strengths[hit.sign] = max(strengths[hit.sign], self._strength(folded, hit, number, rivals))
        return strengths

    def _strength(self, folded: str, hit: Hit[str], number: Span, rivals: AbstractSet[Span]) -> float:
        nearness = self._nearness(folded, hit, number)
        if hit.sign in self.lasting and hit.end <= number[0]:
            return nearness
        between = sum(hit.end <= rival[0] < number[0] or number[1] <= rival[0] < hit.start for rival in rivals)
        strength = nearness * float(_PER_RIVAL_BETWEEN**between)
        nearer_to_rival = any(self._nearness(folded, hit, rival) > nearness for rival in rivals)
        return strength * _NEARER_TO_RIVAL if nearer_to_rival else strength

    def _nearness(self, folded: str, hit: Hit[str], number: Span) -> float:
        start, end = (hit.end, number[0]) if hit.end <= number[0] else (number[1], hit.start)
        behind = hit.start >= number[1]
        trails = behind and hit.sign in self.leading
        reach = self.reach[hit.sign] * (_TRAILING_REACH if trails else 1)
        nearness = (_TRAILING if trails else _BEHIND if behind else 1) / (1 + max(0, end - start) / reach)
        for boundary in _BOUNDARY.findall(folded, start, end):
            nearness *= _BOUNDARY_FACTORS.get(boundary, _OTHER_BOUNDARY)
        return nearness * float(_JOINT ** len(self.joints.findall(folded, start, end)))
