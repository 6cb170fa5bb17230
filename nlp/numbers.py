"""Numbers as pages write them: digits with every kind of separator, and words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from nlp.folding import fold

NUMERAL = re.compile(r"\d{1,3}([ '.,])\d{3}(?:\1\d{3})*(?!\d)(?:[.,](\d\d| 00)(?![\d%]))?|\d+(?:[.,]\d+)?")
"""Digits in folded text; groups: the mark between thousands and the decimals after them, where there are any."""

LONGEST_NUMERAL = 24
_LONGEST_WORDS = 96
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = frozenset(("", " ", "-", "- ", "'", "' "))
_NOTHING = Decimal(0)
_THOUSAND = Decimal(1000)


class WordNumber(NamedTuple):
    """A number in words and where it starts; it ends where the reader was told to look back from."""

    start: int
    value: Decimal


def numeral_value(match: re.Match[str], decimal_mark: str, *, scaled: bool = False) -> Decimal | None:
    """The value of a `NUMERAL` match; None for what no sum looks like (`007`, serial numbers).

    `scaled` tells that a word such as "million" follows, so that "1.250 Mio." is read with the language's decimal mark.
    """
    raw, mark, decimals = match.group(), *match.groups()
    if len(raw) > LONGEST_NUMERAL or (raw[0] == "0" and raw[1:2].isdigit()):
        return None
    if mark and not _is_decimal(raw, mark, decimal_mark, scaled=scaled):
        whole = raw[: match.start(2) - match.start()] if decimals else raw
        return Decimal("".join(filter(str.isdigit, whole)) + (f".{decimals.strip()}" if decimals else ""))
    return Decimal(raw.replace(",", "."))


def _is_decimal(raw: str, mark: str, decimal_mark: str, *, scaled: bool) -> bool:
    """Whether "1.250" stands for one and a quarter."""
    if mark not in ".," or len(raw) - raw.index(mark) != 4:
        return False
    return raw[0] == "0" or (scaled and mark == decimal_mark)


class NumberWords:
    """Reads numbers in words of one language, compounds ("zweihunderttausend") included."""

    def __init__(self, section: Mapping[str, Any], scales: Mapping[str, Decimal]) -> None:
        values = {fold(word): Decimal(key) for key, words in section.items() if key[0].isdigit() for word in words}
        self._glue = frozenset(map(fold, section.get("glue", ())))
        self._articles = self._glue & values.keys()
        self._scales = {word: value for word, value in scales.items() if len(word) > 3}
        self._known = {**values, **self._scales}

    def knows(self, word: str) -> bool:
        """Whether a folded word is a number by itself; an article is not."""
        return word in self._known and word not in self._glue

    def before(self, folded: str, end: int) -> WordNumber | None:
        """The number in words that ends at `end`, None if there is none or it is a bare scale ("millions")."""
        words = list(_WORD.finditer(folded, max(0, end - _LONGEST_WORDS), end))
        values: list[Decimal] = []
        number, after = None, end
        for word in reversed(words):
            read = self._read_word(word.group())
            if read is None or folded[word.end() : after] not in _BETWEEN_WORDS:
                break
            values[:0] = read
            after = word.start()
            if word.group() not in self._scales and (read != [_NOTHING] or word.group() in self._articles):
                number = WordNumber(after, _evaluate(values))
        return number

    def _read_word(self, word: str) -> list[Decimal] | None:
        if word in self._glue:
            return [_NOTHING]
        return [self._known[word]] if word in self._known else self._split(word)

    def _split(self, word: str) -> list[Decimal] | None:
        """The parts of a compound; each cut is tried once."""
        if not 5 < len(word) <= 60:
            return None
        readings: list[list[Decimal] | None] = [[], *[None] * len(word)]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 16), end):
                before, part = readings[start], word[start:end]
                if before is not None and (part in self._known or (before and part in self._glue)):
                    readings[end] = [*before, self._known[part]] if part in self._known else before
                    break
        return readings[-1]


def _evaluate(values: Sequence[Decimal]) -> Decimal:
    total = current = before = _NOTHING
    last_scale = Decimal(1)
    for value in values:
        if value >= _THOUSAND:
            grows = 0 < total < value
            total = (total + current) * value if grows else total + (current or 1) * value
            current, last_scale = Decimal(0), value
        elif 0 < value < 1:
            current = _with_fraction(value, current, total, last_scale, is_article=before == 1)
        elif value == 100 and current:
            current *= value
        elif value == 20 and current == 4:  # quatre-vingts
            current = Decimal(80)
        else:
            current += value
        before = value
    return total + current


def _with_fraction(
    value: Decimal, current: Decimal, total: Decimal, last_scale: Decimal, *, is_article: bool
) -> Decimal:
    """Add it ("two and a half"), replace an article ("eine halbe"), or take it of a scale ("million et demi")."""
    if is_article:
        return current - 1 + value
    return current + value if current or not total else value * last_scale


def by_word(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Turn a section of key and words around: folded word to key."""
    return {fold(word): key for key, words in table.items() for word in words}
