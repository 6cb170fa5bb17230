"""What every spider of a source does: it finds items, fetches each once, and looks on their pages for documents."""

import re
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from typing import Any, Generic, Self, TypeVar, cast

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from core import source
from core.urls import canonical_url
from spiders.manners.addresses import refusal
from spiders.roles import Content, Role, Unusable, ask
from spiders.visit import Visit

Say = TypeVar("Say", bound=source.Spider)
Requests = Iterator[Request]

_DOCUMENT = re.compile(r"\.pdf(?:$|[?#])|[?&][^=&]+=[^&]*\.pdf(?:$|&)", re.IGNORECASE)
_AT_ONCE = 256  # items made into requests at a time
_LINKS_IN_TEXT = "//a[@href][not(ancestor::header or ancestor::footer or ancestor::nav or ancestor::aside)]/@href"


class SourceSpider(Spider, Generic[Say]):
    """Crawls one source.

    Attributes:
        visit: counts what is found, and knows what the sources of the run share.
        say: what the source's YAML says under `spider`.
    """

    name = "source"

    def __init__(self, visit: Visit) -> None:
        super().__init__(name=visit.source.id)
        self.visit = visit
        self.source = visit.source
        self.say = cast("Say", visit.source.spider)
        self._include = [re.compile(pattern) for pattern in getattr(self.say, "include", ())]
        self._exclude = [re.compile(pattern) for pattern in getattr(self.say, "exclude", ())]
        self._lists: set[str] = set()
        self._waiting: deque[tuple[str, Content, int]] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_error, signals.spider_error)
        crawler.signals.connect(spider.send_waiting, signals.spider_idle)
        crawler.signals.connect(spider.note_close, signals.spider_closed)
        return spider

    def note_error(self, failure: Failure, response: Response | None) -> None:
        """Note a fault of the program: a page that it could not read."""
        at = response.url if response else "its beginning"
        self.visit.complain(f"{at}: {type(failure.value).__name__}: {failure.value}")

    def note_close(self, reason: str) -> None:
        """Note that the crawl did not end by itself."""
        if reason == "closespider_timeout":
            minutes = self.source.politeness.longest_run / 60
            self.visit.complain(f"stopped after {minutes:.3g} minutes (politeness.max_minutes)")
        elif reason not in ("finished", "shutdown"):
            self.visit.complain(reason)

    async def start(self) -> AsyncIterator[Any]:
        for url in getattr(self.say, "pages", ()):
            self.add_item(str(url), named=True)
        for request in self.begin():
            yield request
        for url in self.visit.run.revisits.get(self.source.id, ()):
            self.take(str(url))

    @abstractmethod
    def begin(self) -> Iterable[Request]:
        """The requests for the lists that the source starts from."""

    def lists(self, url: str, callback: Callable[..., Any], content: Content = "any", **more: Any) -> Requests:
        """A request for a list, unless it was asked for before; a run that goes without it is not to be trusted."""
        canonical = canonical_url(url)
        if canonical in self._lists:
            return
        limit = self.source.politeness.max_list_pages
        if len(self._lists) >= limit:
            self.visit.complain(f"stopped after {limit} pages of lists (politeness.max_list_pages)")
            return
        self._lists.add(canonical)
        yield ask(url, Role.LIST, callback, content=content, errback=self.lose_list, **more)

    def add_item(self, link: str, page: Response | None = None, **more: Any) -> None:
        """Find the item that a link leads to, and take it; `more` as `find` and `take` have it."""
        if address := self.find(link, page, named=more.pop("named", False)):
            self.take(address, page, **more)

    def take(self, address: str, page: Response | None = None, *, content: Content = "any", depth: int = 0) -> None:
        """Fetch an item, when all lists under way are read, unless it was taken already in this run."""
        if self.visit.take_on(address):
            has_https = page is None or page.url.startswith("https:")
            self._waiting.append((address if has_https else address.replace("https:", "http:", 1), content, depth))

    def send_waiting(self) -> None:
        """Send some of the items that wait: as addresses they take little memory, as requests much."""
        if not self._waiting:
            return
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            url, content, depth = self._waiting.popleft()
            self.crawler.engine.crawl(
                ask(url, Role.ITEM, self.read_item, content=content, depth=depth, errback=self.lose_item)
            )
        raise DontCloseSpider

    def find(self, link: str, page: Response | None = None, *, named: bool = False) -> str | None:
        """Note the item that a link leads to; returns its canonical address, or None if it is none of the source's.

        A `named` item was chosen for itself: `include` is not asked, and its parameters stay.
        """
        keep: Collection[str] | None = None if named or _DOCUMENT.search(link) else self.source.keep_params
        try:
            address = canonical_url(page.urljoin(link.strip()) if page else link, keep, self.source.aliases)
        except ValueError:
            return None
        if not named and self._include and not any(pattern.search(address) for pattern in self._include):
            return None
        if any(pattern.search(address) for pattern in self._exclude):
            return None
        if reason := refusal(address, self.visit.hosts):
            self.logger.debug("left out %s: %s", address, reason)
            return None
        self.visit.find(address)
        return address

    def read_item(self, response: Response) -> None:
        """Find further items on an item's page: those that the YAML chooses, one step from a list, and documents."""
        if not isinstance(response, HtmlResponse):
            return
        depth = response.meta["item_depth"]
        links: list[str] = []
        if depth == 0:
            links += [link for selector in getattr(self.say, "follow", ()) for link in links_at(response, selector)]
        if getattr(self.say, "documents", False) and b".pdf" in response.body.lower():
            links += filter(_DOCUMENT.search, response.xpath(_LINKS_IN_TEXT).getall())
        for link in links:
            self.add_item(link, response, named=True, depth=depth + 1)

    def lose_list(self, failure: Failure) -> Any:
        """Note a list that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        told = isinstance(failure.value, Unusable) and failure.value.verdict.reason in self.visit.errors
        if not told:
            self.visit.complain(f"{request.url}: {failure.value}")

    def lose_item(self, failure: Failure) -> None:
        """An item that could not be had is in the ledger; only what is wrong with the program is told here."""
        if not isinstance(failure.value, Unusable):
            self.lose_list(failure)


def links_at(response: HtmlResponse, selector: str) -> list[str]:
    """The addresses of the links that a selector chooses, or that stand in what it chooses."""
    links: list[str] = []
    for element in response.css(selector):
        links += [element.get()] if "::" in selector else element.xpath("descendant-or-self::a/@href").getall()
    return links


def spider_of(crawler: Crawler) -> SourceSpider[Any]:
    """The spider of a crawler whose crawl has begun."""
    return cast("SourceSpider[Any]", crawler.spider)
