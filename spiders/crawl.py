"""A crawl of many sources in one process: `python -m spiders.crawl`, a job on stdin, events on stdout.

The job is one line of JSON: `{"sources": [ids], "run_id": int, "addresses": {id: [urls]}, "revisits": {id: [urls]}}`.
Without ids every enabled source is meant; `addresses` replaces the `urls` of a source that takes any; `revisits` are
pages of a source to be looked at though no list may name them. The settings come by environment.

Events are lines of JSON, each with `event` and, but for the last, `source`:

- `started`;
- `item`, with `url`: an item was found: its canonical address, or the key of a row;
- `page`, with `url`, `page` (its id in the ledger), `role` (item, list, bulk, robots), `outcome` (or `pending`) and
  `detail`: the final outcome of a page, once for each page;
- `finished`, with `discovered` (items found), `fetched` (answers stored), `outcomes` (pages by outcome), `error`: why
  the run of the source cannot be trusted, null if it can;
- `failed`, with `error`: nothing could run, or the run was stopped.

Exit codes: 0 every source was crawled, 1 the run was stopped early, 2 nothing could run.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from scrapy.crawler import Crawler
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from archive.writer import open_archive_writer
from core.clock import open_clock
from core.database import open_database
from core.errors import ClusterwireError, CrawlError
from core.logs import about, log_to_stderr
from core.settings import Settings, load_settings
from core.source import Source
from core.urls import host_of
from spiders.catalog import load_catalog
from spiders.groups import by_host
from spiders.job import Job, chosen
from spiders.kinds import spider_class
from spiders.manners.habits import habits_of, user_agent
from spiders.manners.resolver import PublicResolver
from spiders.visit import Run, Visit

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
AT_ONCE = 16  # groups of sources that are crawled at the same time
GRACE = 5.0  # seconds that answers under way get when the run is stopped
TICK = 1.0  # seconds after which an answer is safe at the latest, and an orphan notices that it is one

_log = logging.getLogger(__name__)


async def crawl(run: Run, sources: Sequence[Source]) -> None:
    """Crawl sources side by side, those that share a host one after the other; tells all that happens by `run.emit`.

    No source's failure reaches another. Returns early after `run.stop`.
    """
    places = asyncio.Semaphore(AT_ONCE)
    groups = {asyncio.create_task(_crawl_group(run, group, places)) for group in by_host(sources)}
    watch = asyncio.create_task(run.stopping.wait())
    try:
        while groups and not run.stopping.is_set():
            done, _ = await asyncio.wait({*groups, watch}, return_when=asyncio.FIRST_COMPLETED)
            groups -= done
        if groups:
            _, late = await asyncio.wait(groups, timeout=GRACE)
            for group in late:
                group.cancel()
            await asyncio.gather(*late, return_exceptions=True)
    finally:
        watch.cancel()


async def _crawl_group(run: Run, sources: Sequence[Source], places: asyncio.Semaphore) -> None:
    async with places:
        for source in sources:
            with about(source=source.id):
                await _crawl_source(run, source)


async def _crawl_source(run: Run, source: Source) -> None:
    visit = Visit(run, source)
    run.emit({"event": "started", "source": source.id})
    try:
        if run.stopping.is_set():
            return
        crawler = Crawler(spider_class(source), habits_of(source, run.settings))
        watch = asyncio.create_task(_stop(run, crawler))
        try:
            await crawler.crawl_async(visit=visit)
        finally:
            watch.cancel()
    except Exception as error:  # noqa: BLE001 # a source's fault, whatever it is, must not reach the others
        _log.debug("crawl of %s", source.id, exc_info=True)
        visit.complain(f"{type(error).__name__}: {error}")
    finally:
        if run.why_stopped:
            visit.complain(run.why_stopped)
        run.emit(visit.summary())


async def _stop(run: Run, crawler: Crawler) -> None:
    await run.stopping.wait()
    await crawler.stop_async()


def use_resolver(run: Run) -> None:
    """Let names be resolved to public addresses only, the mirror's aside."""
    trusted = [host_of(run.settings.mirror)] if run.settings.mirror else []
    reactor = _reactor()
    before = reactor.nameResolver
    asking = before.inner if isinstance(before, PublicResolver) else before  # an earlier run's trust is not this one's
    reactor.installNameResolver(PublicResolver(asking, trusted, run.refused_names))


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 # importing it chooses it: the asyncio one must be in by now

    return reactor


def main() -> int:
    """Do the job on stdin; returns the exit code."""
    try:
        job = Job.model_validate_json(sys.stdin.readline())
        settings = load_settings()
        return _run_job(job, settings)
    except ValidationError as error:
        return _fail(CrawlError(f"the job cannot be understood: {error.errors()[0]['msg']}"))
    except ClusterwireError as error:
        return _fail(error)


def _start_logging(settings: Settings) -> None:
    configure_logging({"LOG_INSTALL_ROOT_HANDLER": False})
    log_to_stderr(settings.log_level, settings.log_format)
    logging.getLogger("scrapy.core.downloader.handlers").setLevel(logging.ERROR)  # what it warns of are outcomes here
    for name in ("addons", "crawler", "middleware", "utils.log"):  # tell for each source what is the same for all
        logging.getLogger(f"scrapy.{name}").setLevel(logging.WARNING)


def _run_job(job: Job, settings: Settings) -> int:
    sources = chosen(load_catalog(settings.sources), job)
    user_agent(settings)  # without a contact nobody is asked anything
    _start_logging(settings)
    clock = open_clock(settings.now)
    engine = open_database(settings.database_url)
    try:
        with (
            about(run=job.run_id),
            open_archive_writer(
                settings.archive_folder,
                engine,
                clock,
                store=settings.archive_store,
                segment_size=settings.segment_size,
                max_decompressed=settings.max_decompressed,
            ) as archive,
        ):
            run = Run(archive, settings, clock, lambda event: _tell(run, event), job.run_id, job.revisits)
            _react(run, sources)
    finally:
        engine.dispose()
    return _fail(CrawlError(run.why_stopped), code=1) if run.why_stopped else 0


def _react(run: Run, sources: Sequence[Source]) -> None:
    """Run the reactor until the sources are crawled."""
    install_reactor(REACTOR)
    reactor = _reactor()

    async def work() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, run.stop, f"stopped by {number.name}")
        ticking = asyncio.create_task(_tick(run))
        try:
            await crawl(run, sources)
        finally:
            ticking.cancel()
            reactor.stop()

    use_resolver(run)
    reactor.callWhenRunning(lambda: asyncio.ensure_future(work()))
    reactor.run(installSignalHandlers=False)


async def _tick(run: Run) -> None:
    parent = os.getppid()
    while True:
        await asyncio.sleep(TICK)
        try:
            run.archive.flush()
        except ClusterwireError as error:
            run.stop(str(error))
        if os.getppid() != parent:
            run.stop("the program that started the crawl is gone")


def _tell(run: Run, event: dict[str, Any]) -> None:
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        run.stop("nobody reads the events any more")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: ClusterwireError, code: int = 2) -> int:
    print(json.dumps({"event": "failed", "error": str(error)}), flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
