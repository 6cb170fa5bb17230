"""What stands around a sum: how strongly each kind of cue speaks there."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from nlp.glossary import Glossary, Hit
from nlp.lexicon import Lexicon, lexicon_for
from nlp.money.passages import Passage, Span
from nlp.money.sums import Sum

CUES = (
    "total", "grant", "cost", "firm", "fee", "past", "part", "strand", "market", "strategy",
    "max", "min", "fixed", "per",
)  # fmt: skip
"""The keys of `[money]` in a lexicon that speak of a sum."""
_OF_A_PERCENTAGE = "rate"
"""The key of words that look like cues but speak of a percentage ("80 % of the costs")."""

_REACH = dict.fromkeys(CUES, 50.0) | {"max": 30.0, "min": 30.0, "fixed": 25.0, "grant": 35.0}
"""Characters after which a cue says half as much: what bounds a sum stands beside it, its subject may be away."""

_WINDOW = 300  # characters on either side of a sum; farther cues say nothing
_RIVALS = 3  # sums on either side that may own a cue
_BOUNDARY = re.compile(r"[,;()\[\]|]|\.\s| - ")
_BOUNDARY_FACTORS = {",": 0.75, ";": 0.4, "(": 0.6, ")": 0.6}
_OTHER_BOUNDARY = 0.4
_LEADING = frozenset(("max", "min", "part"))
_TRAILING = 0.7  # for a leading cue that stands behind the sum
_PER_SUM_BETWEEN = 0.5
_NEARER_TO_RIVAL = 0.4
_INTRO = 0.5
_INTRO_OF_VALUE = 0.9
_VALUE_LINE = 40  # characters of a line that gives nothing but the value of the label above it
_OTHER_NUMBER = re.compile(r"(?: of| de| di| von| van)? ?\d")


@cache
def _glossary(language: str) -> Glossary[str]:
    lexicon = lexicon_for(language)
    return Glossary({phrase: key for key in (*CUES, _OF_A_PERCENTAGE) for phrase in lexicon.terms(f"money.{key}")})


def read_cues(folded: str, passage: Passage, lexicon: Lexicon) -> list[dict[str, float]]:
    """The strength of each cue for each sum: about 1 beside it, less with distance, clauses and other sums between."""
    glossary = _glossary(lexicon.language)
    hits = [hit for hit in glossary.find(folded, passage.start, passage.end) if _speaks_of_sum(folded, hit, passage)]
    from_intro = _INTRO_OF_VALUE if passage.end - passage.start <= _VALUE_LINE else _INTRO
    intro = glossary.find(folded, *passage.intro) if passage.intro else ()
    shared = {hit.sign: from_intro for hit in intro if hit.sign in _REACH}
    extents = [_extent(index, passage.sums) for index in range(len(passage.sums))]
    return [_strengths(folded, index, extents, hits, shared) for index in range(len(extents))]


def _speaks_of_sum(folded: str, hit: Hit[str], passage: Passage) -> bool:
    """Whether a cue is about money: not a rate, and not the bound of months, percents or partners ("up to 12")."""
    if hit.sign == _OF_A_PERCENTAGE:
        return False
    number = _OTHER_NUMBER.match(folded, hit.end) if hit.sign in ("max", "min") else None
    if number is None:
        return True
    index = bisect_left(passage.sums, number.end(), key=lambda found: found.end)
    return index < len(passage.sums) and passage.sums[index].start < number.end()


def _extent(index: int, sums: Sequence[Sum]) -> Span:
    """The span of a sum, or of the whole range that it is an end of."""
    found = sums[index]
    if found.bound == "low" and index + 1 < len(sums):
        return found.start, sums[index + 1].end
    if found.bound == "high" and index:
        return sums[index - 1].start, found.end
    return found.start, found.end


def _strengths(
    folded: str, index: int, extents: Sequence[Span], hits: Sequence[Hit[str]], shared: Mapping[str, float]
) -> dict[str, float]:
    extent = extents[index]
    rivals = {span for span in extents[max(0, index - _RIVALS) : index + _RIVALS + 1] if span != extent}
    strengths = {cue: shared.get(cue, 0.0) for cue in CUES}
    first = bisect_left(hits, extent[0] - _WINDOW, key=lambda hit: hit.start)
    last = bisect_left(hits, extent[1] + _WINDOW, key=lambda hit: hit.start)
    for hit in hits[first:last]:
        if hit.end <= extent[0] or hit.start >= extent[1]:
            strengths[hit.sign] = max(strengths[hit.sign], _strength(folded, hit, extent, rivals))
    return strengths


def _strength(folded: str, hit: Hit[str], extent: Span, rivals: set[Span]) -> float:
    nearness = _nearness(folded, hit, extent)
    strength = nearness * float(_PER_SUM_BETWEEN ** sum(_is_between(rival, hit, extent) for rival in rivals))
    nearer_to_rival = any(_nearness(folded, hit, rival) > nearness for rival in rivals)
    return strength * _NEARER_TO_RIVAL if nearer_to_rival else strength


def _nearness(folded: str, hit: Hit[str], extent: Span) -> float:
    start, end = (hit.end, extent[0]) if hit.end <= extent[0] else (extent[1], hit.start)
    nearness = 1 / (1 + max(0, end - start) / _REACH[hit.sign])
    for boundary in _BOUNDARY.findall(folded, start, end):
        nearness *= _BOUNDARY_FACTORS.get(boundary, _OTHER_BOUNDARY)
    return nearness * _TRAILING if hit.sign in _LEADING and hit.start >= extent[1] else nearness


def _is_between(rival: Span, hit: Hit[str], extent: Span) -> bool:
    return hit.end <= rival[0] < extent[0] or extent[1] <= rival[0] < hit.start
