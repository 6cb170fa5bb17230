"""The engine on a server: Elasticsearch, a versioned index behind an alias."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, cast

from elasticsearch import BadRequestError, NotFoundError

from core.errors import IndexOutdatedError, IndexUnavailableError
from core.query import Hit, SearchQuery, SearchResults
from index.clauses import Clause
from index.document import IndexDocument
from index.elastic_access import ElasticAccess
from index.elastic_bulk import Action, send
from index.elastic_client import connect, translated
from index.elastic_mapping import analysis, encode, layout, mapping
from index.elastic_query import compile_clause, compile_query, hit_of, order_of, request_of, results_of
from index.matching import BATCH, Positions, match_by_clauses, newest_by_batch
from index.port import Rejection, check_depth

SCAN_PAGE: Final = 1_000
SCAN_PAUSE: Final = "5m"  # that a reader may take between two pages
CLAUSES: Final = 200  # asked in one request
NOTHING: Final = SearchResults(total=0, hits=())


class ElasticsearchIndex:
    """Implements `SearchIndex` on a cluster. Nothing is sent until something is asked.

    `NAME` is an alias of the index `NAME-LAYOUT-TOKEN`. While a rebuild loads, its index is `NAME-loading`, and what
    others add meanwhile goes to both; external versions keep the order of arrival from mattering.
    """

    def __init__(self, access: ElasticAccess) -> None:
        self._access = access
        self._client = connect(access)
        self._alias = access.name
        self._loading = f"{access.name}-loading"
        self._is_checked = False

    def add(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        targets = self._targets() or [self._create_first()]
        rejected = send(
            self._client, self._access, (_index_action(target, one) for one in documents for target in targets)
        )
        self._refresh(targets)
        return rejected

    def delete(self, record_ids: Iterable[str]) -> None:
        targets = self._targets()
        if targets:
            wanted = list(dict.fromkeys(record_ids))
            send(
                self._client, self._access, (action for target in targets for action in self._deletions(target, wanted))
            )
            self._refresh(targets)

    def search(self, query: SearchQuery) -> SearchResults:
        check_depth(query)
        answer = self._ask(request_of(query))
        return results_of(answer) if answer else NOTHING

    def scan(self, query: SearchQuery) -> Iterator[Hit]:
        if not self._targets():
            return
        with translated():
            opened = self._client.open_point_in_time(index=self._alias, keep_alive=SCAN_PAUSE)
            pit, after = {"id": opened["id"], "keep_alive": SCAN_PAUSE}, None
            request = {"query": compile_query(query), "sort": order_of(query), "source": ["title"]}
            try:
                while hits := self._page(request, pit, after):
                    yield from (hit_of(hit) for hit in hits)
                    after = hits[-1]["sort"]
            finally:
                self._client.options(ignore_status=404).close_point_in_time(id=pit["id"])

    def count(self) -> int:
        return self._count(self._alias) if self._targets() else 0

    def rebuild(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        fresh = f"{self._alias}-{layout()}-{secrets.token_hex(4)}"
        self._remove(self._leftovers())
        self._create(fresh, alias=self._loading, settings={"refresh_interval": "-1", "number_of_replicas": 0})
        try:
            rejected = self._load(fresh, documents)
            replaced = self._behind(self._alias)
            self._swap(fresh, replaced)
        except BaseException:
            with suppress(IndexUnavailableError):  # the first error is the one to tell
                self._remove([fresh])
            raise
        self._remove(replaced)
        return rejected

    def match(
        self, documents: Iterable[IndexDocument], searches: Mapping[str, SearchQuery]
    ) -> Iterator[tuple[str, str]]:
        for newest in newest_by_batch(documents):
            with self._short_lived(newest) as name:
                ids = [document.id for document in newest]
                yield from match_by_clauses(ids, searches, partial(self._ask_each, name))

    def close(self) -> None:
        self._client.close()

    def _deletions(self, target: str, record_ids: Sequence[str]) -> Iterator[Action]:
        """Deletions of what is there, at its own version, so that the same version may come back later."""
        for start in range(0, len(record_ids), BATCH):
            with translated():
                found = self._client.mget(index=target, ids=record_ids[start : start + BATCH], source=False)["docs"]
            for one in found:
                if one.get("found"):
                    yield {
                        "_op_type": "delete",
                        "_index": target,
                        "_id": one["_id"],
                        "version": one["_version"],
                        "version_type": "external_gte",
                    }

    def _targets(self) -> list[str]:
        """The aliases to write to: none, one, or two while a rebuild loads."""
        behind = self._behind(self._alias)
        if not behind:
            return []
        if any(not name.startswith(f"{self._alias}-{layout()}-") for name in behind):
            raise IndexOutdatedError(
                "the search index was made by another version of the program: run `clusterwire index rebuild`"
            )
        self._is_checked = True
        return [self._alias, self._loading] if self._behind(self._loading) else [self._alias]

    def _behind(self, alias: str) -> list[str]:
        with translated():
            try:
                return sorted(self._client.indices.get_alias(name=alias))
            except NotFoundError:
                return []

    def _leftovers(self) -> list[str]:
        """Indexes of this name that nobody searches: of rebuilds and matches that died."""
        ours = re.compile(rf"{re.escape(self._alias)}-([0-9a-f]{{12}}|match)-\w+")
        with translated():
            known = self._client.indices.get_alias(index=f"{self._alias}-*")
        return [name for name, one in known.items() if ours.fullmatch(name) and self._alias not in one["aliases"]]

    def _create_first(self) -> str:
        first = f"{self._alias}-{layout()}-first"
        try:
            self._create(first, alias=self._alias, settings={"number_of_replicas": self._access.replicas})
        except IndexUnavailableError as error:
            if not isinstance(error.__cause__, BadRequestError) or "already_exists" not in str(error.__cause__):
                raise
            with translated():  # another process was quicker
                self._client.indices.put_alias(index=first, name=self._alias)
        return self._alias

    def _create(self, name: str, *, alias: str | None = None, settings: Mapping[str, Any]) -> None:
        fixed = {"number_of_shards": self._access.shards, "analysis": analysis()}
        with translated():
            self._client.indices.create(
                index=name, mappings=mapping(), settings={**fixed, **settings}, aliases={alias: {}} if alias else {}
            )

    def _remove(self, names: Sequence[str]) -> None:
        if names:
            with translated():
                self._client.indices.delete(index=",".join(names), ignore_unavailable=True)

    def _load(self, fresh: str, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        given: set[str] = set()

        def actions() -> Iterator[Action]:
            for document in documents:
                given.add(document.id)
                yield _index_action(self._loading, document)

        rejected = send(self._client, self._access, actions())
        expected = len(given - {one.record_id for one in rejected})
        with translated():
            wanted = {"refresh_interval": None, "number_of_replicas": self._access.replicas}
            self._client.indices.put_settings(index=fresh, settings=wanted)
            self._client.indices.refresh(index=fresh)
        held = self._count(fresh)
        if held < expected:  # more if others added meanwhile
            raise IndexUnavailableError(f"the new index holds {held} of {expected} records; the old one stays")
        return rejected

    def _swap(self, fresh: str, replaced: Sequence[str]) -> None:
        actions: list[Mapping[str, Any]] = [{"remove": {"index": old, "alias": self._alias}} for old in replaced]
        actions.append({"add": {"index": fresh, "alias": self._alias}})
        actions.append({"remove": {"index": fresh, "alias": self._loading}})
        with translated():
            self._client.indices.update_aliases(actions=actions)

    def _refresh(self, names: Sequence[str]) -> None:
        with translated():
            self._client.indices.refresh(index=",".join(names))

    def _count(self, name: str) -> int:
        with translated():
            return int(self._client.count(index=name)["count"])

    def _ask(self, request: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The server's answer, None if there is no index yet."""
        if not self._is_checked and not self._targets():
            return None
        with translated():
            try:
                return self._search(request)
            except NotFoundError:
                if not self._targets():
                    return None
                return self._search(request)  # it was replaced while it was being searched

    def _search(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        # rather no answer than a half-filled one
        answer = self._client.search(index=self._alias, allow_partial_search_results=False, **request)
        return cast("Mapping[str, Any]", answer.body)

    def _page(self, request: Mapping[str, Any], pit: Mapping[str, Any], after: list[Any] | None) -> list[Any]:
        answer = self._client.search(pit=pit, size=SCAN_PAGE, search_after=after, track_total_hits=False, **request)
        return list(answer["hits"]["hits"])

    @contextmanager
    def _short_lived(self, documents: Sequence[IndexDocument]) -> Iterator[str]:
        """An index of a batch, in which a document's id is its place in the batch."""
        name = f"{self._alias}-match-{secrets.token_hex(4)}"
        self._create(name, settings={"refresh_interval": "-1", "number_of_replicas": 0, "number_of_shards": 1})
        try:
            actions = (
                {"_index": name, "_id": str(position), "_source": encode(document)}
                for position, document in enumerate(documents)
            )
            send(
                self._client, self._access, actions, by_alias=False
            )  # what is rejected here cannot be found by searching either
            self._refresh([name])
            yield name
        finally:
            self._remove([name])

    def _ask_each(self, name: str, clauses: Sequence[Clause]) -> list[Positions]:
        answers: list[Positions] = []
        for start in range(0, len(clauses), CLAUSES):
            searches: list[Mapping[str, Any]] = []
            for clause in clauses[start : start + CLAUSES]:
                searches += [
                    {},
                    {"query": {"bool": {"filter": compile_clause(clause)}}, "size": BATCH, "_source": False},
                ]
            with translated():
                answered = self._client.msearch(index=name, searches=searches)
            answers += map(_positions, answered["responses"])
        return answers


def _index_action(target: str, document: IndexDocument) -> Action:
    return {
        "_index": target,
        "_id": document.id,
        "version": document.version,
        "version_type": "external_gte",
        "_source": encode(document),
    }


def _positions(answer: Mapping[str, Any]) -> Positions:
    if "error" in answer:
        raise IndexUnavailableError(f"Elasticsearch failed: {answer['error'].get('reason')}")
    positions = 0
    for hit in answer["hits"]["hits"]:
        positions |= 1 << int(hit["_id"])
    return positions
