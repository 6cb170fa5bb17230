"""Segments in an object store, through fsspec: written in a folder, moved when complete, read by ranges."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from archive.folder_storage import FolderStorage, read_file, require_whole
from archive.segments import Span, segment_number, translate_os_errors
from core.durable import sync
from core.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_log = logging.getLogger(__name__)

AHEAD = 256 * 1024  # bytes asked for at once: pages are read in order of storing, and each question costs a round trip
BLOCK = 4 * 1024 * 1024  # the same where a whole segment is read
HEAD = 512  # bytes that tell a segment from any other: an id of its own stands in its first record


class ObjectStorage:
    """Segments in a store that can neither append nor lock.

    The folder is a spool that outlives a crash: a segment lies there until it is whole in the store. Segments move
    beside the writing, one after the other; one that cannot be moved stays, and the next writer tries again.

    Raises:
        ArchiveError: by every method, where the store does not answer.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self._spool, self._url = FolderStorage(folder), url
        with self._asking():
            self._files, self._root = url_to_fs(url)
        self._moves = ThreadPoolExecutor(1, thread_name_prefix="segments")  # starts when it is given something
        self._ahead = Span("", 0, 0), b""  # what was read last, and a little more

    def sizes(self) -> dict[str, int]:
        spooled = self._spool.sizes()  # before the store is asked: a segment may move meanwhile
        with self._asking():
            self._files.invalidate_cache()
            listed = {PurePosixPath(entry["name"]).name: entry["size"] for entry in self._list()}
        found = listed | spooled
        return {name: found[name] for name in sorted(filter(segment_number, found), key=segment_number)}

    def read(self, span: Span) -> bytes:
        with translate_os_errors(), suppress(FileNotFoundError):
            return require_whole(read_file(self.folder / span.segment, span), span)
        here, content = self._ahead
        if here.segment != span.segment or not here.offset <= span.offset <= span.end <= here.end:
            content = self.fetch(span.segment, span.offset, span.offset + max(span.length, AHEAD))
            here = Span(span.segment, span.offset, len(content))
            self._ahead = (here, content) if len(content) <= AHEAD else (Span("", 0, 0), b"")
        return require_whole(content[span.offset - here.offset : span.end - here.offset], span)

    def open(self, segment: str) -> BinaryIO:
        with translate_os_errors(), suppress(FileNotFoundError):
            return (self.folder / segment).open("rb")
        with self._asking():
            size = self._files.size(self._path(segment))
        return BufferedReader(_StoredSegment(self, segment, size), BLOCK)

    def take(self, segment: str) -> None:
        self._moves.submit(self._move, segment)

    def close(self) -> None:
        self._moves.shutdown()

    def fetch(self, segment: str, start: int, end: int) -> bytes:
        """Bytes of a segment in the store, fewer where it ends."""
        with self._asking():
            content: bytes = self._files.cat_file(self._path(segment), start=start, end=end)
            return content

    def _path(self, segment: str) -> str:
        return f"{self._root.rstrip('/')}/{segment}"

    def _list(self) -> list[dict[str, Any]]:
        try:
            entries: list[dict[str, Any]] = self._files.ls(self._root, detail=True)
        except FileNotFoundError:  # nothing was moved there yet
            return []
        return entries

    def _move(self, segment: str) -> None:
        try:
            self._put(self.folder / segment)
            with translate_os_errors():
                (self.folder / segment).unlink()
        except ArchiveError as error:
            _log.warning("%s stays in %s until the next start: %s", segment, self.folder, error)

    def _put(self, file: Path) -> None:
        """Copy a segment into the store; one that a crash cut short there is replaced, one of others never."""
        path = self._path(file.name)
        with self._asking():
            self._files.invalidate_cache()
            if self._files.exists(path) and not _begins_with(file, self.fetch(file.name, 0, HEAD)):
                raise ArchiveError(
                    f"{self._url} has another segment of this name: each archive needs a place of its own"
                )
            if isinstance(self._files, LocalFileSystem):
                self._files.makedirs(self._root, exist_ok=True)
            self._files.put_file(str(file), path)
            if isinstance(self._files, LocalFileSystem):
                sync(Path(path))
                sync(Path(self._root))
            if (size := self._files.size(path)) != file.stat().st_size:
                raise ArchiveError(f"{self._url} has {size} bytes of it")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn the store's errors into `ArchiveError`."""
        try:
            yield
        except ArchiveError:
            raise
        except ImportError as error:
            raise ArchiveError(f"the archive {self._url} needs a driver: {error}") from error
        except Exception as error:  # each driver has errors of its own
            raise ArchiveError(
                f"the archive {self._url} cannot be read or written: {type(error).__name__}: {error}"
            ) from error


def _begins_with(file: Path, head: bytes) -> bool:
    return read_file(file, Span(file.name, 0, len(head))) == head


class _StoredSegment(RawIOBase):
    """A segment as a file; what is read is fetched."""

    def __init__(self, storage: ObjectStorage, segment: str, size: int) -> None:
        self._storage, self._segment, self._size = storage, segment, size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        end = min(self._position + len(view), self._size)
        content = self._storage.fetch(self._segment, self._position, end) if end > self._position else b""
        view[: len(content)] = content
        self._position += len(content)
        return len(content)
