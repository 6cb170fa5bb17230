"""Under which keys a document is found by others: no pair is compared that shares none."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from records.identity import Traits
from records.likeness import NEAR_TEXT, title_words

_BLOCKS = NEAR_TEXT + 2  # fingerprints that differ in NEAR_TEXT bits have two of these blocks in common
_BLOCK_BITS = 64 // _BLOCKS  # two blocks have so many bits that texts of a million do not share them by chance
_LONGEST_WORDS = 4  # long words are rare words; two of them and a date single out a few documents
_FORM = re.compile(
    r"eusurvey/runner/|clustersubmissionplatform\.eu/.|f6s\.com/.|docs\.google\.com/forms/|forms\.(?:gle|office\.com)/"
    r"|grantplatform\.com/.|awardsplatform\.com/.|typeform\.com/to/|jotform\.com/.|submittable\.com/submit/|/apply(?:/|$)"
)


def stored_keys(traits: Traits) -> set[int]:
    """Keys under which the document is found."""
    named = (*_prefixed("at:", traits.read_at), *_prefixed("ref:", (*traits.references, *traits.translations)))
    return set(map(_hashed, (*_common_keys(traits), *named)))


def sought_keys(traits: Traits) -> set[int]:
    """Keys of the documents to compare with; who seeks whom is the same in both directions."""
    named = _prefixed("url:", (*traits.references, *traits.translations))
    return set(map(_hashed, (*_common_keys(traits), *named, *_prefixed("ref:", traits.addresses))))


def address_keys(address: str) -> list[int]:
    """Keys of the documents known under, or read at, a plain address."""
    return [_hashed(f"url:{address}"), _hashed(f"at:{address}")]


def find_forms(traits: Traits) -> set[str]:
    """Addresses of application forms that the document names."""
    return {address for address in traits.references if _FORM.search(address)}


def _common_keys(traits: Traits) -> Iterator[str]:
    yield from _prefixed("id:", traits.identities)
    yield from _prefixed("url:", traits.addresses)
    yield from _prefixed("form:", find_forms(traits))
    days = sorted({moment[:10] for moment in traits.deadlines} | {day.isoformat() for day in traits.events})
    words = sorted(title_words(traits.title), key=lambda word: (-len(word), word))[:_LONGEST_WORDS]
    pairs = [" ".join(sorted(pair)) for pair in combinations(words, 2)]
    yield from (f"title:{day}:{pair}" for day in days for pair in pairs)
    yield from (f"project:{day}:{project}" for day in days for project in traits.projects)
    if not days and len(words) > 1:
        yield f"title:{' '.join(sorted(words))}"
    if traits.fingerprint is not None:
        mask = (1 << _BLOCK_BITS) - 1
        blocks = [f"{n}={traits.fingerprint >> (n * _BLOCK_BITS) & mask}" for n in range(_BLOCKS)]
        yield from (f"text:{one}:{other}" for one, other in combinations(blocks, 2))


def _prefixed(prefix: str, values: Iterable[str]) -> Iterator[str]:
    return (prefix + value for value in values)


def _hashed(key: str) -> int:
    """64 bits with sign, as databases keep them; two keys that meet by chance cost one comparison."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
