"""A fingerprint of a text in which near-duplicates differ by few bits."""

import re
from hashlib import blake2b
from itertools import pairwise

_WORD = re.compile(r"\w+")
_SHORTEST = 20  # words; shorter texts are alike by chance
_LONGEST = 2000  # words that count
_BITS = [bytes(byte >> bit & 1 for byte in range(256)) for bit in range(8)]


def fingerprint_of(text: str) -> int | None:
    """The 64-bit simhash of the pairs of words in a text; None where it is too short.

    Method: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
    """
    words = _WORD.findall(text.casefold())[:_LONGEST]
    if len(words) < _SHORTEST:
        return None
    pairs = {f"{first} {second}" for first, second in pairwise(words)}
    hashes = b"".join(blake2b(pair.encode(), digest_size=8).digest() for pair in pairs)
    columns = (hashes[place::8].translate(bit).count(1) for place in range(8) for bit in _BITS)
    return sum(1 << number for number, ones in enumerate(columns) if 2 * ones > len(pairs))
