"""Runs the spiders in a process of their own and passes on what they tell."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

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
    environment: Mapping[str, str] | None = None,
) -> dict[str, CrawlReport]:
    """Crawl the sources; one that fails does not stop the others, and each has a report.

    Args:
        environment: variables with the settings of the crawl; those of this process by default.
    """
    reports = {source.id: CrawlReport(source.id) for source in sources}
    with _spiders(sources, run_id, environment) as events:
        for event in events:
            on_event(event)
            report = reports[event["source"]]
            if event["event"] == "item":
                report.items.add(event["url"])
            elif event["event"] == "finished":
                report.fetched, report.error = event["fetched"], event["error"]
    return reports


@contextmanager
def _spiders(
    sources: Sequence[Source], run_id: int, environment: Mapping[str, str] | None
) -> Iterator[Iterator[Event]]:
    """The events of a child process, which is told to stop and waited for if the caller goes away."""
    job = {"run_id": run_id, "sources": [source.model_dump(mode="json") for source in sources]}
    command = [sys.executable, "-m", "spiders.crawl"]
    with subprocess.Popen(  # noqa: S603 # our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdin  # noqa: S101 # asked for above
        assert child.stdout  # noqa: S101
        try:
            json.dump(job, child.stdin)
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
