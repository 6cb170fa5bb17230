"""Spider for lists of links with a pager."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable

from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from core.notation import PATTERN_PREFIX
from core.source import ListingSpider
from spiders.spider import Requests, SourceSpider, links_at


class ListingSource(SourceSpider[ListingSpider]):
    """Follows the items of a list, and its pager as long as that brings new ones."""

    def begin(self) -> Iterable[Request]:
        self._met: dict[str, set[str]] = defaultdict(set)  # items of each list, by the address that it begins at
        for url in self.say.urls:
            yield from self.lists(str(url), self.read_list, cb_kwargs={"first": str(url)})

    def read_list(self, response: TextResponse, first: str) -> Requests:
        """The items of one page, and the next pages."""
        met = self._met[first]
        before = len(met)
        for rule in self.say.items:
            for link in _links(response, rule):
                if address := self.find(link, response):
                    met.add(address)
                    self.take(address, response)
        if len(met) > before:
            for address in self._next_pages(response):
                yield from self.lists(address, self.read_list, cb_kwargs={"first": first})

    def _next_pages(self, response: TextResponse) -> list[str]:
        for selector in self.say.next:
            if isinstance(response, HtmlResponse) and (links := links_at(response, selector)):
                return [response.urljoin(link) for link in links]
        if self.say.next or not self.say.page_param:
            return []
        number = url_query_parameter(response.url, self.say.page_param, "0") or "0"
        if not number.isdigit():
            return []
        return [add_or_replace_parameter(response.url, self.say.page_param, str(int(number) + 1))]


def _links(response: TextResponse, rule: str) -> list[str]:
    if rule.startswith(PATTERN_PREFIX):
        found = re.finditer(rule.removeprefix(PATTERN_PREFIX), response.text)
        return [_unescaped(match[1]) for match in found if match[1]]
    return links_at(response, rule) if isinstance(response, HtmlResponse) else []


def _unescaped(text: str) -> str:
    r"""A string of a script as it is meant: `\/` and `\u0026` undone."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
