"""A reactor for the whole test run, a web, and a crawl of some sources in it."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from scrapy.utils.reactor import install_reactor

from archive.ledger import PageRow
from archive.writer import ArchiveWriter, open_archive_writer
from core.clock import fixed_clock
from core.database import open_database
from core.settings import Settings
from core.source import Source
from spiders.crawl import REACTOR, crawl, use_resolver
from spiders.manners import retry
from spiders.visit import Run
from tests.spiders.site import Web, serve

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def reactor_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of a reactor that runs in a thread: no reactor runs twice in a process."""
    ready = threading.Event()
    held: list[Any] = []

    def work() -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        install_reactor(REACTOR)
        from twisted.internet import reactor  # noqa: PLC0415 # not before it is chosen

        held.extend((loop, reactor))
        reactor.callWhenRunning(ready.set)
        reactor.run(installSignalHandlers=False)
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(10)
    loop, reactor = held
    yield loop
    reactor.callFromThread(reactor.stop)
    thread.join(10)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, to be copied: making them takes longer than a crawl."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_database(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


@dataclass
class Crawled:
    """What a crawl told and stored."""

    events: list[dict[str, Any]] = field(default_factory=list)
    rows: list[PageRow] = field(default_factory=list)

    def finished(self, source_id: str = "source") -> dict[str, Any]:
        return next(e for e in self.events if e["event"] == "finished" and e["source"] == source_id)

    def outcomes(self, path: str = "") -> list[tuple[str, str]]:
        """(path, outcome) of the pages told of, robots.txt aside, by path."""
        told = [e for e in self.events if e["event"] == "page" and e["role"] != "robots" and path in e["url"]]
        return sorted((e["url"].partition("://")[2].partition("/")[2], e["outcome"]) for e in told)

    def page(self, url: str) -> dict[str, Any]:
        """The one event that tells of an address."""
        (event,) = [e for e in self.events if e["event"] == "page" and e["url"] == url]
        return event


class Crawls:
    """Crawls one after the other into the same archive."""

    def __init__(self, home: Path, web: Web, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = sa.create_engine(f"sqlite:///{home / 'clusterwire.db'}")
        self._loop = loop
        self._base = {"home": home, "mirror": web.address, "delay": 0, "timeout": 0.6, "now": NOW}
        self.archive: ArchiveWriter = open_archive_writer(home / "archive", self._engine, fixed_clock(NOW))
        self.run: Run | None = None

    def __call__(self, *sources: Source, **settings: Any) -> Crawled:
        crawled = Crawled()
        asked = Settings(_env_file=None, **{**self._base, **settings})
        first = max((row.id for row in self.archive.pages()), default=0)
        future = asyncio.run_coroutine_threadsafe(self._crawl(asked, sources, crawled), self._loop)
        future.result(40)
        crawled.rows = [row for row in self.archive.pages() if row.id > first]
        return crawled

    async def _crawl(self, settings: Settings, sources: tuple[Source, ...], crawled: Crawled) -> None:
        self.run = Run(self.archive, settings, fixed_clock(NOW), crawled.events.append, run_id=None)
        use_resolver(self.run)
        await crawl(self.run, sources)

    def close(self) -> None:
        self.archive.close()
        self._engine.dispose()


@pytest.fixture
def crawl_sources(
    tmp_path: Path, web: Web, reactor_loop: asyncio.AbstractEventLoop, empty_database: Path
) -> Iterator[Crawls]:
    shutil.copy(empty_database, tmp_path / "clusterwire.db")
    crawls = Crawls(tmp_path, web, reactor_loop)
    yield crawls
    crawls.close()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.02, 0.04))


@pytest.fixture
def make_source() -> Callable[..., Source]:
    """A source of the host `www.site.example`; `spider` is what its YAML says."""

    def make(spider: dict[str, Any], **more: Any) -> Source:
        values = {
            "id": "source",
            "title": "A source",
            "homepage": "https://www.site.example/",
            "country": "BE",
            "authority": "platform",
            "schedule": "0 6 * * *",
            "politeness": {"max_pages": 200},
        }
        return Source.model_validate({**values, "spider": spider, **more})

    return make
