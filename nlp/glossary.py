"""Phrases that are signs of something, found in one pass over a text."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from nlp.folding import fold
from nlp.terms import terms_pattern

T = TypeVar("T")
_REMEMBERED = 4096
_TEXTS = 4  # of one announcement: its title and its body, as they are asked for in turn


class Hit(NamedTuple, Generic[T]):
    """Where a phrase stands and what it is a sign of."""

    start: int
    end: int
    sign: T


class Glossary(Generic[T]):
    """Phrases with what each is a sign of; the longest phrase wins.

    Phrases are written as for `nlp.terms`; a hyphen and a blank are the same.
    """

    def __init__(self, signs: Mapping[str, T]) -> None:
        spaced = {_spaced(fold(phrase)): sign for phrase, sign in signs.items()}
        self._pattern = terms_pattern(spaced)
        self._exact = {phrase: sign for phrase, sign in spaced.items() if not _is_open(phrase)}
        longest_first = sorted(filter(_is_open, spaced), key=len, reverse=True)
        self._open = [(terms_pattern([phrase]), spaced[phrase]) for phrase in longest_first]
        self._sign_of = lru_cache(_REMEMBERED)(self._find_sign)

    def find(self, folded: str, start: int = 0, end: int | None = None) -> Iterator[Hit[T]]:
        """The phrases in a part of a folded text, in order, none overlapping another."""
        spaced = _spaced(folded)
        for match in self._pattern.finditer(spaced, start, len(spaced) if end is None else end):
            yield Hit(match.start(), match.end(), self._sign_of(match.group()))

    def _find_sign(self, words: str) -> T:
        plain = " ".join(words.split())
        if plain in self._exact:
            return self._exact[plain]
        return next(sign for pattern, sign in self._open if pattern.fullmatch(words))


@lru_cache(_TEXTS)
def _spaced(folded: str) -> str:
    return folded.replace("-", " ")


def _is_open(phrase: str) -> bool:
    return "*" in phrase or " .. " in phrase
