"""What outlives a loss of power."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Bring to the disk a file's content, or the names in a folder.

    Raises:
        OSError: the disk does not take it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
