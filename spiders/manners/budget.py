"""The memory that answers under way may take together, however many hosts send however much."""

import gc

from scrapy import Request
from scrapy.exceptions import StopDownload

UNDER_WAY = 128 * 1024 * 1024  # bytes; answers of usual size never come near it
_BIG = 4 * 1024 * 1024  # bytes for which it pays to look for what nobody needs any more


class Budget:
    """Counts the bytes of the answers under way in a run."""

    def __init__(self, limit: int = UNDER_WAY) -> None:
        self._limit = limit
        self._received: dict[int, int] = {}
        self._total = 0

    def count(self, data: bytes, request: Request) -> None:
        """Take some bytes of an answer in.

        Raises:
            StopDownload: it is the one too many; it can be asked for again when others are done.
        """
        if self._total + len(data) > self._limit:
            raise StopDownload(fail=True)
        self._total += len(data)
        self._received[id(request)] = self._received.get(id(request), 0) + len(data)

    def release(self, request: Request) -> None:
        """Forget an answer that is done, one way or the other."""
        size = self._received.pop(id(request), 0)
        self._total -= size
        if size > _BIG:
            gc.collect()  # what read it and what it was read from hold each other, and with them the bytes
