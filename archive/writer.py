"""The one writer of an archive: stores exchanges in groups, so that the crawl does not wait for the disk."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import sqlalchemy as sa

from archive import ledger
from archive.archive import Archive
from archive.exchange import Exchange, RequestKey, digest_of, plain
from archive.ledger import TRANSIENT, PageRow
from archive.ledger_lock import only_writer
from archive.segment_writer import SegmentWriter
from archive.storage import Storage, open_storage
from archive.warc import Original, answer_record, request_record
from core.clock import Clock
from core.database import translate_errors
from core.errors import ArchiveError
from core.models import Outcome
from core.settings import MEBIBYTE

GROUP_ROWS = 64  # one fsync and one transaction for so many pages: 0.05 ms each instead of 3 ms
GROUP_BYTES = 8 * MEBIBYTE  # memory that waiting records may take
GROUP_SECONDS = 0.25  # in a slow crawl every page is committed at once


class ArchiveWriter(Archive):
    """Stores pages; only one process at a time may have one open on a folder.

    A page is safe when `flush` or `close` has returned, or when enough others have been stored after it. Until then its
    id is good for every method of this object, and a crash forgets it as if it had never been fetched.
    """

    def __init__(
        self, storage: Storage, engine: sa.Engine, max_decompressed: int, segment_size: int, clock: Clock
    ) -> None:
        super().__init__(storage, engine, max_decompressed)
        self._waiting: dict[int, PageRow] = {}
        self._committed_at = -GROUP_SECONDS
        self._looked_up: tuple[RequestKey, PageRow | None] | None = None  # by `is_unchanged`, for the `store` after it
        with ExitStack() as undo:
            self._segments = SegmentWriter(storage, segment_size, clock)
            undo.callback(self._segments.close)
            undo.enter_context(only_writer(engine))
            with self._connect() as connection:  # no other writer adds to what is read here
                self._last_id = ledger.last_id(connection)
                last = ledger.last_stored(connection)
            self._segments.resume(last.span if last else None)
            self._held = undo.pop_all()

    def store(self, exchange: Exchange, outcome: Outcome | None, detail: str = "") -> int:
        """Keep an exchange; `outcome` None leaves it to be processed. Returns the page's id.

        A payload that the same request brought last time is not stored again, but referred to.

        Raises:
            ArchiveError, DatabaseError: it cannot be written.
        """
        digest = digest_of(exchange.body) if exchange.body else None
        known = self._known(exchange, digest)
        original = self._payload_row(known) if known else None
        row = _row_of(exchange, self._last_id + 1, outcome, detail)
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            digest = known.payload_digest if known else None
            if known:
                row = replace(row, etag=row.etag or known.etag, last_modified=row.last_modified or known.last_modified)
        record_id = uuid4()
        record = answer_record(exchange, record_id, digest, outcome, _reference(original) if original else None)
        if self._segments.is_full:
            self.flush()
        span = self._segments.append(request_record(exchange, record_id), record)
        return self._add(
            replace(
                row,
                payload_digest=digest,
                segment=span.segment,
                offset=span.offset,
                length=span.length,
                record_id=record_id,
                refers_to=original.id if original else None,
            )
        )

    def store_failure(  # noqa: PLR0913 -- a row's columns, each by its name
        self,
        *,
        source_id: str,
        run_id: int | None,
        url: str,
        outcome: Outcome,
        detail: str,
        fetched_at: datetime,
        method: str = "GET",
        request_body: bytes = b"",
        requested_url: str | None = None,
    ) -> int:
        """Note a request to which nothing was received. Returns the page's id.

        Raises:
            ArchiveError, DatabaseError: it cannot be written.
        """
        key = RequestKey.of(url, method, request_body)
        return self._add(
            PageRow(
                id=self._last_id + 1,
                source_id=source_id,
                run_id=run_id,
                url=key.url,
                requested_url=plain(requested_url or url),
                method=key.method,
                request_digest=key.body_digest,
                fetched_at=fetched_at,
                outcome=outcome,
                detail=plain(detail),
            )
        )

    def is_unchanged(self, exchange: Exchange) -> bool:
        """True if an exchange, not yet stored, brings what the same request brought last time."""
        newest = self._newest(exchange.key)
        self._looked_up = exchange.key, newest
        if newest is None or not newest.is_usable:
            return False
        if exchange.status == HTTPStatus.OK:
            return newest.payload_digest == digest_of(exchange.body)
        return exchange.status == HTTPStatus.NOT_MODIFIED

    def has(self, exchange: Exchange) -> bool:
        """True if the exchange is stored already: the same answer to the same request at the same moment."""
        row = _row_of(exchange, 0, None, "")
        digest = digest_of(exchange.body) if exchange.body else None
        if any(_is_same(row, digest, waiting) for waiting in self._waiting.values()):
            return True
        with self._connect() as connection:
            return any(
                _is_same(row, digest, stored) for stored in ledger.fetches_at(connection, row.key, row.fetched_at)
            )

    def settle(self, page_id: int, outcome: Outcome, detail: str = "") -> None:
        """Write down what became of a page.

        Raises:
            ArchiveError: no such page.
        """
        self._looked_up = None
        waiting = self._waiting.get(page_id)
        if waiting:
            self._waiting[page_id] = replace(waiting, outcome=outcome, detail=plain(detail))
        else:
            super().settle(page_id, outcome, detail)

    def flush(self) -> None:
        """Make safe all that was stored.

        Raises:
            ArchiveError: the disk does not take it; what was waiting is lost.
            DatabaseError: the ledger does not take it; the next flush tries again.
        """
        try:
            self._segments.sync()
        except ArchiveError:
            self._waiting.clear()
            raise
        if self._waiting:
            with translate_errors(), self._engine.begin() as connection:
                ledger.insert_pages(connection, list(self._waiting.values()))
            self._waiting.clear()
            self._committed_at = monotonic()

    def close(self) -> None:
        """Flush, and let other processes write."""
        try:
            self.flush()
        finally:
            with self._held:  # other machines have to wait until the segments are where they belong
                self._segments.close()

    def _add(self, row: PageRow) -> int:
        self._last_id, self._looked_up = row.id, None
        self._waiting[row.id] = row
        is_late = monotonic() - self._committed_at >= GROUP_SECONDS
        if is_late or len(self._waiting) >= GROUP_ROWS or self._segments.waiting >= GROUP_BYTES:
            self.flush()
        return row.id

    def _known(self, exchange: Exchange, digest: str | None) -> PageRow | None:
        """The row of the same request that had the same payload, or that a 304 confirms."""
        looked_up, self._looked_up = self._looked_up, None
        key = exchange.key
        newest = looked_up[1] if looked_up and looked_up[0] == key else self._newest(key)
        if newest is None or newest.payload_digest is None:
            return None
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            return newest if newest.is_usable else None
        return newest if newest.payload_digest == digest else None

    def _newest(self, key: RequestKey) -> PageRow | None:
        for row in reversed(self._waiting.values()):
            if row.url == key.url and row.key == key and row.outcome not in TRANSIENT:
                return row
        return super()._newest(key)

    def _payload_row(self, row: PageRow) -> PageRow:
        """The row whose record holds the payload of this one."""
        if row.refers_to is None:
            return row
        if row.refers_to in self._waiting:
            return self._waiting[row.refers_to]
        with self._connect() as connection:
            return ledger.page_by_id(connection, row.refers_to)

    def _show_all(self) -> None:
        self.flush()


def open_archive_writer(
    folder: Path,
    engine: sa.Engine,
    clock: Clock,
    *,
    store: str | None = None,
    segment_size: int = 512 * MEBIBYTE,
    max_decompressed: int = 64 * MEBIBYTE,
) -> ArchiveWriter:
    """An archive to store in; a torn tail that a crash left is cut off.

    Args:
        folder: where the segments are written; made if it is not there.
        engine: of a database with the ledger's tables.
        clock: gives the names of segments their time.
        store: fsspec URL of the object store to which complete segments are moved; None if they stay.
        segment_size: bytes after which a segment is closed and the next one begun.
        max_decompressed: the cap on an unpacked body, in bytes.

    Raises:
        ArchiveError: the folder cannot be written, the store does not answer, or another process has it open.
    """
    return ArchiveWriter(open_storage(folder, store), engine, max_decompressed, segment_size, clock)


def _row_of(exchange: Exchange, page_id: int, outcome: Outcome | None, detail: str) -> PageRow:
    key = exchange.key
    return PageRow(
        id=page_id,
        source_id=exchange.source_id,
        run_id=exchange.run_id,
        url=key.url,
        requested_url=plain(exchange.requested_url),
        method=key.method,
        request_digest=key.body_digest,
        fetched_at=exchange.fetched_at,
        outcome=outcome,
        detail=plain(detail),
        status=exchange.status,
        etag=_header(exchange, "etag"),
        last_modified=_header(exchange, "last-modified"),
    )


def _is_same(new: PageRow, digest: str | None, stored: PageRow) -> bool:
    if (new.fetched_at, new.status, new.key) != (stored.fetched_at, stored.status, stored.key):
        return False
    return digest == stored.payload_digest or new.status == HTTPStatus.NOT_MODIFIED


def _reference(row: PageRow) -> Original:
    return Original(row.record_id or UUID(int=0), row.url, row.fetched_at)


def _header(exchange: Exchange, name: str) -> str | None:
    value = exchange.response_header(name)
    return plain(value) if value else None
