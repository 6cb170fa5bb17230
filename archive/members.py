"""Gzip members read one after the other, strictly: what is cut off or damaged is told, with its offset."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 64 * 1024
_MAGIC = b"\x1f\x8b\x08"
_PEEK = 1024  # packed bytes that are enough to unpack the first five


class BrokenMemberError(Exception):
    """A member is damaged; `is_cut` if its file merely ends too early."""

    def __init__(self, offset: int, reason: str, *, is_cut: bool = False) -> None:
        super().__init__(reason)
        self.offset = offset
        self.is_cut = is_cut


class GzipMembers:
    """A stream over the content of concatenated gzip members.

    Attributes:
        offset: where the member begins that was read last.
        end: where the last complete member ends.
    """

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        file.seek(start)
        self._file = file
        self._unread = b""
        self._position = start  # in the file, behind `_unread`
        self._inflater: zlib._Decompress | None = None
        self.offset = self.end = start

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes of one member; nothing only at the end of the file.

        Raises:
            BrokenMemberError: the member is cut off or damaged.
        """
        while self._inflater or self._begin():
            data = self._inflate(size)
            if data:
                return data
        return b""

    def read_member(self) -> bytes | None:
        """The next member as a whole; None at the end of the file.

        Raises:
            BrokenMemberError: the member is cut off or damaged.
        """
        if not self._begin():
            return None
        parts = []
        while self._inflater:
            parts.append(self._inflate(BLOCK))
        return b"".join(parts)

    def _begin(self) -> bool:
        if not self._unread and not self._fill():
            return False
        self.offset = self.end
        self._inflater = zlib.decompressobj(wbits=31)
        return True

    def _inflate(self, size: int) -> bytes:
        inflater = self._inflater
        if inflater is None:
            return b""
        try:
            data = inflater.decompress(self._unread, size)
        except zlib.error as error:
            raise BrokenMemberError(self.offset, str(error)) from error
        self._unread = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        if inflater.eof:
            self._inflater = None
            self.end = self._position - len(self._unread)
        elif not data and not self._fill():
            raise BrokenMemberError(self.offset, "the file ends within a record", is_cut=True)
        return data

    def _fill(self) -> bool:
        read = self._file.read(BLOCK)
        self._position += len(read)
        self._unread += read
        return bool(read)


def read_members(file: BinaryIO, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(offset, length, content) of each member.

    Raises:
        BrokenMemberError: a member is cut off or damaged.
    """
    members = GzipMembers(file, start)
    while (content := members.read_member()) is not None:
        yield members.offset, members.end - members.offset, content


def find_member(file: BinaryIO, start: int) -> int | None:
    """Where the next member that holds a WARC record begins, at `start` or later; None if there is none."""
    file.seek(start)
    position, window = start, b""
    while True:
        read = file.read(BLOCK)
        window += read
        found = window.find(_MAGIC)
        while found >= 0 and (len(window) - found >= _PEEK or not read):
            if _begins_record(window[found : found + _PEEK]):
                return position + found
            found = window.find(_MAGIC, found + 1)
        if not read:
            return None
        keep = found if found >= 0 else max(len(window) - len(_MAGIC) + 1, 0)
        position, window = position + keep, window[keep:]


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, 5) == b"WARC/"
    except zlib.error:
        return False
