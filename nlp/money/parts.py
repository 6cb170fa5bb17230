"""Sums that add up to another one near them are its parts ("131 million: 71 million for A and 60 million for B")."""

from collections.abc import Mapping, Sequence

from nlp.money.sums import Sum

_MOST = 5
_LEAST_WHOLE = 100_000
_REACH = 400  # characters between the first and the last of them
_PART = 0.8
_OF_ONE = 0.5  # the least of a cue that tells a sum for one applicant, which is no part of a budget

Told = tuple[Sum, Mapping[str, float]]


def tell_parts(read: Sequence[Told]) -> list[Told]:
    """The sums of a text, in order, with their cues; those of parts and of wholes are set accordingly."""
    told = list(read)
    for index, (found, _) in enumerate(read):
        parts = _parts_of(index, read) if found.value >= _LEAST_WHOLE and found.bound is None else ()
        if any(read[part][1]["part"] >= _PART for part in parts):
            continue  # the text itself tells which of them is not the call's own
        for part in parts:
            one, cues = told[part]
            told[part] = one, {**cues, "part": max(cues["part"], _PART), "whole": 0.0}
        if parts:
            told[index] = found, {**told[index][1], "whole": 1.0, "part": 0.0}
    return told


def _parts_of(index: int, read: Sequence[Told]) -> Sequence[int]:
    """The places of the two or more sums right behind one, or else right before it, that make it up."""
    for step in (1, -1):
        left, place = read[index][0].value, index + step
        while 0 <= place < len(read) and abs(place - index) <= _MOST and left > 0 and _belongs(read, index, place):
            left -= read[place][0].value
            if not left and abs(place - index) > 1:
                return range(min(index + 1, place), max(index, place + 1))
            place += step
    return ()


def _belongs(read: Sequence[Told], index: int, place: int) -> bool:
    whole, part = read[index][0], read[place][0]
    is_of_one = max(read[place][1][kind] for kind in ("max", "fixed", "per")) >= _OF_ONE
    is_near = max(whole.start, part.start) - min(whole.end, part.end) <= _REACH
    return is_near and not is_of_one and part.currency == whole.currency and part.bound is None
