"""One worker's share of the pending pages: claimed batch by batch, kept while it works, given back when it ends."""

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from uuid import uuid4

import sqlalchemy as sa

from archive import claims
from archive.ledger import IS_PENDING, pages
from core.clock import Clock, system_clock
from core.database import translate_errors
from core.errors import DatabaseError
from core.models import Outcome
from flows.reading import BATCH

_log = logging.getLogger(__name__)

RENEW_EVERY = claims.LEASE.total_seconds() / 3
POLL_EVERY = 0.5  # seconds between two looks at what others have not finished yet


class Round(NamedTuple):
    """Pages to be read: their ids, and whether a worker died with some of them."""

    page_ids: Iterator[int]
    follows_a_death: bool


@dataclass(frozen=True)
class Share:
    """The claims of one worker."""

    engine: sa.Engine
    clock: Clock
    worker: str

    def rounds(self) -> Iterator[Round]:
        """Claimed pages, round by round, until no page is pending.

        A round ends where others hold all that is left. Its pages are to be settled before the next is asked for,
        which waits for the others and takes over what they do not finish.
        """
        while self._is_any_pending():
            dead = self._find_dead()
            page_ids = self._claim(dead)
            if first := next(page_ids, None):
                yield Round(chain((first,), page_ids), follows_a_death=bool(dead))
            else:
                time.sleep(POLL_EVERY)

    def settle(
        self, connection: sa.Connection, page_id: int, outcome: Outcome, detail: str, seconds: float | None
    ) -> bool:
        """Write down what became of a page, in the caller's transaction; False if another worker took it over.

        Args:
            seconds: that reading it took.
        """
        with translate_errors():
            return claims.settle_claimed(connection, self.worker, page_id, outcome, detail, read_seconds=seconds)

    def keep(self, ended: Event) -> None:
        """Renew the claims until the end."""
        while not ended.wait(RENEW_EVERY):
            try:
                with translate_errors(), self.engine.begin() as connection:
                    claims.renew_claims(connection, self.worker, self.clock())
            except DatabaseError as error:
                _log.warning("claims on pages could not be renewed: %s", error)

    def release(self) -> None:
        """Give back what was not settled."""
        with translate_errors(), self.engine.begin() as connection:
            claims.release_claims(connection, self.worker)

    def _claim(self, dead: set[str]) -> Iterator[int]:
        while True:
            with translate_errors(), self.engine.begin() as connection:
                page_ids = claims.claim_pages(connection, self.worker, BATCH, self.clock(), dead)
            if not page_ids:
                return
            yield from page_ids

    def _is_any_pending(self) -> bool:
        with translate_errors(), self.engine.connect() as connection:
            return bool(connection.scalar(sa.select(sa.exists().where(IS_PENDING).select_from(pages))))

    def _find_dead(self) -> set[str]:
        with translate_errors(), self.engine.connect() as connection:
            return set(filter(_is_dead, claims.find_claimants(connection)))


@contextmanager
def open_share(engine: sa.Engine, clock: Clock = system_clock) -> Iterator[Share]:
    """A share under a name of its own; `clock` is the machine's, also where the run's stands still."""
    share = Share(engine, clock, f"{_host()}/{os.getpid()}/{uuid4().hex}")
    ended = Event()
    renewer = Thread(target=share.keep, args=(ended,), name="claims", daemon=True)
    renewer.start()
    try:
        yield share
    finally:
        ended.set()
        renewer.join()
        share.release()


def _is_dead(worker: str) -> bool:
    """True if the worker was a process of this machine that is no more; of others only their lease tells."""
    host, pid, _ = worker.rsplit("/", 2)
    if host != _host():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # another user's
        return False
    return False


def _host() -> str:
    """The machine, and on Linux the container: process numbers count within it."""
    numbering = ""
    with suppress(OSError):
        numbering = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()} {numbering}".strip()
