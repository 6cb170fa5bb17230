"""Joins the two ends of a range ("€1-2 million") and lets sums that share a unit have it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from nlp.money.notation import Notation
from nlp.money.quantities import Quantity

Bound = Literal["low", "high"]
End = tuple[Quantity, Bound | None]

_LONGEST_JOINT, _LONGEST_DIVISION = 40, 70
_LOOK_BACK = 24
_WIDEST = 1000  # times the low end; what is wider apart is no range
_YEARS = range(1990, 2101)
_CLAUSE_END = re.compile(r" ?(?:[),.;:\n]|\Z)")
_NO_CLAUSE_END = re.compile(r"(?:[^.;:()%\d\n]|(?<= max)\.|(?<= maks)\.)*")
_ELLIPSIS = re.compile(r", [^.;:()%\d\n,]{3,40} ")
_MILLION = 10**6
_LONGEST_BOUND = 5  # words of "and a maximum of"; more tell of something else
_ASIDE = re.compile(r" ?\([^()\d\n]{1,25}\)")
_TIGHT_DASH = frozenset("-/")


def join_ranges(folded: str, quantities: Sequence[Quantity], notation: Notation) -> list[End]:
    """Quantities in order, each with the end of a range that it is, units shared where only one is written."""
    ends: list[End] = []
    for quantity in quantities:
        joined = _join(folded, ends[-1][0], quantity, notation) if ends else None
        if joined:
            ends[-1:] = joined
        else:
            ends.append((quantity, None))
    return _share_forwards(folded, _share_backwards(folded, ends, notation), notation)


def _join(folded: str, left: Quantity, right: Quantity, notation: Notation) -> tuple[End, End] | None:
    if not (left.currency or right.currency) or right.start - left.end > _LONGEST_JOINT:
        return None
    joint = _ASIDE.sub("", folded[left.end : right.start])
    if not _is_joint(folded, left, joint, notation) or _is_label(folded, left, joint, notation):
        return None
    if right.currency is None and not _continues(folded, right, joint):
        return None
    low = _with_unit_of(left, right, joint)
    high = replace(right, currency=right.currency or left.currency)
    if low.currency != high.currency or not low.value < high.value <= low.value * _WIDEST:
        return None
    return (low, "low"), (high, "high")


def _is_joint(folded: str, left: Quantity, joint: str, notation: Notation) -> bool:
    if notation.to.fullmatch(joint):
        return True
    before = folded[max(0, left.start - _LOOK_BACK) : left.start]
    if notation.both.fullmatch(joint):
        return notation.between.search(before) is not None
    if _NO_CLAUSE_END.fullmatch(joint) and notation.most.search(joint):  # "at least 5 and at most 10"
        is_between = "," not in joint and notation.between.search(before) is not None
        return len(joint.split()) <= _LONGEST_BOUND and (is_between or _is_least(before, notation))
    return False


def _is_least(before: str, notation: Notation) -> bool:
    """Whether it ends in "more than", but not in "no more than"."""
    return notation.least.search(before) is not None and notation.most_before.search(before) is None


def _is_label(folded: str, left: Quantity, joint: str, notation: Notation) -> bool:
    """Whether a number before a dash only counts something ("Lot 2 - 60 000 EUR", "in 2024 - EUR 5 000")."""
    if left.currency or left.scale or left.grouped:
        return False
    before = folded[max(0, left.start - _LOOK_BACK) : left.start]
    if left.number in _YEARS or before[-1:] in (".", "/") or before[-1:].isdigit():
        return True
    if before[-1:] in ("", "\n"):
        return not any(map(str.isalpha, joint)) and joint not in _TIGHT_DASH
    return notation.label.search(before) is not None


def _continues(folded: str, right: Quantity, joint: str) -> bool:
    """Whether a number without currency goes on from a sum ("€200,000-700,000", "2.500 euro fino a 5.000)")."""
    if right.scale or joint in _TIGHT_DASH:
        return True
    return right.grouped and bool(_CLAUSE_END.match(folded, right.end) or joint.strip() == "-")


def _with_unit_of(left: Quantity, right: Quantity, joint: str) -> Quantity:
    scale = left.scale
    if scale is None and right.scale and not left.grouped and left.number < right.number:
        scale = right.scale
    elif scale is None and joint in _TIGHT_DASH and _drops_thousands(left, right):
        scale = Decimal(1000)
    return replace(left, scale=scale, currency=left.currency or right.currency)


def _drops_thousands(left: Quantity, right: Quantity) -> bool:
    """Whether the thousands are written once: "20-60.000 €"."""
    return not left.grouped and right.grouped and right.number % 1000 == 0 and left.number * 1000 < right.number


def _share_backwards(folded: str, ends: list[End], notation: Notation) -> list[End]:
    """Give a currency to sums named before it ("10 000 or 30 000 EUR", "3 million, of which 500 000 euros")."""
    for index in range(len(ends) - 2, -1, -1):
        (left, bound), (right, _) = ends[index], ends[index + 1]
        if left.currency or not right.currency or right.start - left.end > _LONGEST_JOINT:
            continue
        if left.scale and left.value > right.value and notation.of_which.search(folded[left.end : right.start]):
            ends[index] = replace(left, currency=right.currency), bound
        elif notation.alternative.fullmatch(folded, left.end, right.start):
            shared = _with_unit_of(left, right, joint="")
            if (left.grouped or shared.scale) and not _is_label(folded, left, "", notation):
                ends[index] = replace(shared, currency=right.currency), bound
    return ends


def _share_forwards(folded: str, ends: list[End], notation: Notation) -> list[End]:
    """Give a currency to a sum that divides, or is divided into, the one before it."""
    for index in range(1, len(ends)):
        (whole, _), (part, bound) = ends[index - 1], ends[index]
        joint = folded[whole.end : min(part.start, whole.end + _LONGEST_DIVISION)]
        is_sum = part.scale or (part.grouped and _CLAUSE_END.match(folded, part.end))
        if not (whole.currency and part.currency is None and is_sum):
            continue
        if _divide(folded, whole, part, joint, notation) or _goes_on(folded, whole, part):
            ends[index] = replace(part, currency=whole.currency), bound
    return ends


def _goes_on(folded: str, first: Quantity, second: Quantity) -> bool:
    """Whether a clause says of another what the one before says of a sum ("the state pays €8 million, the city 2.")."""
    if first.scale is None or first.scale < _MILLION or second.scale is None or second.scale < _MILLION:
        return False
    joint = _ELLIPSIS.fullmatch(folded, first.end, second.start)
    return joint is not None and _CLAUSE_END.match(folded, second.end) is not None


def _divide(folded: str, first: Quantity, second: Quantity, joint: str, notation: Notation) -> bool:
    """Whether one of two sums is a part of the other ("9 million, of which 3", "of 9 million, 3", "3 of the 9")."""
    if second.value > first.value:
        return notation.whole.search(joint) is not None
    if notation.of_which.search(joint):
        return True
    before = folded[max(0, first.start - _LOOK_BACK) : first.start]
    return notation.whole.search(before) is not None and _NO_CLAUSE_END.fullmatch(joint) is not None
