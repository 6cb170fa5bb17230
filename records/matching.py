"""Decides of two documents whether they announce the same call; unsure pairs are for staff."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain

from core.models import Frozen
from records.identity import Traits, short_hash

_LONGEST_KEY = 180  # characters; the column holds 200


class Verdict(StrEnum):
    """What is thought of a pair of documents."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


class Match(Frozen):
    """A verdict with its reason; `strength` orders the joining of documents, certain keys first."""

    verdict: Verdict
    reason: str
    strength: int = 0


CERTAIN = 100


def stored_keys(traits: Traits) -> set[str]:
    """Keys under which others find the document."""
    read_at = (f"at:{address}" for address in traits.read_at)
    return set(_shortened(chain(_certain_keys(traits), read_at)))


def sought_keys(traits: Traits) -> set[str]:
    """Keys under which the documents to compare with are stored; the relation is symmetric."""
    return set(_shortened(_certain_keys(traits)))


def address_keys(address: str) -> list[str]:
    """The keys of documents that are known under, or were read at, an address given plain."""
    return list(_shortened(iter((f"url:{address}", f"at:{address}"))))


def match_documents(one: Traits, other: Traits) -> Match | None:
    """The verdict on a pair, the same in both directions; None where nothing speaks for one call."""
    shared = set(one.identities) & set(other.identities)
    if shared:
        return Match(verdict=Verdict.SAME, reason=f"both are {min(shared)}", strength=CERTAIN)
    if differ_for_certain(one, other):
        return None
    addresses = set(one.addresses) & set(other.addresses)
    if addresses:
        return Match(verdict=Verdict.SAME, reason=f"both stand at {min(addresses)}", strength=CERTAIN)
    return None


def differ_for_certain(one: Traits, other: Traits) -> bool:
    """True if the two can never be of one call: the same kind of key with different values."""
    schemes = {key.partition(":")[0] for key in one.identities} & {key.partition(":")[0] for key in other.identities}
    return bool(schemes) and not set(one.identities) & set(other.identities)


def _certain_keys(traits: Traits) -> Iterator[str]:
    yield from (f"id:{identity}" for identity in traits.identities)
    yield from (f"url:{address}" for address in traits.addresses)


def _shortened(keys: Iterator[str]) -> Iterator[str]:
    for key in keys:
        yield key if len(key) <= _LONGEST_KEY else f"{key[: _LONGEST_KEY - 16]}{short_hash(key)}"
