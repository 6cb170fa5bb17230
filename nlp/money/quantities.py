"""Numbers of a text with the scale and currency that belong to them ("2,5 | Mio. | €")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from nlp.money.notation import Notation
from nlp.numbers import NUMERAL, numeral_value

_HEAD_GAP = re.compile(r" ?\)?:?[ \n]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOK_BACK = 24
_LEAST_IN_WORDS = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its span; the unit's parts are None where none is written beside it.

    Attributes:
        grouped: whether marks stand between its thousands.
    """

    start: int
    end: int
    number: Decimal
    scale: Decimal | None = None
    currency: str | None = None
    grouped: bool = False

    @property
    def value(self) -> Decimal:
        """In units of the currency."""
        return self.number * (self.scale or 1)


class _Mark(NamedTuple):
    """A currency word, which starts at `word`, with the scale before it."""

    start: int
    word: int
    end: int
    scale: str | None
    currency: str


def read_quantities(folded: str, notation: Notation) -> list[Quantity]:
    """All numbers of a text that names a currency, in order; empty without a currency."""
    marks = _find_marks(folded, notation)
    if not marks:
        return []
    heads = {_skip(_HEAD_GAP, folded, mark.end): mark for mark in marks}
    numbers: list[Quantity] = []
    for match in NUMERAL.finditer(folded):
        head = heads.get(match.start())
        if head and numbers and head.end <= numbers[-1].end:
            head = None
        elif head and numbers and head.start < numbers[-1].end:
            head = head._replace(start=head.word, scale=None)  # "€3M of €4M": that scale is of the number before
        quantity = _read_number(folded, match, head, heads, notation)
        if quantity:
            numbers.append(quantity)
    used = {quantity.end for quantity in numbers} | {quantity.start for quantity in numbers}
    spelled = (_read_words(folded, mark, notation) for mark in marks if not {mark.start, mark.end} & used)
    return sorted([*numbers, *filter(None, spelled)], key=lambda quantity: quantity.start)


def _find_marks(folded: str, notation: Notation) -> list[_Mark]:
    found = []
    for match in notation.currency.finditer(folded):
        start, word = match.start(), folded[max(0, match.start() - 2) : match.start()].rstrip()[-1:]
        scale = None
        if word.isalpha() or word == ".":
            offset = max(0, start - _LOOK_BACK)
            before = notation.before_currency.search(folded[offset:start])
            if before and before.group():
                start, scale = offset + before.start(), before["scale"]
            elif folded[start - 1].isalpha():
                continue
        found.append(_Mark(start, match.start(), match.end(), scale, notation.currencies[match.group()]))
    return found


def _read_number(
    folded: str, match: re.Match[str], head: _Mark | None, heads: Mapping[int, _Mark], notation: Notation
) -> Quantity | None:
    tail = notation.tail.match(folded, match.end())
    if tail and tail["currency"] and _belongs_to_next(folded, match, tail, heads, has_head=head is not None):
        tail = notation.tail.match(folded, match.end(), tail.start("currency"))
    if tail and tail["bare"] and len(tail["bare"]) == 1 and not (head or tail["bare"] == "k"):
        tail = None
    word = (tail and (tail["scale"] or tail["bare"])) or (head and head.scale)
    scale = notation.scales[word] if word else None
    number = numeral_value(match, notation.decimal_mark, scaled=bool(scale and scale > 1000))
    if number is None or (head is None and folded[match.start() - 1 : match.start()].isalpha()):
        return None
    end = tail.end() if tail else match.end()
    if tail and (half := notation.half.match(folded, end)):
        number, end = number + Decimal("0.5"), half.end()
    currency = head.currency if head else notation.currencies[tail["currency"]] if tail and tail["currency"] else None
    return Quantity(head.start if head else match.start(), end, number, scale, currency, match.group(1) is not None)


def _belongs_to_next(
    folded: str, number: re.Match[str], tail: re.Match[str], heads: Mapping[int, _Mark], *, has_head: bool
) -> bool:
    """Whether the currency after a number is that of the next number ("2024 EUR 5 million", "€3M of €4M")."""
    following = _skip(_HEAD_GAP, folded, tail.end())
    if following not in heads or not folded[following : following + 1].isdigit():
        return False
    is_glued = tail.start("currency") == number.end()
    if has_head and not is_glued:
        return True
    return bool(_YEAR.fullmatch(number.group())) or (following == tail.end() and not is_glued)


def _read_words(folded: str, mark: _Mark, notation: Notation) -> Quantity | None:
    """The number in words before a currency ("pięć milionów euro")."""
    end = mark.start + len(mark.scale) if mark.scale else mark.start
    number = notation.words.before(folded, end)
    if number is None or number.value < _LEAST_IN_WORDS:
        return None
    return Quantity(number.start, mark.end, number.value, None, mark.currency)


def _skip(gap: re.Pattern[str], folded: str, position: int) -> int:
    match = gap.match(folded, position)
    return match.end() if match else position
