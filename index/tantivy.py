"""The embedded engine: tantivy in a folder, read by any process and written by one at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final, cast

import tantivy

from core.errors import IndexOutdatedError, IndexUnavailableError
from core.query import Hit, SearchQuery, SearchResults
from index.clauses import Clause
from index.document import IndexDocument
from index.generations import Generations, layout_of
from index.matching import BATCH, Positions, match_by_clauses, newest_by_batch
from index.port import Rejection, check_depth
from index.tantivy_query import compile_clause
from index.tantivy_schema import build_schema, encode, layout, register_analysers
from index.tantivy_search import View

HEAP: Final = 64_000_000  # bytes a writer collects before it starts a segment
BATCH_HEAP: Final = 15_000_000  # the least that tantivy takes
REMEDY: Final = "run `clusterwire index rebuild`"


class TantivyIndex:
    """Implements `SearchIndex` in a folder. Nothing is opened until it is asked."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self._lock = Lock()
        self._opened: tuple[object, tantivy.Index] | None = None

    def add(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        with self._writing_alone():
            folder = self._current()
            if folder is None:
                return self._replace(documents)
            _load(_open(folder), documents)
        return ()

    def delete(self, record_ids: Iterable[str]) -> None:
        with self._writing_alone():
            folder = self._current()
            if folder is not None:
                with _writing(_open(folder)) as writer:
                    for record_id in record_ids:
                        writer.delete_documents_by_term("id", record_id)

    def search(self, query: SearchQuery) -> SearchResults:
        check_depth(query)
        with _translated():
            return View(self._searcher(), query).results()

    def scan(self, query: SearchQuery) -> Iterator[Hit]:
        with _translated():
            yield from View(self._searcher(), query).everything()

    def count(self) -> int:
        with _translated():
            return int(self._searcher().num_docs)

    def rebuild(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        with self._writing_alone():
            return self._replace(documents)

    def match(
        self, documents: Iterable[IndexDocument], searches: Mapping[str, SearchQuery]
    ) -> Iterator[tuple[str, str]]:
        for newest in newest_by_batch(documents):
            ids = [document.id for document in newest]
            with _translated():
                yield from match_by_clauses(ids, searches, partial(_ask, _batch_searcher(newest)))

    def close(self) -> None:
        self._opened = None

    def _replace(self, documents: Iterable[IndexDocument]) -> tuple[Rejection, ...]:
        with _translated():
            folder = self._generations.begin(layout())
        expected = _load(_open(folder, create=True), documents)
        held = _open(folder).searcher().num_docs
        if held != expected:
            raise IndexUnavailableError(f"the new index holds {held} of {expected} records; the old one stays")
        with _translated():
            self._generations.publish(folder)
        return ()

    @contextmanager
    def _writing_alone(self) -> Iterator[None]:
        with ExitStack() as held:
            with _translated():
                held.enter_context(self._generations.locked())
            yield

    def _current(self) -> Path | None:
        with _translated():
            folder = self._generations.current()
        if folder and layout_of(folder) != layout():
            raise IndexOutdatedError(f"the search index was made by another version of the program: {REMEDY}")
        return folder

    def _searcher(self) -> tantivy.Searcher:
        """The newest committed state; another process may have written or swapped it since the last call."""
        with self._lock:
            while True:
                folder = self._current()
                try:
                    return self._index(folder).searcher()
                except (OSError, IndexUnavailableError):
                    if self._generations.current() == folder:  # else it was swapped while it was being opened
                        raise

    def _index(self, folder: Path | None) -> tantivy.Index:
        if folder is None:
            return _batch_index()
        committed = (folder / "meta.json").stat()  # replaced by every commit
        state = (folder, committed.st_ino, committed.st_mtime_ns)
        if self._opened is None or self._opened[0] != state:
            self._opened = (state, _open(folder))
        return self._opened[1]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnavailableError(f"the search index cannot be read or written ({error}): {REMEDY}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how tantivy's binding reports what it did not expect
            raise
        raise IndexUnavailableError(f"the search index is damaged ({error}): {REMEDY}") from error


def _open(folder: Path, *, create: bool = False) -> tantivy.Index:
    with _translated():
        index = tantivy.Index(build_schema(), path=str(folder)) if create else tantivy.Index.open(str(folder))
        index.config_reader("manual")
        index.reload()
        return register_analysers(index)


@contextmanager
def _writing(index: tantivy.Index, heap: int = HEAP, threads: int = 0) -> Iterator[tantivy.IndexWriter]:
    """A writer whose work is committed as a whole, or not at all if the block raises."""
    with _translated():
        writer = index.writer(heap, threads)
    try:
        yield writer
    except BaseException:
        writer.rollback()
        raise
    else:
        with _translated():
            writer.commit()
    finally:
        writer.wait_merging_threads()


def _load(index: tantivy.Index, documents: Iterable[IndexDocument]) -> int:
    """Write what is not older than what is there; returns the number of different records given."""
    searcher = index.searcher()
    newest: dict[str, int] = {}
    with _writing(index) as writer:
        for document in documents:
            with _translated():
                known = newest.get(document.id)
                if known is None:
                    known = _stored_version(searcher, document.id)
                if known is None or document.version >= known:
                    if known is not None:
                        writer.delete_documents_by_term("id", document.id)
                    writer.add_document(encode(document, document.version))
                    known = document.version
                newest[document.id] = known
    return len(newest)


def _stored_version(searcher: tantivy.Searcher, record_id: str) -> int | None:
    if not searcher.num_docs or not searcher.doc_freq("id", record_id):
        return None
    found = searcher.search(tantivy.Query.term_query(build_schema(), "id", record_id), limit=1).hits
    return _versions(searcher, [found[0][1]])[0] if found else None


def _versions(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    return cast("list[int]", searcher.fast_field_values("version", addresses))


def _batch_index() -> tantivy.Index:
    return register_analysers(tantivy.Index(build_schema()))


def _batch_searcher(documents: Sequence[IndexDocument]) -> tantivy.Searcher:
    """An index in memory in which a document's version is its place in the batch."""
    index = _batch_index()
    with _writing(index, BATCH_HEAP, threads=1) as writer:
        for position, document in enumerate(documents):
            writer.add_document(encode(document, position))
    index.reload()
    return index.searcher()


def _ask(searcher: tantivy.Searcher, clauses: Sequence[Clause]) -> list[Positions]:
    return [_positions(searcher, clause) for clause in clauses]


def _positions(searcher: tantivy.Searcher, clause: Clause) -> Positions:
    hits = searcher.search(compile_clause(clause), limit=BATCH, count=False).hits
    positions = 0
    for position in _versions(searcher, [address for _, address in hits]):
        positions |= 1 << position
    return positions
