"""How alike two titles or texts are."""

import re
import unicodedata

from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    ("open", "call", "calls", "proposals", "project", "projects", "application", "applications", "programme", "program",
     "with", "from", "your", "this", "that")
)  # fmt: skip
_ROMAN = re.compile(r"^(?:ii|iii|iv|v|vi)$")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_ROUND = re.compile(
    rf"\b(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,2}}(?=st|nd|rd|th))(?:st|nd|rd|th)?\s(?:\w+\s){{0,3}}?(?:call|round|wave)\b"
    rf"|\b(?:call|round|wave|step|edition)\s(?:n[o°º]?\s?)?(?P<number>\d{{1,2}}|{'|'.join(_NUMERALS)})\b"
)
NEAR_TEXT = 3  # differing bits of 64 up to which two texts are one text with small edits
AKIN_TEXT = 10  # as many as the frame of one site or another makes; two texts on one pattern differ no more
_NEAR_TITLE = 95  # of 100; below it a word of the title differs
_TELLING_WORDS = 6  # a title of that many words that stands whole within another one is no coincidence


def fold_text(text: str) -> str:
    """Lower case without accents, words separated by single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("°", "o")).casefold()
    return " ".join(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


def title_words(title: str) -> frozenset[str]:
    """The words that tell one call from another: not short, not said of every call."""
    return frozenset(
        word
        for word in fold_text(title).split()
        if (len(word) > 3 and word not in _COMMON) or word.isdigit() or _ROMAN.match(word)
    )


def find_rounds(title: str) -> frozenset[int]:
    """Numbers of the rounds that a title names: `Second Open Call`, `CALL N°1`, `STEP 2`."""
    found = set()
    for match in _ROUND.finditer(fold_text(title)):
        word = match["ordinal"] or match["number"]
        found.add(_ORDINALS.get(word) or _NUMERALS.get(word) or int(word))
    return frozenset(found)


def title_likeness(one: str, other: str) -> float:
    """0..100 over the telling words, whatever their order."""
    return fuzz.ratio(" ".join(sorted(title_words(one))), " ".join(sorted(title_words(other))))


def is_same_title(one: str, other: str) -> bool:
    """True if the titles have the same telling words, or a long one stands whole within the other."""
    ours, theirs = title_words(one), title_words(other)
    if min(len(ours), len(theirs)) < 2:
        return False
    if (
        title_likeness(one, other) >= _NEAR_TITLE
        and {w for w in ours ^ theirs if w.isdigit() or _ROMAN.match(w)} == set()
    ):
        return True
    return min(len(ours), len(theirs)) >= _TELLING_WORDS and (ours <= theirs or theirs <= ours)


def text_distance(one: int | None, other: int | None) -> int:
    """Bits in which two fingerprints differ, 0..64; 64 where one is missing."""
    return 64 if one is None or other is None else (one ^ other).bit_count()
