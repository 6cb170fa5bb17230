"""Joins documents into calls, strongest proof first, never across a certain difference."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple


class Link(NamedTuple):
    """A pair of documents that speak of one call. `first` < `second`."""

    strength: int
    first: str
    second: str


def join_documents(
    document_ids: Iterable[str], links: Sequence[Link], are_apart: Callable[[str, str], bool]
) -> list[tuple[str, ...]]:
    """Groups of document ids, sorted; depends on the set of links, not on their order."""
    group_of: dict[str, tuple[str, ...]] = {document_id: (document_id,) for document_id in document_ids}
    for link in sorted(links, key=lambda link: (-link.strength, link.first, link.second)):
        one, other = group_of[link.first], group_of[link.second]
        if one is other or any(are_apart(*pair) for pair in product(one, other)):
            continue
        joined = tuple(sorted(one + other))
        group_of.update(dict.fromkeys(joined, joined))
    return sorted(set(group_of.values()))
