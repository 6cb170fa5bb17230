"""Reads archived pages into announcements, wherever its crew works; what crosses over is JSON."""

import logging
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from time import perf_counter

from pydantic import TypeAdapter

from archive.archive import Archive, open_archive
from archive.ledger import PageRow
from core.database import open_database
from core.errors import ClusterwireError, CrewError, PageError
from core.logs import about
from core.models import Announcement, Article, Frozen, Outcome, RawPage
from core.source import Source
from flows.crew import OpenCrew
from flows.executors import worker_processes
from nlp import EXTRACTOR
from nlp.announcement import read_announcements
from nlp.article import extract_articles
from records.store import RecordStore

_log = logging.getLogger(__name__)

Batch = tuple[int, ...]

BATCH = 16  # pages a message: large enough to hide the way to the worker, small enough to share out the end
AHEAD = 3  # messages under way for each worker, so that none waits and memory does not grow with the number of pages


class ReadingJob(Frozen):
    """What a worker needs to read pages: where they lie, and how their sources are read."""

    database_url: str
    archive_folder: Path
    archive_store: str | None = None
    max_decompressed: int
    now: datetime
    sources: tuple[Source, ...]
    is_reread: bool = False  # articles that are known are read all the same
    extractor: str = EXTRACTOR


class PageReading(Frozen):
    """What became of one page; announcements that were known already are left out."""

    page_id: int
    source_id: str = ""
    outcome: Outcome
    detail: str = ""
    announcements: tuple[Announcement, ...] = ()
    seconds: float | None = None  # that it took, from the archive to the announcements


_READINGS = TypeAdapter(list[PageReading])
_ONE_AT_A_TIME = Lock()  # a Dask worker may have several threads; pdfium bears only one


class PageReader:
    """Reads pages one after the other; one for each process."""

    def __init__(self, job: ReadingJob, archive: Archive, store: RecordStore) -> None:
        self._archive, self._store, self._now = archive, store, job.now
        self._is_reread = job.is_reread
        self._sources = {source.id: source for source in job.sources}

    def read(self, page_ids: Batch) -> list[PageReading]:
        """Read pages; whatever is wrong with one becomes its outcome.

        Raises:
            ArchiveError, DatabaseError: not a page is wrong, but what it lies in.
        """
        return [self._read_timed(row) for row in self._archive.rows(page_ids)]

    def _read_timed(self, row: PageRow) -> PageReading:
        begun = perf_counter()
        with about(run=row.run_id, source=row.source_id, page=row.id):
            outcome, detail, announcements = self._read(row)
        return PageReading(
            page_id=row.id,
            source_id=row.source_id,
            outcome=outcome,
            detail=detail,
            announcements=announcements,
            seconds=perf_counter() - begun,
        )

    def _read(self, row: PageRow) -> tuple[Outcome, str, tuple[Announcement, ...]]:
        try:
            articles = self._extract(self._archive.read_row(row))
            fresh = [article for article in articles if self._is_reread or not self._store.knows(article)]
            announcements = tuple(read_announcements(fresh, self._now))
        except PageError as error:
            return error.outcome, str(error), ()
        except ClusterwireError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours on one page must not keep the others from being read
            _log.exception("the page could not be read")
            return Outcome.UNDECODABLE, f"{type(error).__name__}: {error}", ()
        return Outcome.INDEXED if fresh else Outcome.UNCHANGED, "", announcements

    def _extract(self, page: RawPage) -> tuple[Article, ...]:
        source = self._sources.get(page.source_id)
        if source is None:
            raise PageError(Outcome.IRRELEVANT, f"no source is called {page.source_id!r}")
        return extract_as(page, source)


def extract_as(page: RawPage, source: Source) -> tuple[Article, ...]:
    """The articles of a page, read by the rules of a source.

    Raises:
        PageError: there is none; the outcome says why.
    """
    return extract_articles(
        page,
        source.extraction,
        language=source.language,
        keep_params=source.keep_params,
        aliases=source.aliases,
    )


@lru_cache(maxsize=1)
def _reader(job: str) -> PageReader:
    """The process's reader; it gets the same job with every batch."""
    parsed = ReadingJob.model_validate_json(job)
    if parsed.extractor != EXTRACTOR:
        raise CrewError(f"a worker reads with extraction {EXTRACTOR}, not {parsed.extractor}: update its program")
    engine = open_database(parsed.database_url)
    archive = open_archive(
        parsed.archive_folder, engine, store=parsed.archive_store, max_decompressed=parsed.max_decompressed
    )
    authorities = {source.id: source.authority for source in parsed.sources}
    store = RecordStore(engine, authorities, EXTRACTOR)
    return PageReader(parsed, archive, store)


def read_batch(job: str, page_ids: Batch) -> bytes:
    """Read the pages: a job and page ids in, a JSON list of readings out."""
    with _ONE_AT_A_TIME:
        return _READINGS.dump_json(_reader(job).read(page_ids))


def read_pages(job: ReadingJob, page_ids: Iterable[int], open_crew: OpenCrew) -> Iterator[PageReading]:
    """Let a crew read pages, in order, a few batches ahead of the one that is handed on.

    A page that ends the process that reads it is undecodable; the others under way are read again.

    Raises:
        CrewError: the crew cannot be reached any more.
    """
    message, batches = job.model_dump_json(), _batches(iter(page_ids))
    while suspects := (yield from _read_ahead(message, batches, open_crew)):
        yield from _read_singly(message, suspects)


def _batches(ids: Iterator[int]) -> Iterator[Batch]:
    while batch := tuple(islice(ids, BATCH)):
        yield batch


def _read_ahead(message: str, batches: Iterator[Batch], open_crew: OpenCrew) -> Generator[PageReading, None, Batch]:
    """Yields readings; returns the pages that were under way when a worker died, none if all went well."""
    under_way: deque[Batch] = deque()
    results: dict[Batch, Future[bytes]] = {}
    with open_crew() as crew:
        try:
            while True:
                for batch in islice(batches, crew.size * AHEAD - len(under_way)):
                    under_way.append(batch)
                    results[batch] = crew.executor.submit(read_batch, message, batch)
                if not under_way:
                    return ()
                readings = _READINGS.validate_json(results.pop(under_way[0]).result())
                under_way.popleft()
                yield from readings
        except crew.fatal:
            return tuple(page_id for batch in under_way for page_id in batch)


def _read_singly(message: str, suspects: Batch) -> Iterator[PageReading]:
    """Read pages one by one in a process that may die of one."""
    left = deque(suspects)
    while left:
        with worker_processes(1) as crew:
            try:
                while left:
                    readings = _READINGS.validate_json(crew.executor.submit(read_batch, message, (left[0],)).result())
                    left.popleft()
                    yield from readings
            except crew.fatal:
                yield PageReading(
                    page_id=left.popleft(), outcome=Outcome.UNDECODABLE, detail="reading it ended the process"
                )
