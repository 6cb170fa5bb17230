"""Segments in a folder."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from archive.segments import Span, list_segments, translate_os_errors
from core.errors import ArchiveError


class FolderStorage:
    """Segments in a folder, where they stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sizes(self) -> dict[str, int]:
        """By name; a segment that is moved away meanwhile is left out."""
        found = {}
        with translate_os_errors():
            for path in list_segments(self.folder):
                with suppress(FileNotFoundError):
                    found[path.name] = path.stat().st_size
        return found

    def read(self, span: Span) -> bytes:
        with translate_os_errors():
            return require_whole(read_file(self.folder / span.segment, span), span)

    def open(self, segment: str) -> BinaryIO:
        with translate_os_errors():
            return (self.folder / segment).open("rb")

    def take(self, segment: str) -> None:
        """It is where it belongs."""

    def close(self) -> None:
        """Nothing is under way."""


def read_file(path: Path, span: Span) -> bytes:
    """The bytes of a span, fewer where the file ends."""
    with path.open("rb") as file:
        file.seek(span.offset)
        return file.read(span.length)


def require_whole(packed: bytes, span: Span) -> bytes:
    """The same bytes.

    Raises:
        ArchiveError: they are too few.
    """
    if len(packed) != span.length:
        raise ArchiveError(f"{span.segment} ends before the record at {span.offset} does")
    return packed
