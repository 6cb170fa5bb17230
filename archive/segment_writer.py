"""The one writer of segments: appends to the newest, and cuts off the torn tail that a crash left."""

import fcntl
import os
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import IO

from archive.members import BrokenMemberError, read_members
from archive.segments import Span, list_segments, segment_name, segment_number, translate_os_errors
from archive.storage import Storage
from archive.warc import warcinfo_record
from core.clock import Clock
from core.durable import sync
from core.errors import ArchiveError

SOFTWARE = "Clusterwire (https://github.com/clusterwire/clusterwire)"
LOCK = "writer.lock"


class SegmentWriter:
    """Appends records to the newest segment; what is appended is on disk after `sync`."""

    def __init__(self, storage: Storage, segment_size: int, clock: Clock) -> None:
        """Lock the storage's folder; `resume` comes next.

        Raises:
            ArchiveError: the folder cannot be written, or another process writes to it.
        """
        self._storage, self._segment_size, self._clock = storage, segment_size, clock
        self._folder = storage.folder
        self._waiting: list[bytes] = []
        self._file: FileIO | None = None
        self._segment, self._size = "", 0  # the size counts bytes that still wait
        self._number = 0
        with translate_os_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._folder / LOCK)

    def resume(self, last: Span | None) -> None:
        """Go on behind the last record, `last` being the last that the ledger knows; a torn tail is cut off.

        A segment that is full, shorter than the ledger says, or older than one that was written elsewhere, is left as
        it is and a new one begun. What a crash left in the folder and belongs elsewhere is handed on.

        Raises:
            ArchiveError: the storage cannot be read or written.
        """
        known = [*self._storage.sizes(), *([last.segment] if last else [])]
        self._number = max(map(segment_number, known), default=0)
        with translate_os_errors():
            left = list_segments(self._folder)
            for path in left[:-1]:
                self._storage.take(path.name)
            for newest in left[-1:]:
                self._go_on(newest, last.end if last and last.segment == newest.name else 0)

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
            self._end()
            self._storage.close()
            self._lock.close()

    def _go_on(self, newest: Path, known: int) -> None:
        end = cut_torn_tail(newest, known)
        if end == 0:
            newest.unlink()
        elif known <= end < self._segment_size and segment_number(newest.name) == self._number:
            self._open(newest, end)
        else:
            self._storage.take(newest.name)

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
        path = self._folder / segment_name(self._number, moment)
        self._end()
        with translate_os_errors():
            self._open(path, 0)
            sync(self._folder)  # a new name, too, is to outlive a loss of power
        head = warcinfo_record(path.name, moment, SOFTWARE)
        self._waiting.append(head)
        self._size = len(head)

    def _open(self, path: Path, size: int) -> None:
        self._file, self._size, self._segment = FileIO(path, "a"), size, path.name

    def _end(self) -> None:
        """Nothing more comes into the segment at hand."""
        if self._file:
            self._file.close()
            self._file = None
            self._storage.take(self._segment)


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
