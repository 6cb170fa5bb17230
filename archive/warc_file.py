"""Reads WARC files of any origin: plain, compressed by record or as a whole; damage is told, never skipped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.members import BrokenMemberError, GzipMembers
from archive.segments import translate_os_errors
from archive.warc import WarcRecord
from core.errors import ArchiveError

_GZIP_MAGIC = b"\x1f\x8b"


def read_warc(path: Path, max_block: int) -> Iterator[tuple[int, WarcRecord]]:
    """(bytes of the file read, record) of each record; blocks beyond `max_block` bytes are not read.

    Raises:
        ArchiveError: the file is missing, damaged or no WARC; the message names file and offset.
    """
    with translate_os_errors(), path.open("rb") as file:
        members = GzipMembers(file) if _is_packed(file) else None
        # warcio ends quietly where compression is damaged, so it is given what is unpacked already.
        records = WARCIterator(members or file, no_record_parse=True)
        offset = 0
        try:
            for record in records:
                offset = members.offset if members else records.offset
                found = _read(record, max_block)
                try:
                    _skip_rest(records)  # to where the checksum of what was read has been proved
                except BrokenMemberError as error:
                    if error.offset > offset:
                        yield file.tell(), found
                    raise
                offset = members.offset if members else records.offset
                yield file.tell(), found
        except BrokenMemberError as error:
            raise _broken(path, error.offset, error) from error
        except (ArchiveLoadFailed, ValueError, AttributeError) as error:  # the last: warcio on headers without a type
            raise _broken(path, offset, error) from error


def _is_packed(file: BinaryIO) -> bool:
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    return magic == _GZIP_MAGIC


def _read(record: Any, max_block: int) -> WarcRecord:
    headers = {name.lower(): value for name, value in record.rec_headers.headers}
    kind = record.rec_type or ""
    if record.length is None:
        raise ValueError("the record has no length")
    if record.length > max_block:
        return WarcRecord(kind, headers, b"", is_whole=False)
    block = record.raw_stream.read()
    if len(block) < record.length:
        raise ValueError("the file ends within a record")
    return WarcRecord(kind, headers, block)


def _skip_rest(records: Any) -> None:
    records.read_to_end()
    if records.err_count:  # warcio found no line end where the record should end, and would go on
        raise ValueError("the record's length is wrong")


def _broken(path: Path, offset: int, error: Exception) -> ArchiveError:
    return ArchiveError(f"{path} is damaged at byte {offset}: {' '.join(str(error).split())}")
