"""The folder of the embedded index: one sub-folder a generation, and a pointer that is moved in one step."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.durable import sync

_NAME: Final = re.compile(r"([0-9a-f]+)-([0-9]+)")


class Generations:
    """Generations of an index in one folder, of which at most one is current.

    Args:
        root: the folder; made when something is written.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pointer = root / "current"

    def current(self) -> Path | None:
        """The folder in force, None if there never was one.

        Raises:
            ValueError: the pointer is damaged.
        """
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        if not _NAME.fullmatch(name):
            raise ValueError(f"{self._pointer} does not name a generation")
        return self._root / name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer among all processes; the lock of a process that dies is free again."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def begin(self, layout: str) -> Path:
        """A new, empty folder beside the current one; what dead writers left is removed. Call while locked."""
        self._clean()
        numbers = [int(match[2]) for path in self._root.iterdir() if (match := _NAME.fullmatch(path.name))]
        folder = self._root / f"{layout}-{max(numbers, default=0) + 1}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make a folder the current one, durably and in one step, and remove the others. Call while locked."""
        fresh = self._root / "current.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._pointer)
        sync(self._root)
        self._clean()

    def _clean(self) -> None:
        try:
            kept = self.current()
        except ValueError:  # damaged: keep everything for whoever looks into it
            return
        for path in self._root.iterdir():
            if path != kept and _NAME.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)


def layout_of(folder: Path) -> str:
    """The layout that a generation was made with."""
    return folder.name.partition("-")[0]
