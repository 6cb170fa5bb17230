"""Finds sums of money in a text, whatever they are for: values, currencies, ends of ranges."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.lexicon import Lexicon
from nlp.money.notation import notation_of
from nlp.money.quantities import read_quantities
from nlp.money.ranges import Bound, join_ranges

_LARGEST = Decimal(10) ** 15
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
    ends = join_ranges(folded, read_quantities(folded, notation), notation)
    sums = [
        Sum(quantity.start, quantity.end, _plain(quantity.value), quantity.currency, bound)
        for quantity, bound in ends
        if quantity.currency and 0 < quantity.value < _LARGEST
    ]
    return tuple(_without_echoes(folded, sums))


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
