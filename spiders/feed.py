"""Spider for RSS and Atom feeds, also where the feed's address must be found first."""

import re
from collections.abc import Iterable

from lxml import etree
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from core.source import FeedSpider
from spiders.spider import Requests, SourceSpider, links_at

_BEGIN = re.compile(rb"<\?xml|<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")  # what stands before it is not the feed's
_ALTERNATE = "head link[rel~=alternate][type='application/{}+xml']::attr(href)"


class FeedSource(SourceSpider[FeedSpider]):
    """Follows the links of a feed's entries."""

    def begin(self) -> Iterable[Request]:
        for url in self.say.urls:
            yield from self.lists(str(url), self.read_feed, "xml")
        for url in self.say.discover:
            yield from self.lists(str(url), self.find_feeds)

    def find_feeds(self, response: Response) -> Requests:
        """The feeds that a page names in its head."""
        links = []
        if isinstance(response, HtmlResponse):
            links = [link for kind in ("rss", "atom") for link in links_at(response, _ALTERNATE.format(kind))]
        if not links:
            self.visit.complain(f"{response.url}: names no feed")
        for link in links:
            yield from self.lists(response.urljoin(link), self.read_feed, "xml")

    def read_feed(self, response: Response) -> None:
        """Find the items of a feed."""
        for link in entry_links(response.body):
            self.add_item(link, response)


def entry_links(feed: bytes) -> list[str]:
    """The address of each entry of an RSS or Atom feed; of a damaged one as far as it can be read."""
    begin = _BEGIN.search(feed)
    if begin is None:
        return []
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(feed[begin.start() :], parser)
    if root is None:  # a declaration and nothing else
        return []
    return [link for entry in root.iter("{*}item", "{*}entry") if (link := _link_of(entry))]


def _link_of(entry: etree._Element) -> str | None:
    """Atom's `link rel=alternate`, RSS's `link`, else a `guid` that is an address."""
    for link in entry.iterchildren("{*}link"):
        if link.get("rel", "alternate") == "alternate" and (address := link.get("href") or (link.text or "").strip()):
            return str(address)
    guid = (entry.findtext("{*}guid") or "").strip()
    return guid if guid.startswith(("http:", "https:")) else None
