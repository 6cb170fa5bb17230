"""Proves the archive: every record whole, every row with its record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from archive.exchange import digest_of
from archive.ledger import PageRow, last_id, pages, scan_by_id
from archive.members import BrokenMemberError, find_member, read_members
from archive.segments import list_segments
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


def verify_archive(folder: Path, engine: sa.Engine, progress: Progress) -> Iterator[Problem]:
    """Walk every segment once beside the ledger's rows, which lie in the same order.

    What is appended meanwhile is left for the next time.
    """
    with translate_errors(), engine.connect() as connection:
        last = last_id(connection)  # before the segments: a row is committed after its record is written
    sizes = {path.name: path.stat().st_size for path in list_segments(folder)}
    newest = next(reversed(sizes), "")
    done, walked, total = 0, set[str](), sum(sizes.values())
    rows = scan_by_id(engine, pages.c.segment.is_not(None), pages.c.id <= last)
    for segment, of_segment in groupby(rows, key=lambda row: row.segment or ""):
        if segment not in sizes:
            yield Problem(segment, None, None, f"the segment is missing; {sum(1 for _ in of_segment)} pages lie in it")
            continue
        walked.add(segment)
        yield from _verify_segment(folder / segment, of_segment, is_open=segment == newest)
        done += sizes[segment]
        progress(done, total)
    for segment in sizes.keys() - walked:
        yield from _verify_segment(folder / segment, iter(()), is_open=segment == newest)
        done += sizes[segment]
        progress(done, total)
    yield from _verify_references(engine, last)


def _verify_segment(path: Path, rows: Iterator[PageRow], *, is_open: bool) -> Iterator[Problem]:
    """`is_open`: what is cut off behind the last row is being written, or will be removed at the next start."""
    row = next(rows, None)
    for offset, length, found in _walk(path):
        while row and (row.offset or 0) < offset:
            yield Problem(path.name, row.offset, row.id, "no record begins here")
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
        yield from (Problem(path.name, offset, mine.id if mine else None, reason) for reason in reasons)
    while row:
        yield Problem(path.name, row.offset, row.id, "the segment ends before this record")
        row = next(rows, None)


def _walk(path: Path) -> Iterator[tuple[int, int, WarcRecord | BrokenMemberError]]:
    """Every record, or what is wrong with it; goes on behind a damaged one."""
    with path.open("rb") as file:
        start: int | None = 0
        while start is not None:
            behind = None
            try:
                for offset, length, content in read_members(file, start):
                    yield offset, length, _parsed(offset, content)
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
