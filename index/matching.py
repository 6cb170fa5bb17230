"""Saved searches against a batch: each distinct clause is asked once, searches are combined from the answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from core.query import SearchQuery
from index.clauses import Clause, Group, groups_of
from index.document import IndexDocument

BATCH: Final = 1_000  # documents matched at once

Positions: TypeAlias = int
"""A set of the batch's documents: bit n stands for the n-th."""

Ask: TypeAlias = Callable[[Sequence[Clause]], Sequence[Positions]]
"""Answers for each clause which documents of the batch an engine finds for it."""


def newest_by_batch(documents: Iterable[IndexDocument]) -> Iterator[list[IndexDocument]]:
    """The documents in batches, of each record only its newest version within a batch."""
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        yield list({document.id: document for document in sorted(batch, key=lambda d: d.version)}.values())


def match_by_clauses(ids: Sequence[str], searches: Mapping[str, SearchQuery], ask: Ask) -> Iterator[tuple[str, str]]:
    """(record id, search key) for every search that finds a document of the batch.

    Args:
        ids: record ids of the batch in the order of the bits.
        searches: searches by key.
        ask: the engine's answers; called once, with distinct clauses.
    """
    groups = {key: groups_of(query) for key, query in searches.items()}
    clauses = list(dict.fromkeys(clause for own in groups.values() for group in own for clause in group))
    answers = dict(zip(clauses, ask(clauses), strict=True))
    unions: dict[Group, Positions] = {}
    everything = (1 << len(ids)) - 1
    for key, own in groups.items():
        found = everything
        for group in own:
            if group not in unions:
                unions[group] = _union(answers[clause] for clause in group)
            found &= unions[group]
            if not found:
                break
        for position in _bits(found):
            yield ids[position], key


def _union(sets: Iterator[Positions]) -> Positions:
    whole = 0
    for one in sets:
        whole |= one
    return whole


def _bits(positions: Positions) -> Iterator[int]:
    while positions:
        lowest = positions & -positions
        yield lowest.bit_length() - 1
        positions ^= lowest
