"""Which class crawls which kind of source."""

from typing import Any

from scrapy.utils.misc import load_object

from core.errors import SourceError
from core.source import Source
from spiders.feed import FeedSource
from spiders.json_api import JsonApiSource
from spiders.listing import ListingSource
from spiders.sitemap import SitemapSource
from spiders.spider import SourceSpider

_SPIDERS: dict[str, type[SourceSpider[Any]]] = {
    "feed": FeedSource,
    "sitemap": SitemapSource,
    "listing": ListingSource,
    "json_api": JsonApiSource,
}


def spider_class(source: Source) -> type[SourceSpider[Any]]:
    """The class that crawls a source: the one that its YAML names, else the generic one of its kind.

    Raises:
        SourceError: what the YAML names is no spider.
    """
    named: str | None = getattr(source.spider, "spider", None)
    if named is None:
        return _SPIDERS[source.spider.kind]
    try:
        found = load_object(named.replace(":", "."))
    except (ImportError, NameError) as error:
        raise SourceError(f"{source.id}: spider.spider: {error}") from error
    if not (isinstance(found, type) and issubclass(found, SourceSpider)):
        raise SourceError(f"{source.id}: spider.spider: {named} is no SourceSpider")
    return found
