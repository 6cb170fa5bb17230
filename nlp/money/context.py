"""What stands around a sum: how strongly each kind of cue speaks there."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.glossary import Glossary, Hit
from nlp.lexicon import Lexicon, lexicon_for
from nlp.money.sums import Sum
from nlp.structure import Block, Sentence

CUES = ("total", "grant", "cost", "firm", "fee", "past", "part", "market", "strategy", "max", "min", "fixed", "per")
"""The keys of `[money]` in a lexicon; `rate` there holds words that speak of a percentage, not of a sum."""

_CLAUSE = re.compile(r"[,;:()\[\]|]|\.\s| - |\bund\b|\band\b|\by\b|\bet\b|\be\b|\bi\b|\ben\b")
_HALF_DISTANCE = 25  # characters after which a cue says half as much
_PER_CLAUSE = 0.7
_PER_SUM = 0.45
_INTRO = 0.5
_LONGEST_INTRO = 200


@dataclass(frozen=True)
class Passage:
    """A sentence with a sum, and the lines above that introduce it."""

    start: int
    end: int
    intro: tuple[int, int] | None = None


def passage_of(found: Sum, sentences: Sequence[Sentence], blocks: Sequence[Block]) -> Passage | None:
    """The passage that holds a sum; None where no sentence does."""
    index = bisect_right(sentences, found.start, key=lambda sentence: sentence.start) - 1
    if index < 0 or found.start >= sentences[index].end:
        return None
    sentence = sentences[index]
    block = blocks[sentence.block]
    return Passage(
        sentence.start, sentence.end, _intro(sentence.block, blocks) if sentence.start == block.start else None
    )


def _intro(index: int, blocks: Sequence[Block]) -> tuple[int, int] | None:
    """The line that leads a list or names a value: a label, a heading, or what stands above the items."""
    is_item = blocks[index].kind == "item"
    while index > 0 and is_item and blocks[index - 1].kind == "item":
        index -= 1
    above = blocks[index - 1] if index else None
    if above is None or above.foreign or above.end - above.start > _LONGEST_INTRO:
        return None
    return (above.start, above.end) if is_item or above.kind in ("label", "heading") else None


@cache
def _glossary(language: str) -> Glossary[str]:
    lexicon = lexicon_for(language)
    return Glossary({phrase: key for key in (*CUES, "rate") for phrase in lexicon.terms(f"money.{key}")})


def read_context(
    folded: str, found: Sum, others: Sequence[Sum], passage: Passage, lexicon: Lexicon
) -> dict[str, float]:
    """The strength of each cue for a sum: about 1 beside it, less with distance, clauses and other sums between."""
    strengths = dict.fromkeys(CUES, 0.0)
    for hit in _glossary(lexicon.language).find(folded, passage.start, passage.end):
        if hit.sign in strengths and (hit.end <= found.start or hit.start >= found.end):
            strengths[hit.sign] = max(strengths[hit.sign], _strength(folded, hit, found, others))
    if passage.intro:
        for hit in _glossary(lexicon.language).find(folded, *passage.intro):
            if hit.sign in strengths:
                strengths[hit.sign] = max(strengths[hit.sign], _INTRO)
    return strengths


def _strength(folded: str, hit: Hit[str], found: Sum, others: Sequence[Sum]) -> float:
    start, end = (hit.end, found.start) if hit.end <= found.start else (found.end, hit.start)
    between = sum(start <= other.start < end for other in others if other is not found)
    clauses = sum(1 for _ in _CLAUSE.finditer(folded, start, end))
    return _PER_SUM**between * _PER_CLAUSE**clauses / (1 + (end - start) / _HALF_DISTANCE)
