"""Tells Prefect's run logger how far a crawl is."""

from collections import Counter
from collections.abc import Callable

from prefect import get_run_logger

from flows.crawling import Event

EVERY = 100  # pages of a source after which a line tells of it


def log_crawl() -> Callable[[Event], None]:
    """What is told the events of a crawl; every hundredth page of a source gives a line, and its end."""
    log, pages = get_run_logger(), Counter[str]()

    def note(event: Event) -> None:
        match event:
            case {"event": "page", "source": source}:
                pages[source] += 1
                if pages[source] % EVERY == 0:
                    log.info("%s: %d pages", source, pages[source])
            case {"event": "finished", "source": source, "error": error}:
                log.info("%s: done, %d items%s", source, event["discovered"], f"; {error}" if error else "")

    return note
