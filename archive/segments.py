"""Segment files: their names, the one writer, and the cut of a torn tail after a crash."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO

from archive.members import BrokenMemberError, read_members
from archive.warc import warcinfo_record
from core.clock import Clock
from core.durable import sync
from core.errors import ArchiveError

SOFTWARE = "Clusterwire (https://github.com/clusterwire/clusterwire)"
LOCK = "writer.lock"
_NAME = re.compile(r"clusterwire-\d{8}T\d{6}Z-(\d{6,})\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a record lies: segment name, first byte, number of bytes."""

    segment: str
    offset: int
    length: int

    @property
    def end(self) -> int:
        """The byte behind the record."""
        return self.offset + self.length


def list_segments(folder: Path) -> list[Path]:
    """The segments in the order in which they were written."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _number(path.name)), key=lambda path: _number(path.name))


def read_span(folder: Path, span: Span) -> bytes:
    """The packed bytes of a record.

    Raises:
        ArchiveError: the segment is missing or ends before the record does.
    """
    with translate_os_errors(), (folder / span.segment).open("rb") as file:
        file.seek(span.offset)
        packed = file.read(span.length)
    if len(packed) != span.length:
        raise ArchiveError(f"{span.segment} ends before the record at {span.offset} does")
    return packed


class SegmentWriter:
    """Appends records to the newest segment; what is appended is on disk after `sync`."""

    def __init__(self, folder: Path, segment_size: int, clock: Clock) -> None:
        """Lock the folder; `resume` comes next.

        Raises:
            ArchiveError: the folder cannot be written, or another process writes to it.
        """
        self._folder, self._segment_size, self._clock = folder, segment_size, clock
        self._waiting: list[bytes] = []
        self._file: FileIO | None = None
        self._segment, self._size = "", 0  # the size counts bytes that still wait
        self._number = 0
        with translate_os_errors():
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(folder / LOCK)

    def resume(self, last: Span | None) -> None:
        """Go on behind the last record, `last` being the last that the ledger knows; a torn tail is cut off.

        A segment that is full, or shorter than the ledger says, is left as it is and a new one begun.

        Raises:
            ArchiveError: the folder cannot be read or written.
        """
        with translate_os_errors():
            segments = list_segments(self._folder)
            known = [path.name for path in segments] + ([last.segment] if last else [])
            self._number = max(map(_number, known), default=0)
            if segments:
                self._go_on(segments[-1], last.end if last and last.segment == segments[-1].name else 0)

    @property
    def is_full(self) -> bool:
        """True if the next record begins a new segment; `sync` first, so that nothing waits for the old one."""
        return self._file is None or self._size >= self._segment_size

    @property
    def waiting(self) -> int:
        """Bytes that a crash would lose."""
        return sum(map(len, self._waiting))

    def append(self, before: bytes, record: bytes) -> Span:
        """Add a record, and the bytes of those that belong before it; tells where it will lie.

        Raises:
            ArchiveError: a new segment cannot be begun.
        """
        if self.is_full:
            self._begin()
        offset = self._size + len(before)
        self._waiting += (before, record)
        self._size = offset + len(record)
        return Span(self._segment, offset, len(record))

    def sync(self) -> None:
        """Bring all that was appended to the disk; all of it or, after an error, nothing.

        Raises:
            ArchiveError: the disk does not take it.
        """
        records, size = self._waiting, self.waiting
        self._waiting = []
        if self._file is None or not size:
            return
        with translate_os_errors():
            try:
                for record in records:  # one by one: together they may be large
                    _write(self._file, record)
                os.fsync(self._file.fileno())
            except OSError:
                self._give_up(self._file, self._size - size)
                raise

    def close(self) -> None:
        """Sync, and let other processes write."""
        try:
            self.sync()
        finally:
            if self._file:
                self._file.close()
                self._file = None
            self._lock.close()

    def _go_on(self, newest: Path, known: int) -> None:
        end = cut_torn_tail(newest, known)
        if end == 0:
            newest.unlink()
        elif known <= end < self._segment_size:
            self._open(newest, end)

    def _give_up(self, file: FileIO, size: int) -> None:
        """Leave the segment as it was before a write that failed; the next record begins a new one."""
        self._file = None
        with file:
            file.truncate(size)
        if size == 0:
            (self._folder / self._segment).unlink()

    def _begin(self) -> None:
        """Start the next segment."""
        if self._lock.closed:
            raise ArchiveError("the archive is closed")
        moment = self._clock()
        self._number += 1
        path = self._folder / f"clusterwire-{moment:%Y%m%dT%H%M%SZ}-{self._number:06}.warc.gz"
        with translate_os_errors():
            self._open(path, 0)
            sync(self._folder)  # a new name, too, is to outlive a loss of power
        head = warcinfo_record(path.name, moment, SOFTWARE)
        self._waiting.append(head)
        self._size = len(head)

    def _open(self, path: Path, size: int) -> None:
        if self._file:
            self._file.close()
        self._file, self._size, self._segment = FileIO(path, "a"), size, path.name


def cut_torn_tail(segment: Path, start: int) -> int:
    """Cut off what a crash left behind the last complete record; `start` is where the search begins.

    Returns:
        The size of the file, in bytes; less than `start` only if it was shorter already.
    """
    end = size = segment.stat().st_size
    if size > start:
        end = start
        with segment.open("rb") as file, suppress(BrokenMemberError):
            for offset, length, _ in read_members(file, start):
                end = offset + length
    if end < size:
        os.truncate(segment, end)
    return end


@contextmanager
def translate_os_errors() -> Iterator[None]:
    """Turn the file system's errors into `ArchiveError`."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"the archive's files cannot be read or written: {error}") from error


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match.group(1)) if match else 0


def _write(file: FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def _lock(path: Path) -> IO[str]:
    """Hold the lock until the file is closed or the process ends, however it ends."""
    file = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read()
        file.close()
        raise ArchiveError(f"the archive is being written by process {holder}: wait for it, or end it") from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
