"""What a crawl is told to do."""

from collections.abc import Sequence

from pydantic import HttpUrl

from core.models import Frozen
from core.source import Source
from core.urls import host_of
from spiders.catalog import Catalog


class Job(Frozen):
    """What is to be crawled; see the module's docstring."""

    sources: tuple[str, ...] = ()
    run_id: int | None = None
    addresses: dict[str, tuple[HttpUrl, ...]] = {}
    revisits: dict[str, tuple[HttpUrl, ...]] = {}


def chosen(catalog: Catalog, job: Job) -> list[Source]:
    """The sources of a job, with the addresses that it gives them.

    Raises:
        SourceError: an id is not known.
    """
    named = [catalog.get(source_id) for source_id in job.sources]
    sources = named or [source for source in catalog.sources if source.enabled]
    return [_addressed(source, job.addresses.get(source.id, ())) for source in sources]


def _addressed(source: Source, urls: Sequence[HttpUrl]) -> Source:
    if not urls:
        return source
    hosts = {*source.hosts, *(host_of(str(url)) for url in urls)}
    spider = source.spider.model_copy(update={"urls": tuple(urls)})
    return source.model_copy(update={"spider": spider, "hosts": tuple(sorted(hosts))})
