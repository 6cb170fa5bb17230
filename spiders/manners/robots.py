"""robots.txt: asked for once in a run and host, obeyed by every source of it."""

import asyncio
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from core.models import Outcome
from core.urls import host_of
from spiders.roles import Role, Unusable, Verdict, ask
from spiders.spider import spider_of

AGENT = "Clusterwire"
LONGEST_RULES = 1024 * 1024  # bytes; RFC 9309 asks for half of it
LONGEST_DELAY = 60.0  # seconds; some sites ask for hours, which is no crawling any more


class Robots:
    """Refuses what robots.txt forbids; a host whose robots.txt cannot be had for now is not asked at all.

    A robots.txt that is not there, or is no rules, allows everything (RFC 9309, 2.3.1).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._visit = spider_of(crawler).visit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta["role"] is Role.ROBOTS or not self._visit.run.settings.robots:
            return
        rules = await self._rules(request.url)
        if hindrance := self._visit.hindrance(host_of(request.url)):
            raise Unusable(hindrance)
        if rules and not rules.allowed(request.url, AGENT):
            verdict = Verdict(Outcome.REFUSED, "forbidden by robots.txt")
            self._visit.refuse(request, verdict)
            raise Unusable(verdict)

    async def _rules(self, url: str) -> RobotParser | None:
        """The host's rules; None if everything is allowed."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._visit.run.hosts[host_of(url)].robots
        if origin not in known:
            known[origin] = asyncio.get_running_loop().create_future()
            try:
                known[origin].set_result(await self._fetch(origin))
            except Exception:
                self._visit.run.hosts[host_of(url)].give_up("robots.txt cannot be read")
                known[origin].set_result(None)  # nobody must wait for it for ever
                raise
        return await known[origin]

    async def _fetch(self, origin: str) -> RobotParser | None:
        host = self._visit.run.hosts[host_of(origin)]
        try:
            request = ask(f"{origin}/robots.txt", Role.ROBOTS, NO_CALLBACK, meta={"download_maxsize": LONGEST_RULES})
            answer = await self._crawler.engine.download_async(request)
        except IgnoreRequest as error:
            if isinstance(error, Unusable) and error.verdict.outcome in (Outcome.FAILED, Outcome.BLOCKED):
                host.give_up(f"robots.txt cannot be had: {error.verdict.reason}")
            return None
        if answer.status != HTTPStatus.OK:
            return None
        rules = ProtegoRobotParser.from_crawler(self._crawler, answer.body)
        if self._visit.run.settings.delay is None:
            host.spacing = min(rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)
        return rules
