"""The first to see a request and the last to see its answer: caps on the run, and nothing unreadable to the spider."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.models import Outcome
from core.urls import host_of
from spiders.manners.addresses import refusal
from spiders.roles import Role, Unusable, Verdict, role_of
from spiders.spider import spider_of
from spiders.visit import Visit


class Gate:
    """Keeps requests in that must not go out, and answers that no spider can read."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Gate":
        return cls(spider_of(crawler).visit)

    def process_request(self, request: Request) -> None:
        if verdict := self._judge(request):
            raise Unusable(verdict)

    def process_response(self, request: Request, response: Response) -> Response:
        verdict: Verdict = request.meta["verdict"]
        if not verdict.is_usable:
            raise Unusable(verdict)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, Unusable) and (verdict := request.meta.get("verdict")):
            raise Unusable(verdict) from exception

    def _judge(self, request: Request) -> Verdict | None:
        visit, host = self._visit, host_of(request.url)
        if hindrance := visit.hindrance(host):
            return hindrance
        if reason := refusal(request.url, visit.hosts):
            return Verdict(Outcome.REFUSED, reason)
        if role_of(request) is Role.ROBOTS:
            return None
        visit.asked += 1
        limit = visit.source.politeness.max_pages
        if visit.asked > limit:
            visit.complain(f"stopped after {limit} requests (politeness.max_pages)")
            return Verdict(Outcome.REFUSED, "over the source's cap on requests")
        return None
