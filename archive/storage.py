"""Where the segments of an archive lie: in a folder, or in an object store with a folder before it."""

from pathlib import Path
from typing import BinaryIO, Protocol

from archive.folder_storage import FolderStorage
from archive.segments import Span


class Storage(Protocol):
    """Keeps segments; every method raises `ArchiveError` where they cannot be read or written."""

    @property
    def folder(self) -> Path:
        """Where segments are written."""

    def sizes(self) -> dict[str, int]:
        """The bytes of each segment, by name, in the order in which they were written."""

    def read(self, span: Span) -> bytes:
        """The packed bytes of a record; an error if the segment is missing or ends before the record does."""

    def open(self, segment: str) -> BinaryIO:
        """A whole segment, to be read from its beginning on."""

    def take(self, segment: str) -> None:
        """Told by the writer that a segment in the folder is complete."""

    def close(self) -> None:
        """Finish what is under way."""


def open_storage(folder: Path, store: str | None) -> Storage:
    """The storage of an archive.

    Args:
        folder: where segments are written.
        store: fsspec URL of where they are moved once complete; None if they stay.

    Raises:
        ArchiveError: the store's driver is not installed, or nothing knows such a store.
    """
    if store is None:
        return FolderStorage(folder)
    from archive.object_storage import ObjectStorage  # noqa: PLC0415 # fsspec: a folder need not wait for it

    return ObjectStorage(folder, store)
