"""What stands around a sum: how strongly each kind of cue speaks there."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from nlp.glossary import Glossary, Hit
from nlp.lexicon import Lexicon, lexicon_for
from nlp.money.notation import Notation, notation_of
from nlp.money.passages import Passage
from nlp.money.sums import Sum
from nlp.nearness import Cues, Span
from nlp.numbers import NumberWords

KINDS = (
    "total", "grant", "cost", "firm", "fee", "past", "part", "strand", "market", "strategy",
    "max", "min", "fixed", "per", "rise",
)  # fmt: skip
"""The keys of `[money]` in a lexicon that speak of a sum."""
_OF_A_PERCENTAGE = "rate"
"""The key of words that look like cues but speak of a percentage ("80 % of the costs")."""

_REACH = dict.fromkeys(KINDS, 50.0) | {
    "max": 45.0, "min": 45.0, "fixed": 25.0, "grant": 35.0, "part": 100.0, "past": 80.0, "total": 65.0,
}  # fmt: skip
"""Characters after which a cue says half as much: what bounds a sum stands near, its subject may be farther off."""

_PURPOSES = ("total", "grant", "cost", "firm", "fee")
_TOLD = 0.4
_INTRO = 0.5
_INTRO_OF_VALUE = 0.9
_PART = 0.8
_OF_LABEL = 0.9
_CLEARLY = 0.85  # the least of a cue that speaks of a part as of a budget of its own
_LOOK_BACK = 40
_VALUE_LINE = 40  # characters of a line that gives nothing but the value of the label above it
_NUMBER_AFTER = re.compile(r"(?: of| de| di| von| van)? ?(?:\d|([^\W\d_]+))")


@cache
def _glossary(language: str) -> Glossary[str]:
    lexicon = lexicon_for(language)
    bases = {phrase: _OF_A_PERCENTAGE for phrase in lexicon.terms("rates.base") if _is_fixed(phrase)}
    kinds = (*KINDS, _OF_A_PERCENTAGE)
    return Glossary(bases | {phrase: kind for kind in kinds for phrase in lexicon.terms(f"money.{kind}")})


def _is_fixed(phrase: str) -> bool:
    """Whether it is of several words with no gap, in which a sum could stand."""
    return " " in phrase and " .. " not in phrase


@cache
def _cues(language: str) -> Cues:
    return Cues(
        reach=_REACH,
        leading=frozenset(("max", "min", "part")),
        lasting=frozenset(("part", "past", "fee")),
        joints=lexicon_for(language).pattern("ranges.or", "ranges.both"),
    )


def read_cues(folded: str, passage: Passage, lexicon: Lexicon) -> list[dict[str, float]]:
    """The strength of each kind of cue for each sum of a passage, 0 to 1."""
    glossary = _glossary(lexicon.language)
    words = notation_of(lexicon).words
    found = glossary.find(folded, passage.start, passage.end)
    hits = [hit for hit in found if _speaks_of_sum(folded, hit, passage, words)]
    extents = [_extent(index, passage.sums) for index in range(len(passage.sums))]
    strengths = _cues(lexicon.language).strengths(folded, extents, hits)
    strengths = _with_wholes(folded, passage.sums, strengths, notation_of(lexicon))
    strengths = _with_label(folded, passage, hits, strengths)
    for intro in passage.intros:
        from_intro = _INTRO_OF_VALUE if passage.end - passage.start <= _VALUE_LINE else _INTRO
        shared = {hit.sign for hit in glossary.find(folded, *intro) if not _bounds_number(folded, hit, words)} & set(
            KINDS
        )
        strengths = [_with_intro(own, shared, from_intro) for own in strengths]
    return strengths


def _with_wholes(
    folded: str, sums: Sequence[Sum], strengths: Sequence[dict[str, float]], notation: Notation
) -> list[dict[str, float]]:
    """Tell a sum that is divided from what it is divided into ("of the 9 million, 3 are for ...")."""
    told = [own | {"whole": 0.0} for own in strengths]
    for index, found in enumerate(sums):
        before = sums[index - 1] if index else None
        if found.bound is None and _is_divided(folded, found, before, notation):
            parts = [near for near in (index - 1, index + 1) if 0 <= near < len(sums) and _is_part(sums[near], found)]
            for near in parts:
                if told[near]["total"] >= _CLEARLY:
                    continue
                told[near]["part"] = max(told[near]["part"], _PART)
            if parts or told[index]["part"]:
                told[index] |= {"whole": 1.0, "part": 0.0}
    return told


def _is_divided(folded: str, found: Sum, part: Sum | None, notation: Notation) -> bool:
    """Whether words say so, or nothing but "of" stands between a sum and a smaller one before it ("€3M of €9M")."""
    before = folded[max(0, found.start - _LOOK_BACK) : found.start]
    if notation.of_which.search(before):
        return False
    if part and _is_part(part, found) and notation.of.fullmatch(folded, part.end, found.start):
        return True
    return bool(notation.whole.search(before) or notation.divided.search(folded[found.start : found.end]))


def _is_part(found: Sum, whole: Sum) -> bool:
    return found.currency == whole.currency and found.value < whole.value


def _with_label(
    folded: str, passage: Passage, hits: Sequence[Hit[str]], strengths: Sequence[dict[str, float]]
) -> list[dict[str, float]]:
    """What a label calls the most is so for all sums of its line ("Ceilings: 6,000 (small) and 3,000 (micro)")."""
    first = passage.sums[0]
    is_label = folded[passage.start : first.start].rstrip().endswith(":")
    if not (is_label and any(hit.sign == "max" and hit.end < first.start for hit in hits)):
        return list(strengths)
    return [
        own | {"max": max(own["max"], _OF_LABEL)} if found.bound is None and not _is_told_else(own) else own
        for found, own in zip(passage.sums, strengths, strict=True)
    ]


def _is_told_else(own: Mapping[str, float]) -> bool:
    kinds = ("min", "total", "cost", "firm", "fee", "part", "past")
    return max(own[kind] for kind in kinds) >= _TOLD


def _with_intro(own: dict[str, float], shared: set[str], strength: float) -> dict[str, float]:
    """Add what the line above says, save what the sum is for where its own line says that."""
    is_apart = max(own["part"], own["past"]) >= _PART
    told = is_apart or max(own[kind] for kind in _PURPOSES) >= _TOLD
    kept = (kind for kind in shared if not (told and kind in _PURPOSES) and not (is_apart and kind == "per"))
    return own | {kind: max(own[kind], strength) for kind in kept}


def _bounds_number(folded: str, hit: Hit[str], words: NumberWords) -> re.Match[str] | None:
    """The number right behind a cue that bounds it ("up to 12", "bis zu acht")."""
    number = _NUMBER_AFTER.match(folded, hit.end) if hit.sign in ("max", "min") else None
    return None if number is None or (number.group(1) and not words.knows(number.group(1))) else number


def _speaks_of_sum(folded: str, hit: Hit[str], passage: Passage, words: NumberWords) -> bool:
    """Whether a cue is about money, not the bound of months, percents or partners."""
    number = _bounds_number(folded, hit, words)
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
