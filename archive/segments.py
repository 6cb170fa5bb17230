"""Segments: their names, where a record lies in them, and the errors of the files that they are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import ArchiveError

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


def segment_name(number: int, begun_at: datetime) -> str:
    """The name of a segment; the number is what orders them."""
    return f"clusterwire-{begun_at:%Y%m%dT%H%M%SZ}-{number:06}.warc.gz"


def segment_number(name: str) -> int:
    """The number in a segment's name; 0 for what is no segment."""
    match = _NAME.fullmatch(name)
    return int(match.group(1)) if match else 0


def list_segments(folder: Path) -> list[Path]:
    """The segments in a folder, in the order in which they were written."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if segment_number(path.name))
    return sorted(found, key=lambda path: segment_number(path.name))


@contextmanager
def translate_os_errors() -> Iterator[None]:
    """Turn the file system's errors into `ArchiveError`."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"the archive's files cannot be read or written: {error}") from error
