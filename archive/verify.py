"""Proves the archive: every record whole, every row with its record."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

import sqlalchemy as sa

from archive.exchange import digest_of
from archive.ledger import PageRow, last_id, pages, scan_by_id
from archive.members import BrokenMemberError, find_member, read_members
from archive.segments import translate_os_errors
from archive.storage import Storage
from archive.warc import WarcRecord, parse_record, target_uri
from core.database import translate_errors

Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all."""


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `offset` and `page_id` where it concerns one place or page."""

    segment: str
    offset: int | None
    page_id: int | None
    reason: str

    def __str__(self) -> str:
        place = self.segment if self.offset is None else f"{self.segment} at {self.offset}"
        return f"{place}: {self.reason}" + (f" (page {self.page_id})" if self.page_id else "")


_Found = tuple[int, int, WarcRecord | BrokenMemberError]  # offset, length, what is there
_Reason = tuple[int | None, int | None, str]  # offset, page, what is wrong


def verify_archive(storage: Storage, engine: sa.Engine, progress: Progress) -> Iterator[Problem]:
    """Walk every segment once beside the ledger's rows, which lie in the same order.

    What is appended meanwhile is left for the next time.
    """
    with translate_errors(), engine.connect() as connection:
        last = last_id(connection)  # before the segments: a row is committed after its record is written
    sizes = storage.sizes()
    newest, done, total = next(reversed(sizes), ""), 0, sum(sizes.values())
    for segment, rows in _rows_by_segment(engine, last, sizes):
        if segment not in sizes:
            yield Problem(segment, None, None, f"the segment is missing; {sum(1 for _ in rows)} pages lie in it")
            continue
        walk = _walk(storage, segment, sizes[segment])
        for end, reasons in _verify_segment(walk, rows, is_open=segment == newest):
            yield from (Problem(segment, *reason) for reason in reasons)
            progress(done + min(end, sizes[segment]), total)
        done += sizes[segment]
    yield from _verify_references(engine, last)
    progress(total, total)


def _rows_by_segment(engine: sa.Engine, last: int, segments: Iterable[str]) -> Iterator[tuple[str, Iterator[PageRow]]]:
    """Each segment with its rows; those without any come last."""
    rows = scan_by_id(engine, pages.c.segment.is_not(None), pages.c.id <= last)
    seen = set()
    for segment, of_segment in groupby(rows, key=lambda row: row.segment or ""):
        seen.add(segment)
        yield segment, of_segment
    for segment in segments:
        if segment not in seen:
            yield segment, iter(())


def _verify_segment(
    walk: Iterator[_Found], rows: Iterator[PageRow], *, is_open: bool
) -> Iterator[tuple[int, list[_Reason]]]:
    """(bytes done, what is wrong) for each record and each row without one.

    `is_open`: what is cut off behind the last row is being written, or will be removed at the next start.
    """
    row = next(rows, None)
    end = 0
    for offset, length, found in walk:
        end = offset + length
        while row and (row.offset or 0) < offset:
            yield end, [(row.offset, row.id, "no record begins here")]
            row = next(rows, None)
        mine = row if row and row.offset == offset else None
        if mine:
            row = next(rows, None)
        if isinstance(found, WarcRecord):
            reasons = _faults(found) + (_differences(mine, found, length) if mine else [])
        elif found.is_cut and is_open and mine is None and row is None:
            reasons = []
        else:
            reasons = [f"the record is damaged: {found}"]
        yield end, [(offset, mine.id if mine else None, reason) for reason in reasons]
    while row:
        yield end, [(row.offset, row.id, "the segment ends before this record")]
        row = next(rows, None)


def _walk(storage: Storage, segment: str, size: int) -> Iterator[_Found]:
    """Every record that begins before `size`, or what is wrong with it; goes on behind a damaged one."""
    with translate_os_errors(), storage.open(segment) as file:
        start: int | None = 0
        while start is not None and start < size:
            behind = None
            try:
                for offset, length, content in read_members(file, start):
                    yield offset, length, _parsed(offset, content)
                    if offset + length >= size:
                        return
            except BrokenMemberError as error:
                yield error.offset, 0, error
                behind = find_member(file, error.offset + 1)
            start = behind


def _parsed(offset: int, content: bytes) -> WarcRecord | BrokenMemberError:
    try:
        return parse_record(content)
    except ValueError as error:
        return BrokenMemberError(offset, str(error))


def _faults(record: WarcRecord) -> list[str]:
    faults = []
    if record.headers.get("warc-block-digest") != digest_of(record.block):
        faults.append("the block differs from its digest")
    if record.kind == "response" and record.headers.get("warc-payload-digest", "") != _payload_digest(record):
        faults.append("the payload differs from its digest")
    return faults


def _payload_digest(record: WarcRecord) -> str:
    return digest_of(record.payload) if record.payload else ""


def _differences(row: PageRow, record: WarcRecord, length: int) -> list[str]:
    """What the ledger says of a record and the record does not."""
    expected = {
        "type": ("revisit" if row.refers_to or row.status == HTTPStatus.NOT_MODIFIED else "response", record.kind),
        "address": (target_uri(row.url), record.headers.get("warc-target-uri")),
        "payload digest": (row.payload_digest, record.headers.get("warc-payload-digest")),
        "length": (row.length, length),
    }
    return [
        f"the ledger's {name} is {known!r}, the record's {found!r}"
        for name, (known, found) in expected.items()
        if known != found
    ]


def _verify_references(engine: sa.Engine, last: int) -> Iterator[Problem]:
    """Pages whose payload is said to lie in another page, and does not."""
    payload = pages.alias("payload")
    query = (
        sa.select(pages.c.segment, pages.c.offset, pages.c.id)
        .outerjoin(payload, pages.c.refers_to == payload.c.id)
        .where(pages.c.refers_to.is_not(None), pages.c.id <= last)
        .where(
            sa.or_(
                payload.c.id.is_(None),
                payload.c.refers_to.is_not(None),
                payload.c.payload_digest != pages.c.payload_digest,
            )
        )
        .order_by(pages.c.id)
    )
    with translate_errors(), engine.connect() as connection:
        for segment, offset, page_id in connection.execute(query):
            yield Problem(segment, offset, page_id, "the page that it refers to does not hold its payload")
