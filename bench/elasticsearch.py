"""The index on a real server: bulk against the client's own helper, searches beside those of the embedded engine."""

import random
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from elasticsearch.helpers import parallel_bulk

from bench.index import NOW, WORDS, latencies, synthetic_documents
from bench.timing import compare, seconds
from core.models import Ecosystem, Status
from core.query import SearchQuery
from index.elastic_access import ElasticAccess
from index.elastic_mapping import encode
from index.elasticsearch import ElasticsearchIndex
from index.port import SearchIndex
from index.tantivy import TantivyIndex
from tests.servers.elasticsearch import run_elasticsearch

BULK = 10_000
ROUNDS = 7  # in turn, so that a busy machine slows both
RECORDS = 200_000
PATIENCE = 300  # seconds that a request may take on a busy machine
WORDS_EACH = 100  # what matters to a search is how many records there are
BATCH = 500
SEARCHES = (10_000, 100_000)


def main() -> None:
    try:
        with run_elasticsearch() as server, tempfile.TemporaryDirectory() as folder:
            _measure(server.url, Path(folder))
    except pytest.skip.Exception as lacking:
        print(f"left out: {lacking}")


def _measure(url: str, folder: Path) -> None:
    access = ElasticAccess(hosts=(url,), name="bench", replicas=0, timeout=PATIENCE)
    server_index = ElasticsearchIndex(access)
    embedded = TantivyIndex(folder / "index")
    _bulk(server_index)
    _searches(embedded, server_index)
    _saved_searches(embedded, server_index)
    server_index.close()


def _bulk(index: ElasticsearchIndex) -> None:
    documents = synthetic_documents(BULK)
    index.rebuild([])
    prepared = [
        {"_index": "bench", "_id": one.id, "version": 1, "version_type": "external_gte", "_source": encode(one)}
        for one in documents
    ]
    client = index._client  # noqa: SLF001 - the same connection for both
    measured = compare(
        lambda: index.add(documents),
        lambda: [sum(1 for _ in parallel_bulk(client, prepared)), client.indices.refresh(index="bench")],
        rounds=ROUNDS,
    )
    ours, other = measured.rates(BULK)
    print(f"index.add                  {ours:8.0f} documents/s")
    print(f"helpers.parallel_bulk      {other:8.0f} documents/s, documents prepared beforehand")
    print(f"ratio, median of {ROUNDS} rounds {measured.ratio:7.2f}   (at least 0.80)")


def _searches(embedded: TantivyIndex, server_index: ElasticsearchIndex) -> None:
    documents = synthetic_documents(RECORDS, WORDS_EACH)
    indexes = {"embedded": embedded, "Elasticsearch": server_index}
    for index in indexes.values():
        index.rebuild(documents)
    for name, (p50, p95) in zip(indexes, latencies(*indexes.values()), strict=True):
        print(f"search on {RECORDS:,} records, {name:13}   p50 {p50:6.1f} ms, p95 {p95:6.1f} ms")


def _saved_searches(embedded: TantivyIndex, server_index: ElasticsearchIndex) -> None:
    documents = synthetic_documents(BATCH)
    for count in SEARCHES:
        searches = saved_searches(count)
        for name, index in (("embedded", embedded), ("Elasticsearch", server_index)):
            taken = seconds(partial(_matched, index, documents, searches))
            print(f"{count:7,} saved searches, {BATCH} records, {name:13} {taken:6.2f} s")
    embedded.rebuild(documents)
    few = saved_searches(SEARCHES[0])
    each = seconds(lambda: [embedded.search(query) for query in few.values()])
    matched = seconds(partial(_matched, embedded, documents, few))
    print(f"matching over running each {each / matched:8.1f}   (at least 5.0, embedded)")


def saved_searches(count: int) -> dict[str, SearchQuery]:
    """Searches of no to two words with one to four filters."""
    dice = random.Random(4)  # noqa: S311 - a fixed sequence is wanted
    words = [*WORDS, *(f"w{number}" for number in range(300))]
    return {
        str(number): SearchQuery(
            as_of=NOW,
            text=" ".join(dice.choices(words, k=dice.randint(0, 2))),
            statuses=(Status.OPEN,),
            ecosystems=tuple(dice.sample(list(Ecosystem), dice.randint(0, 2))),
            countries=tuple(dice.sample(["BE", "IT", "DE"], dice.randint(0, 1))),
            languages=("en",) if dice.random() < 0.3 else (),
        )
        for number in range(count)
    }


def _matched(index: SearchIndex, documents: list, searches: Mapping[str, SearchQuery]) -> int:
    return sum(1 for _ in index.match(documents, searches))


if __name__ == "__main__":
    main()
