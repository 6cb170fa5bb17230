"""The archive: every page as it was received, found again by address, source and time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from archive import ledger
from archive.coding import decode_content
from archive.exchange import RequestKey, Validators, hash_of, plain
from archive.ledger import IS_PENDING, PageRow, pages
from archive.storage import Storage, open_storage
from archive.verify import Problem, Progress, unseen, verify_archive
from archive.warc import WarcRecord, unpack_record
from core.database import translate_errors
from core.errors import ArchiveError, PageError
from core.models import Outcome, RawPage
from core.settings import MEBIBYTE

# What a 304 may not change about the stored page (RFC 9111, 3.2).
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-range", "content-type", "transfer-encoding"})


class Archive:
    """Reads pages and settles them; any number of processes may do so while one writes (`ArchiveWriter`)."""

    def __init__(self, storage: Storage, engine: sa.Engine, max_decompressed: int) -> None:
        self._storage, self._engine, self._max_decompressed = storage, engine, max_decompressed

    def read(self, page_id: int) -> RawPage:
        """The page of an id, as `read_row` does.

        Raises:
            PageError, ArchiveError: as `read_row`; no such page.
        """
        return self.read_row(self.page(page_id))

    def read_row(self, row: PageRow) -> RawPage:
        """The page, its body decoded; a `revisit` has the body of the page that it refers to.

        A 304 reads as the page that it confirms, with the headers that it brings up to date.

        Raises:
            PageError: `oversized`, `undecodable`; the page's own outcome if nothing was received.
            ArchiveError: its record is missing or damaged.
        """
        original = self.page(row.refers_to) if row.refers_to else row
        if row.segment is None:
            raise PageError(row.outcome or Outcome.FAILED, row.detail or "nothing was received")
        record = self._record(row)
        source = record if original is row else self._record(original)
        headers, status = record.http_headers, row.status or 0
        if status == HTTPStatus.NOT_MODIFIED and original is not row:
            headers, status = _updated(source.http_headers, headers), original.status or 0
        body = decode_content(source.payload, headers.pop("content-encoding", ""), self._max_decompressed)
        return RawPage(
            source_id=row.source_id,
            url=row.requested_url,
            final_url=row.url,
            method=row.method,
            status=status,
            headers=headers,
            body=body,
            fetched_at=row.fetched_at,
        )

    def validators(self, url: str, method: str = "GET", request_body: bytes = b"") -> Validators | None:
        """What a conditional request may carry; None where the page must be fetched whole."""
        row = self._newest(RequestKey.of(url, method, request_body))
        if row is None or not row.is_usable or not (row.etag or row.last_modified):
            return None
        return Validators(row.etag, row.last_modified)

    def latest(self, url: str, method: str = "GET", request_body: bytes = b"") -> RawPage | None:
        """The page as it was last seen, which a 304 confirms; None if none of use is stored.

        Raises:
            PageError, ArchiveError: as `read`.
        """
        row = self._newest(RequestKey.of(url, method, request_body))
        return self.read(row.id) if row and row.is_usable else None

    def page(self, page_id: int) -> PageRow:
        """The ledger's row of a page.

        Raises:
            ArchiveError: no such page.
        """
        self._show_all()
        with self._connect() as connection:
            return ledger.page_by_id(connection, page_id)

    def rows(self, page_ids: Sequence[int]) -> list[PageRow]:
        """The ledger's rows of some pages, in the order asked for.

        Raises:
            ArchiveError: one of them is unknown.
        """
        self._show_all()
        with self._connect() as connection:
            return ledger.pages_by_id(connection, page_ids)

    def pages(
        self,
        *,
        url: str | None = None,
        source_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[PageRow]:
        """Fetches in order of time, from `since` up to before `until`."""
        self._show_all()
        return ledger.scan_by_time(
            self._engine,
            *([pages.c.url_hash == hash_of(url), pages.c.url == plain(url)] if url is not None else []),
            *([pages.c.source_id == source_id] if source_id is not None else []),
            *([pages.c.fetched_at >= since] if since is not None else []),
            *([pages.c.fetched_at < until] if until is not None else []),
        )

    def pending(self, *, run_id: int | None = None, source_id: str | None = None) -> Iterator[PageRow]:
        """Pages that wait to be processed, in order of storing; they may be settled while this goes on."""
        self._show_all()
        return ledger.scan_by_id(
            self._engine,
            IS_PENDING,
            *([pages.c.run_id == run_id] if run_id is not None else []),
            *([pages.c.source_id == source_id] if source_id is not None else []),
        )

    def settle(self, page_id: int, outcome: Outcome, detail: str = "") -> None:
        """Write down what became of a page, in a transaction of its own.

        Raises:
            ArchiveError: no such page.
        """
        with translate_errors(), self._engine.begin() as connection:
            ledger.settle(connection, page_id, outcome, detail)

    def verify(self, progress: Progress = unseen) -> Iterator[Problem]:
        """Check every digest of every record, and that each row of the ledger has its record.

        `progress` is told the bytes done and the bytes in all.
        """
        self._show_all()
        return verify_archive(self._storage, self._engine, progress)

    def close(self) -> None:
        """Nothing to do for a reader; the engine belongs to the caller."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _connect(self) -> Iterator[sa.Connection]:
        with translate_errors(), self._engine.connect() as connection:
            yield connection

    def _newest(self, key: RequestKey) -> PageRow | None:
        with self._connect() as connection:
            return ledger.newest_answer(connection, key)

    def _show_all(self) -> None:
        """Commit what is stored and not yet committed: nothing here."""

    def _record(self, row: PageRow) -> WarcRecord:
        span = row.span
        if span is None:
            raise ArchiveError(f"page {row.id} has no record")
        try:
            return unpack_record(self._storage.read(span))
        except ValueError as error:
            raise ArchiveError(f"the record at {span.offset} in {span.segment} is damaged: {error}") from error


def open_archive(
    folder: Path, engine: sa.Engine, *, store: str | None = None, max_decompressed: int = 64 * MEBIBYTE
) -> Archive:
    """An archive to read from.

    Args:
        folder: where the segments lie, or wait to be moved to the store.
        engine: of a database with the ledger's tables.
        store: fsspec URL of the object store that keeps them; None for the folder.
        max_decompressed: the cap on an unpacked body, in bytes.

    Raises:
        ArchiveError: nothing here can speak to the store.
    """
    return Archive(open_storage(folder, store), engine, max_decompressed)


def _updated(stored: dict[str, str], confirming: dict[str, str]) -> dict[str, str]:
    return stored | {name: value for name, value in confirming.items() if name not in _OF_THE_BODY}
