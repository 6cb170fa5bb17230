"""Runs the spiders in a process of their own and passes on what they tell."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.errors import CrawlError
from core.source import Source

Event = Mapping[str, Any]
"""One line of the crawl; `spiders.crawl` tells which there are."""

END_WITHIN = 60  # seconds that a crawl has to store what it holds once it is told to stop


@dataclass
class CrawlReport:
    """How the crawl of one source went.

    Attributes:
        items: canonical addresses, or keys, of the announcements that its lists named.
        fetched: answers stored.
        error: why the crawl is not to be trusted; None where it is.
    """

    source_id: str
    items: set[str] = field(default_factory=set)
    fetched: int = 0
    error: str | None = "the crawl was cut short"


def crawl(
    sources: Sequence[Source],
    run_id: int,
    on_event: Callable[[Event], None],
    *,
    revisits: Mapping[str, Sequence[str]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, CrawlReport]:
    """Crawl the sources; one that fails does not stop the others, and each has a report.

    Raises:
        CrawlError: nothing could run.

    Args:
        revisits: addresses of items, by source, to look at though no list may name them.
        environment: variables with the settings of the crawl; those of this process by default.
    """
    begun = False
    reports = {source.id: CrawlReport(source.id) for source in sources}
    job = {
        "run_id": run_id,
        "sources": list(reports),
        "addresses": _addresses(sources),
        "revisits": dict(revisits or {}),
    }
    with _spiders(job, environment) as events:
        for event in events:
            on_event(event)
            if event["event"] == "failed" and not begun:
                raise CrawlError(event["error"])
            begun = True
            _note(event, reports)
    return reports


def _note(event: Event, reports: Mapping[str, CrawlReport]) -> None:
    match event["event"]:
        case "item":
            reports[event["source"]].items.add(event["url"])
        case "finished":
            report = reports[event["source"]]
            report.fetched, report.error = event["fetched"], event["error"]
        case "failed":
            for report in reports.values():
                report.error = report.error and event["error"]


def _addresses(sources: Iterable[Source]) -> dict[str, list[str]]:
    """The addresses of feeds that came with the command."""
    return {
        source.id: [str(url) for url in source.spider.urls]
        for source in sources
        if not source.enabled and source.spider.kind == "feed"
    }


@contextmanager
def _spiders(job: Mapping[str, Any], environment: Mapping[str, str] | None) -> Iterator[Iterator[Event]]:
    """The events of a child process, which is told to stop and waited for if the caller goes away."""
    command = [sys.executable, "-m", "spiders.crawl"]
    with subprocess.Popen(  # noqa: S603 # our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdin  # noqa: S101 # asked for above
        assert child.stdout  # noqa: S101
        try:
            child.stdin.write(json.dumps(job) + "\n")
            child.stdin.close()
            yield (json.loads(line) for line in child.stdout)
        except BaseException:
            child.terminate()
            raise
        finally:
            try:
                child.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                child.kill()
