"""The words around a date: the word right before it, the nearest sign, the label above."""

import re
from bisect import bisect_left
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from nlp.dates import Day
from nlp.glossary import Hit
from nlp.lexicon import Lexicon, lexicon_for
from nlp.passage import Passage
from nlp.signs import Sign, sign_glossary

_REACH = 48
"""Characters before a date in which "until" or "from" may stand, with articles between."""

_FARTHEST = 160
"""Weighted characters; a sign farther off says nothing."""

_BEHIND = 8  # signs lead dates more often than they follow
_DATE_BETWEEN = 30
_CLAUSE_BETWEEN = 40
_WEIGHTS = {Sign.DEADLINE: 0.35, Sign.CLOSES: 0.6, Sign.PUBLISH: 0.7, Sign.RESULT: 0.8, Sign.PROJECT: 0.8}
"""What is about a date by itself governs one from farther away."""

_CLAUSE_END = re.compile(r";| - |\. ")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FEW_WORDS = 4
_LONGEST_BARE = 200
_LONGEST_LABEL = 60
_WIDEST = 500
"""Characters from a date within which signs are looked at."""

_LOOK_UP = 14
"""Blocks above an item among which its label is sought."""


class Direction(Enum):
    """What the word right before a date says."""

    UNTIL = auto()
    FROM = auto()
    AFTER = auto()
    ON = auto()


class Group(NamedTuple):
    """Days that are tied to each other, as characters from the first to the last."""

    days: tuple[Day, ...]

    @property
    def start(self) -> int:
        return self.days[0].start

    @property
    def end(self) -> int:
        return self.days[-1].end


class Near(NamedTuple):
    """A sign with its weighted distance from a date."""

    distance: float
    start: int
    sign: Sign


class Label(NamedTuple):
    """The signs of what heads a line, the last word first, and the characters of it."""

    signs: tuple[Sign, ...] = ()
    start: int = 0
    end: int = 0


class Words:
    """The patterns of one language for the words beside a date."""

    def __init__(self, language: str) -> None:
        lexicon = lexicon_for(language)
        filler = lexicon.expression("dates.articles", "dates.joins", "times.leads", "times.joins")
        tail = rf"(?:[ :(,-]{{1,2}}{filler}){{0,4}}[ :(,-]{{0,2}}$"
        self._labelled = re.compile(r": *[(-]? *$")
        self.negated = lexicon.pattern("cues.negated")
        self.past = lexicon.pattern("cues.past")
        self._until = re.compile(rf"{lexicon.expression('cues.until')}{tail}")
        self._from = re.compile(rf"{lexicon.expression('cues.from')}{tail}")
        self._after = re.compile(rf"{lexicon.expression('cues.after')}{tail}")
        self._until_suffix = _endings(lexicon, "cues.until_suffix")
        self._from_suffix = _endings(lexicon, "cues.from_suffix")
        self._from_after = re.compile(rf"[ ,)]{{0,3}}{lexicon.expression('cues.from_after')}")
        self._until_after = re.compile(rf"[ ,)]{{0,3}}{lexicon.expression('cues.until_after')}")

    def is_labelled(self, folded: str, start: int) -> bool:
        """Whether a colon stands right before a day."""
        return self._labelled.search(folded[max(0, start - 5) : start]) is not None

    def direction(self, folded: str, floor: int, start: int, end: int) -> Direction:
        """What is said right beside a date; nothing before `floor` counts."""
        before = folded[max(floor, start - _REACH) : start]
        written = folded[start:end]
        if self._until.search(before) or self._until_after.match(folded, end) or self._until_suffix.search(written):
            return Direction.UNTIL
        if self._after.search(before):
            return Direction.AFTER
        begins = self._from.search(before) or self._from_after.match(folded, end) or self._from_suffix.search(written)
        return Direction.FROM if begins else Direction.ON


class Surroundings:
    """What stands around the dates of one passage."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._glossary = sign_glossary(passage.lexicon.language)
        self._starts = [day.start for day in passage.days]
        self._signs: dict[int, list[Hit[Sign]]] = {}
        self.words = words_of(passage.lexicon.language)

    def signs(self, start: int, end: int) -> list[Hit[Sign]]:
        """The signs of a sentence."""
        if start not in self._signs:
            self._signs[start] = list(self._glossary.find(self._passage.folded, start, end))
        return self._signs[start]

    def ranked(self, group: Group) -> list[Near]:
        """The signs in the sentence of a group, the nearest first."""
        sentence = self._passage.sentence_of(group.start)
        hits = self.signs(sentence.start, sentence.end)
        low = bisect_left(hits, group.start - _WIDEST, key=lambda hit: hit.start)
        high = bisect_left(hits, group.end + _WIDEST, key=lambda hit: hit.start)
        near = (Near(self._distance(group, hit), hit.start, hit.sign) for hit in hits[low:high] if _beside(hit, group))
        return sorted(found for found in near if found.distance <= _FARTHEST)

    def _distance(self, group: Group, hit: Hit[Sign]) -> float:
        leads = hit.end <= group.start
        low, high = (hit.end, group.start) if leads else (group.end, hit.start)
        dates = bisect_left(self._starts, high) - bisect_left(self._starts, low)
        clauses = _CLAUSE_END.search(self._passage.folded, low, high) is not None
        far = high - low + dates * _DATE_BETWEEN + clauses * _CLAUSE_BETWEEN + (0 if leads else _BEHIND)
        return far * _WEIGHTS.get(hit.sign, 1.0)

    def label(self, group: Group) -> Label:
        """What heads the line of a group: the label right above a bare date, or above the list that it stands in."""
        index = self._block_index(group)
        listed, bare = self._passage.blocks[index].kind == "item", self._is_bare(index)
        for above in range(index - 1, max(-1, index - 1 - _LOOK_UP), -1):
            block = self._passage.blocks[above]
            if block.kind == "item" or self._is_bare(above):
                continue
            text = self._passage.folded[block.start : block.end].rstrip()
            if not (text.endswith(":") or listed or (bare and block.kind == "heading")):
                break
            last = self._passage.sentence_of(block.end - 1)
            signs = tuple(hit.sign for hit in reversed(self.signs(last.start, last.end)))
            if signs or len(text) > _LONGEST_LABEL:
                return Label(signs, last.start, last.end)
        return Label()

    def _block_index(self, group: Group) -> int:
        return self._passage.sentence_of(group.start).block

    def _is_bare(self, index: int) -> bool:
        block = self._passage.blocks[index]
        low, high = bisect_left(self._starts, block.start), bisect_left(self._starts, block.end)
        if low == high or block.end - block.start > _LONGEST_BARE:
            return False
        folded = self._passage.folded
        written = sum(len(_LETTERS.findall(folded, day.start, day.end)) for day in self._passage.days[low:high])
        return len(_LETTERS.findall(folded, block.start, block.end)) - written <= _FEW_WORDS


def _beside(hit: Hit[Sign], group: Group) -> bool:
    return hit.end <= group.start or hit.start >= group.end


def _endings(lexicon: Lexicon, path: str) -> re.Pattern[str]:
    endings = "|".join(re.escape(term) for term in sorted(lexicon.folded_terms(path))) or "(?!)"
    return re.compile(rf"(?:{endings})\W{{0,2}}\Z")


@cache
def words_of(language: str) -> Words:
    """The words of a language that has a lexicon."""
    return Words(language)
