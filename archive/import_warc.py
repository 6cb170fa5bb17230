"""Takes WARC files of any origin into the archive, Common Crawl's too, as if their pages had been fetched here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import get_args

from warcio.bufferedreaders import ChunkedDataReader

from archive.exchange import Exchange, Truncation
from archive.segments import translate_os_errors
from archive.verify import Progress, unseen
from archive.warc import WarcRecord, split_http
from archive.warc_file import read_warc
from archive.writer import ArchiveWriter
from core.models import Outcome
from core.settings import MEBIBYTE

MAX_BLOCK = 64 * MEBIBYTE  # larger records are counted and left out, so that memory stays flat

SourceFor = Callable[[str, str | None], str | None]
"""The id of the source that an address belongs to, given the one that a segment of ours states; None for none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took in: pages stored, and records left out by reason."""

    stored: int
    skipped: Mapping[str, int]


def import_warc(
    paths: Iterable[Path], archive: ArchiveWriter, source_for: SourceFor, progress: Progress = unseen
) -> Imported:
    """Store the response and resource records of WARC files, plain or compressed.

    Pages that are stored already (the same request at the same moment) are left out, so an import can be run again.
    A segment of this program states the source of each page.

    Args:
        paths: the files, read in this order.
        archive: where to.
        source_for: which source an address belongs to.
        progress: told the bytes done and the bytes in all.

    Raises:
        ArchiveError: a file is missing, damaged or no WARC; the message names file and offset. What was read stays.
    """
    files = list(paths)
    with translate_os_errors():
        sizes = [path.stat().st_size for path in files]
    intake, done = _Intake(archive, source_for), 0
    try:
        for path, size in zip(files, sizes, strict=True):
            for position, record in read_warc(path, MAX_BLOCK):
                intake.add(record)
                progress(done + position, sum(sizes))
            intake.store_held()
            done += size
            progress(done, sum(sizes))
    finally:
        intake.store_held()
        archive.flush()
    return Imported(intake.stored, dict(intake.skipped))


class _Intake:
    """Joins answers to their requests, which stand directly before or behind them, and stores both."""

    def __init__(self, archive: ArchiveWriter, source_for: SourceFor) -> None:
        self._archive, self._source_for = archive, source_for
        self._request: WarcRecord | None = None  # not yet answered
        self._answer: WarcRecord | None = None  # not yet stored: its request may follow
        self.stored = 0
        self.skipped: Counter[str] = Counter()

    def add(self, record: WarcRecord) -> None:
        if not record.is_whole:
            self.skipped["oversized"] += 1
        elif record.kind == "request":
            self._request = record
            if self._answer and _belong_together(record, self._answer):
                self.store_held()
        elif record.kind in ("response", "resource"):
            self.store_held()
            self._answer = record
        else:
            self.skipped[record.kind or "no type"] += 1

    def store_held(self) -> None:
        """Store the answer at hand, with its request if that was seen."""
        answer, self._answer = self._answer, None
        if answer is None:
            return
        request = self._request if self._request and _belong_together(self._request, answer) else None
        try:
            exchange = self._exchange(answer, request)
        except _LeftOutError as error:
            self.skipped[str(error)] += 1
            return
        if self._archive.has(exchange):
            self.skipped["already stored"] += 1
            return
        self._archive.store(exchange, _outcome(answer, exchange.status))
        self.stored += 1

    def _exchange(self, answer: WarcRecord, request: WarcRecord | None) -> Exchange:
        url = answer.headers.get("warc-target-uri", "")
        if not url.startswith(("http://", "https://")):
            raise _LeftOutError("not HTTP")
        source_id = self._source_for(url, answer.headers.get("clusterwire-source"))
        if source_id is None:
            raise _LeftOutError("no source")
        method, request_headers, request_body = _asked(request)
        status, headers, body = _answered(answer)
        return Exchange(
            source_id=source_id,
            run_id=None,
            url=url,
            method=method,
            request_headers=request_headers,
            request_body=request_body,
            requested_url=answer.headers.get("clusterwire-requested-uri", url),
            status=status,
            response_headers=headers,
            body=body,
            fetched_at=_moment(answer),
            truncated=_truncation(answer),
            ip_address=answer.headers.get("warc-ip-address"),
        )


class _LeftOutError(Exception):
    """A record that cannot become a page; the message is the reason to count it under."""


def _belong_together(request: WarcRecord, answer: WarcRecord) -> bool:
    return (
        request.headers.get("warc-concurrent-to") == answer.headers.get("warc-record-id", "")
        or answer.headers.get("warc-concurrent-to") == request.headers.get("warc-record-id", "")
        or all(request.headers.get(name) == answer.headers.get(name) for name in ("warc-target-uri", "warc-date"))
    )


def _asked(request: WarcRecord | None) -> tuple[str, list[tuple[str, str]], bytes]:
    if request is None:
        return "GET", [], b""
    first, headers, body = split_http(request.block)
    return first.partition(" ")[0] or "GET", headers, body


def _answered(answer: WarcRecord) -> tuple[int, list[tuple[str, str]], bytes]:
    """(status, headers, body); a resource, which has no status, counts as one that was fetched."""
    if answer.kind == "resource":
        media_type = answer.headers.get("content-type", "")
        return HTTPStatus.OK, [("Content-Type", media_type)] if media_type else [], answer.block
    first, headers, body = split_http(answer.block)
    version, _, rest = first.partition(" ")
    status = rest[:3]
    if not version.startswith("HTTP/") or not status.isdecimal():
        raise _LeftOutError("not HTTP")
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body = ChunkedDataReader(BytesIO(body)).read()  # gives back what is not chunked, whatever the header says
    return int(status), headers, body


def _moment(answer: WarcRecord) -> datetime:
    try:
        moment = datetime.fromisoformat(answer.headers.get("warc-date", ""))
    except ValueError as error:
        raise _LeftOutError("no date") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _truncation(answer: WarcRecord) -> Truncation | None:
    stated = answer.headers.get("warc-truncated")
    return next((reason for reason in get_args(Truncation) if reason == stated), None)


def _outcome(answer: WarcRecord, status: int) -> Outcome | None:
    """What is known of the page without reading it; None if it is to be read."""
    with suppress(ValueError):
        return Outcome(answer.headers.get("clusterwire-outcome", ""))
    if 200 <= status < 300:
        return None
    if status == HTTPStatus.NOT_MODIFIED:
        return Outcome.UNCHANGED
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Outcome.GONE
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS):
        return Outcome.BLOCKED
    return Outcome.REDIRECTED if 300 <= status < 400 else Outcome.FAILED
