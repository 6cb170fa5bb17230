"""Which sources a run is for."""

from collections.abc import Sequence

from pydantic import HttpUrl, ValidationError

from core.errors import SourceError
from core.source import FeedSpider, Source
from spiders.catalog import Catalog

ANY_FEED = "any-feed"  # the source that takes any feed's address


def choose_sources(catalog: Catalog, ids: Sequence[str], feed: str | None) -> tuple[Source, ...]:
    """The named sources, the feed of an address, or else every enabled source.

    Raises:
        SourceError: a source is unknown, the feed's address is none, or there is nothing to run.
    """
    chosen = tuple(catalog.get(source_id) for source_id in dict.fromkeys(ids))
    if feed:
        chosen += (_feed_source(catalog, feed),)
    chosen = chosen or tuple(source for source in catalog.sources if source.enabled)
    if not chosen:
        raise SourceError("there is no source to run; `clusterwire sources` lists them")
    return chosen


def choose_scheduled(catalog: Catalog, schedule: str) -> tuple[Source, ...]:
    """Every enabled source of a schedule: such a group is crawled together.

    Raises:
        SourceError: no source has this schedule.
    """
    chosen = tuple(source for source in catalog.sources if source.enabled and source.schedule == schedule)
    if not chosen:
        raise SourceError(f"no source has the schedule {schedule!r}; `clusterwire sources` lists them")
    return chosen


def _feed_source(catalog: Catalog, feed: str) -> Source:
    template = catalog.get(ANY_FEED)
    try:
        spider = FeedSpider(kind="feed", urls=(HttpUrl(feed),))
    except ValidationError as error:
        raise SourceError(f"{feed!r} is not the address of a feed") from error
    return template.model_copy(update={"spider": spider, "homepage": spider.urls[0], "title": feed})
