"""The port of search: what every engine does for the rest of the program."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.errors import QueryError
from core.query import Hit, SearchQuery, SearchResults
from index.document import IndexDocument

DEEPEST = 10_000
"""Hits that can be reached by paging; further ones are read with `scan`."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that the engine would not take, and why."""

    record_id: str
    reason: str


class SearchIndex(Protocol):
    """A search engine that holds a copy of the records.

    Every method raises `IndexUnavailableError` if the engine cannot be reached, opened or written, and
    `IndexOutdatedError` (one of these) if the index was laid out by another version of the program.
    """

    def add(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        """Add documents, or replace those of the same id unless a newer version is already there.

        What was taken is found as soon as this returns. Adding the same again changes nothing.
        """

    def delete(self, record_ids: Iterable[str]) -> None:
        """Take records out; unknown ids are passed over."""

    def search(self, query: SearchQuery) -> SearchResults:
        """One page of hits with the exact total and the facets of all hits.

        Raises:
            QueryError: the page lies deeper than `DEEPEST`.
        """

    def scan(self, query: SearchQuery) -> Iterator[Hit]:
        """Every hit in the order of `query.sort`, from one state of the index; without excerpts, offset and limit."""

    def count(self) -> int:
        """How many records it holds."""

    def rebuild(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        """Load a new index beside the old one and take its place in one step.

        Searches see the old index until then, and go on seeing it if this fails half-way.
        """

    def match(
        self, documents: Iterable[IndexDocument], searches: Mapping[str, SearchQuery]
    ) -> Iterator[tuple[str, str]]:
        """(record id, key of a search) for each search that would find the document; sort and page are ignored."""

    def close(self) -> None:
        """Let go of files and connections."""


def check_depth(query: SearchQuery) -> None:
    """Refuse a page that lies deeper than the engines go.

    Raises:
        QueryError: always then.
    """
    if query.offset + query.limit > DEEPEST:
        raise QueryError(f"only the first {DEEPEST:,} hits can be paged through: narrow the search, or export it")
