"""One source's part in a run: what was found and what became of it, told as it happens."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import HttpUrl
from scrapy import Request

from archive.writer import ArchiveWriter
from core.clock import Clock
from core.models import Outcome
from core.settings import Settings
from core.source import Source
from core.urls import canonical_url
from spiders.manners.budget import Budget
from spiders.manners.hosts import Hosts
from spiders.roles import Role, Verdict, role_of

Emit = Callable[[dict[str, Any]], None]
"""Takes one event; see `spiders.crawl` for the events there are."""

_log = logging.getLogger(__name__)

PENDING = "pending"
_REMEMBERED_ERRORS = 5


@dataclass
class Run:
    """What the sources of a run share.

    Attributes:
        revisits: pages to be looked at though no list may name them, by source.
        hosts: how the hosts are doing.
        budget: the memory that answers under way may take.
        unpacking: held by the one long answer that is being unpacked.
        fetched: canonical addresses of items that a source of the run has taken on: none is fetched twice.
        refused_names: host names that lead to no public address.
        stopping: set when the run is to end early.
    """

    archive: ArchiveWriter
    settings: Settings
    clock: Clock
    emit: Emit
    run_id: int | None = None
    revisits: Mapping[str, Sequence[HttpUrl]] = field(default_factory=dict)
    unpacking: asyncio.Lock = field(default_factory=asyncio.Lock)
    hosts: Hosts = field(default_factory=Hosts)
    budget: Budget = field(default_factory=Budget)
    fetched: set[str] = field(default_factory=set)
    refused_names: set[str] = field(default_factory=set)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    why_stopped: str | None = None

    def stop(self, reason: str) -> None:
        """End the run early; the first reason is the one that counts."""
        self.why_stopped = self.why_stopped or reason
        self.stopping.set()


@dataclass
class Visit:
    """The counts of one source.

    Attributes:
        hosts: those that the source may ask.
        items: what tells the items found apart: canonical addresses, or the keys of rows.
        answers: answers stored.
        outcomes: final outcomes of pages, by name; an attempt that was repeated does not count.
        errors: why the run of the source is not to be trusted, in words.
    """

    run: Run
    source: Source
    hosts: frozenset[str] = field(init=False)
    items: set[str] = field(default_factory=set)
    asked: int = 0
    answers: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hosts = self.source.allowed_hosts

    def canonical(self, url: str) -> str:
        """The address under which the source's items are known; ValueError if it is none."""
        return canonical_url(url, self.source.keep_params, self.source.aliases)

    def find(self, key: str) -> None:
        """Note an item."""
        if key not in self.items:
            self.items.add(key)
            self.run.emit({"event": "item", "source": self.source.id, "url": key})

    def take_on(self, canonical: str) -> bool:
        """True for the first source of the run that wants to fetch an item."""
        if canonical in self.run.fetched:
            return False
        self.run.fetched.add(canonical)
        return True

    def settle(self, url: str, role: Role, page_id: int, verdict: Verdict, *, answered: bool, final: bool) -> None:
        """Note what became of a page."""
        self.answers += answered
        if not final:
            return
        outcome = str(verdict.outcome or PENDING)
        self.outcomes[outcome] += 1
        told = f"{outcome}: {url}" + (f" ({verdict.reason})" if verdict.reason else "")
        _log.info("%s", told, extra={"source": self.source.id, "page": page_id})
        self.run.emit(
            {
                "event": "page",
                "source": self.source.id,
                "url": url,
                "page": page_id,
                "role": str(role),
                "outcome": outcome,
                "detail": verdict.reason,
            }
        )

    def store_failure(self, request: Request, verdict: Verdict) -> int:
        """Note in the ledger a request to which nothing was received; returns the page's id."""
        return self.run.archive.store_failure(
            source_id=self.source.id,
            run_id=self.run.run_id,
            url=request.url,
            outcome=verdict.outcome or Outcome.FAILED,
            detail=verdict.reason,
            fetched_at=self.run.clock(),
            method=request.method,
            request_body=request.body,
            requested_url=request.meta.get("redirect_urls", [request.url])[0],
        )

    def refuse(self, request: Request, verdict: Verdict) -> None:
        """Note a request that is not sent."""
        page_id = self.store_failure(request, verdict)
        self.settle(request.url, role_of(request), page_id, verdict, answered=False, final=True)

    def hindrance(self, host: str) -> Verdict | None:
        """Why a host is not asked at present: the run ends, or the host was given up; None if it may be."""
        sentence = self.run.why_stopped
        if not sentence and (reason := self.run.hosts[host].given_up):
            sentence = f"{host} is not asked any more: {reason}"
        if not sentence:
            return None
        self.complain(sentence)
        return Verdict(Outcome.FAILED, sentence)

    def complain(self, error: str) -> None:
        """Note, once, why the run of the source is not to be trusted."""
        self.errors.setdefault(error)

    @property
    def error(self) -> str | None:
        """The first few complaints as one sentence; None if there are none."""
        if not self.errors:
            return None
        shown = list(self.errors)[:_REMEMBERED_ERRORS]
        more = len(self.errors) - len(shown)
        return "; ".join(shown) + (f"; and {more} more" if more else "")

    def summary(self) -> dict[str, Any]:
        """The event that ends the source."""
        return {
            "event": "finished",
            "source": self.source.id,
            "discovered": len(self.items),
            "fetched": self.answers,
            "outcomes": dict(self.outcomes),
            "error": self.error,
        }
