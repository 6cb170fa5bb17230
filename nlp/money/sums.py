"""Finds sums of money in a text, whatever they are for: values, currencies, ends of ranges."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.lexicon import Lexicon
from nlp.money.notation import Notation, notation_of
from nlp.money.quantities import Quantity, read_quantities
from nlp.money.ranges import Bound, End, join_ranges

_LARGEST = Decimal(10) ** 15
_MILLION = Decimal(10) ** 6
_LEAST = 1000
_LOOK_BACK = 80
_END = re.compile(r" ?[.,;:)|\n]|\Z| (?P<short>[^\W\d_]{1,3})(?!\w)")  # a short word is no noun that is counted
_CLAUSE = re.compile(r"[^.;!?\n]*\Z")
_ECHO = re.compile(r" ?[(=,/]? ?\(?")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum and its character span; `bound` tells which end of a range it is."""

    start: int
    end: int
    value: Decimal
    currency: str
    bound: Bound | None = None


def find_sums(folded: str, lexicon: Lexicon) -> tuple[Sum, ...]:
    """Every sum of a folded text, in order; the time taken grows linearly with the text."""
    notation = notation_of(lexicon)
    ends = _with_bare_budgets(folded, join_ranges(folded, read_quantities(folded, notation), notation), notation)
    sums = [
        Sum(quantity.start, quantity.end, _plain(quantity.value), quantity.currency, bound)
        for quantity, bound in ends
        if quantity.currency and 0 < quantity.value < _LARGEST
    ]
    return tuple(_without_echoes(folded, sums))


def _with_bare_budgets(folded: str, ends: Sequence[End], notation: Notation) -> list[End]:
    """Give the one currency of a text to what it says of money without one ("the budget is 2 million.")."""
    currencies = {quantity.currency for quantity, _ in ends if quantity.currency}
    if len(currencies) != 1:
        return list(ends)
    (currency,) = currencies
    return [
        (replace(quantity, currency=currency), bound)
        if _is_bare_budget(folded, quantity, notation)
        else (quantity, bound)
        for quantity, bound in ends
    ]


def _is_bare_budget(folded: str, quantity: Quantity, notation: Notation) -> bool:
    is_large = bool(quantity.scale and quantity.scale >= _MILLION)
    if quantity.currency or not (is_large or quantity.grouped) or quantity.value < _LEAST:
        return False
    before = folded[max(0, quantity.start - _LOOK_BACK) : quantity.start]
    if is_large and notation.available.match(folded, quantity.end):
        return True
    if not _ends(folded, quantity, notation):
        return False
    if notation.most_before.search(before):
        return True
    clause = _CLAUSE.search(before)
    return is_large and clause is not None and notation.of_money.search(clause.group()) is not None


def _ends(folded: str, quantity: Quantity, notation: Notation) -> bool:
    """Whether no noun follows that the number could count ("2 million visitors", "2 millones de visitantes")."""
    end = _END.match(folded, quantity.end)
    if end and end["short"]:
        return notation.link.match(folded, quantity.end) is None
    return end is not None or notation.either.match(folded, quantity.end) is not None


def _without_echoes(folded: str, sums: Sequence[Sum]) -> Iterator[Sum]:
    """Leave out the second of "400.000 € (four hundred thousand euros)"."""
    for index, found in enumerate(sums):
        before = sums[index - 1] if index else None
        repeats = before and (before.value, before.currency) == (found.value, found.currency)
        if not (before and repeats and _ECHO.fullmatch(folded, before.end, found.start)):
            yield found


def _plain(value: Decimal) -> Decimal:
    """Without an exponent and without decimals that are nought."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
