"""Spider for sitemaps and their indexes."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import etree
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap

from core.source import SitemapSpider
from spiders.spider import Requests, SourceSpider


class SitemapSource(SourceSpider[SitemapSpider]):
    """Follows the pages that sitemaps list."""

    def begin(self) -> Iterable[Request]:
        for url in self.say.urls:
            yield from self.lists(str(url), self.read_sitemap, "xml")

    def read_sitemap(self, response: Response) -> Requests:
        """Further sitemaps of an index, or pages."""
        try:
            sitemap = Sitemap(response.body)
            addresses = [self._real(entry["loc"], response.url) for entry in sitemap]
        except (etree.XMLSyntaxError, StopIteration) as error:
            self.visit.complain(f"{response.url}: is no sitemap: {error}")
            return
        for address in addresses:
            if sitemap.type == "sitemapindex":
                yield from self.lists(address, self.read_sitemap, "xml")
            else:
                self.add_item(address, response)

    def _real(self, address: str, sitemap: str) -> str:
        """The address with the right host, where the site does not know its own."""
        parts = urlsplit(address.strip())
        if self.say.host is None or parts.hostname in self.source.allowed_hosts:
            return address
        return parts._replace(scheme=urlsplit(sitemap).scheme, netloc=self.say.host).geturl()
