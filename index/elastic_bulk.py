"""Sends documents in bulk, several requests at once, and looks at what became of each of them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, Final, TypeAlias

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from core.errors import IndexUnavailableError
from index.elastic_access import ElasticAccess
from index.elastic_client import BLOCK, blocked, translated
from index.port import Rejection

Action: TypeAlias = dict[str, Any]

CHUNK: Final = 500  # documents a request
CHUNK_BYTES: Final = 10 * 1024 * 1024  # servers refuse more than 100 MB, proxies often more than 10
THREADS: Final = 4  # requests under way at once
OVERLOADED: Final = (429, 502, 503, 504)
CONFLICT: Final = 409  # a newer version is already there
MISSING: Final = 404


def send(
    client: Elasticsearch, access: ElasticAccess, actions: Iterable[Action], *, by_alias: bool = True
) -> tuple[Rejection, ...]:
    """Send index and delete actions; what is rejected does not stop the rest.

    Args:
        by_alias: they name aliases; one that is missing is an error, not a reason for the server to make an index
            without our mapping.

    Raises:
        IndexUnavailableError: the server is away, stays overloaded, or its disk is full.
    """
    rejected: list[Rejection] = []
    for failed in _in_parallel(partial(_send_chunk, client, access, by_alias=by_alias), _chunks(actions)):
        rejected += failed
    return tuple(dict.fromkeys(rejected))  # while a rebuild loads, each document is sent twice


def _chunks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    rest = iter(actions)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _in_parallel(
    work: Callable[[list[Action]], list[Rejection]], chunks: Iterator[list[Action]]
) -> Iterator[list[Rejection]]:
    """Answers in order; only as many chunks are held as are under way."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="bulk") as pool:
        under_way: deque[Future[list[Rejection]]] = deque()
        for chunk in chunks:
            under_way.append(pool.submit(work, chunk))
            if len(under_way) > THREADS:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _send_chunk(
    client: Elasticsearch, access: ElasticAccess, chunk: list[Action], *, by_alias: bool
) -> list[Rejection]:
    with translated():
        failed = streaming_bulk(
            client,
            chunk,
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=access.retries,
            initial_backoff=access.backoff,
            retry_on_status=OVERLOADED,
            raise_on_error=False,
            yield_ok=False,
            require_alias=by_alias,
        )
        return [rejection for _, item in failed if (rejection := _rejection(item))]


def _rejection(item: Action) -> Rejection | None:
    (result,) = item.values()
    status, error = result["status"], result.get("error")
    if status == CONFLICT or not error:  # to delete what is not there is no error
        return None
    reason = f"{error.get('type')}: {error.get('reason')}" if isinstance(error, dict) else str(error)
    if BLOCK in reason:
        raise IndexUnavailableError(blocked(reason))
    if status in OVERLOADED:
        raise IndexUnavailableError(f"Elasticsearch stays overloaded, try again later ({reason})")
    if status == MISSING:
        raise IndexUnavailableError(f"the index was replaced or removed meanwhile, try again ({reason})")
    cause = error.get("caused_by", {}).get("reason", "") if isinstance(error, dict) else ""
    return Rejection(result["_id"], f"{reason} {cause}".strip())
