"""How the hosts of a run are doing: which must be left alone for a while, which do not answer any more."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from scrapy.robotstxt import RobotParser

GIVE_UP_AFTER = 3  # pages in a row that could not be had after all tries


@dataclass
class Host:
    """One host.

    Attributes:
        free_at: moment of the monotonic clock before which nothing is asked.
        spacing: seconds between two requests that its robots.txt asks for.
        misses: pages in a row that could not be had.
        given_up: why nothing is asked any more in this run; None while it answers.
        robots: its rules, or why they cannot be known, once somebody has asked.
    """

    free_at: float = 0.0
    spacing: float = 0.0
    misses: int = 0
    given_up: str | None = None
    robots: "dict[str, asyncio.Future[RobotParser | None]]" = field(default_factory=dict)

    async def turn(self, delay: float, stopping: asyncio.Event) -> None:
        """Wait until the host may be asked, no longer than the run goes on; the next one waits for the delay, too.

        It holds where Scrapy's own delay ends: after a pause, and from one source of the host to the next.
        """
        while (wait := self.free_at - monotonic()) > 0 and not stopping.is_set():
            try:
                await asyncio.wait_for(stopping.wait(), wait)
            except TimeoutError:
                continue
        self.free_at = max(self.free_at, monotonic() + max(delay, self.spacing))

    def rest(self, seconds: float) -> None:
        """Ask nothing for some seconds."""
        self.free_at = max(self.free_at, monotonic() + seconds)

    def note(self, miss: str | None) -> None:
        """Note that it answered, or why a page could not be had after all tries."""
        self.misses = self.misses + 1 if miss else 0
        if self.misses >= GIVE_UP_AFTER:
            self.give_up(f"{self.misses} pages in a row could not be had, the last: {miss}")

    def give_up(self, reason: str) -> None:
        """Ask nothing more in this run."""
        self.given_up = self.given_up or reason


class Hosts:
    """The hosts of a run, by name."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host())
