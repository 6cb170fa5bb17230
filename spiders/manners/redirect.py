"""Follows a redirect that the verdict lets through."""

from urllib.parse import urldefrag

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.models import Outcome
from spiders.manners.verdict import target_of
from spiders.roles import Role, Unusable, Verdict, role_of
from spiders.spider import spider_of
from spiders.visit import Visit

_OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language")


class Redirect:
    """An item that leads to one that the run knows already is not fetched again."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Redirect":
        return cls(spider_of(crawler).visit)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        verdict: Verdict = request.meta["verdict"]
        if verdict.outcome is not Outcome.REDIRECTED:
            return response
        target = urldefrag(target_of(request, response)).url
        if role_of(request) is Role.ITEM and not self._is_new(request, target):
            raise Unusable(verdict)
        return _follow(request, target, response.status)

    def _is_new(self, request: Request, target: str) -> bool:
        canonical = self._visit.canonical(target)
        return canonical == self._visit.canonical(request.url) or self._visit.take_on(canonical)


def _follow(request: Request, target: str, status: int) -> Request:
    """The request for the target; after 303, and after 301 and 302 to a POST, without the body (RFC 9110, 15.4)."""
    meta = {**request.meta, "redirect_urls": [*request.meta.get("redirect_urls", ()), request.url]}
    meta.pop("tries", None)
    followed = request.replace(url=target, meta=meta, dont_filter=True)
    if request.method == "POST" and status in (301, 302, 303):
        followed = followed.replace(method="GET", body=b"")
        for name in _OF_THE_BODY:
            followed.headers.pop(name, None)
    return followed
