"""Asks again, a few times and after a while, where an answer may only be late."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from core.urls import host_of
from spiders.spider import spider_of
from spiders.visit import Visit

TRIES = 3
PAUSES = (1.0, 4.0)  # seconds before the second and the third try
LONGEST_PAUSE = 120.0  # seconds; a server that asks for more is asked again in the next run

_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})
_ERRORS = (
    CannotResolveHostError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)


def may_try_again(request: Request, failure: Response | Exception) -> bool:
    """True if the request will be sent again after this answer or error."""
    late = failure.status in _STATUSES if isinstance(failure, Response) else isinstance(failure, _ERRORS)
    return late and _tries(request) < TRIES


class Retry:
    """Repeats a request; meanwhile its host is left alone, and no other waits for it."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Retry":
        return cls(spider_of(crawler).visit)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if not may_try_again(request, response):
            return response
        asked_for = _retry_after(response, self._visit.run.clock())
        return self._again(request, asked_for)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        return self._again(request) if may_try_again(request, exception) else None

    def _again(self, request: Request, seconds: float | None = None) -> Request:
        tries = _tries(request)
        pause = PAUSES[tries - 1] if seconds is None else min(seconds, LONGEST_PAUSE)
        self._visit.run.hosts[host_of(request.url)].rest(pause)
        return request.replace(meta={**request.meta, "tries": tries + 1}, dont_filter=True)


def _tries(request: Request) -> int:
    return int(request.meta.get("tries", 1))


def _retry_after(response: Response, now: datetime) -> float | None:
    """Seconds that the server asks for; None if it says nothing that can be read.

    A date is taken as so much after the server's own date: clocks differ.
    """
    value = _header(response, "Retry-After")
    if value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        sent = parsedate_to_datetime(stated) if (stated := _header(response, "Date")) else now
        return max(0.0, (until - sent).total_seconds())
    except (ValueError, TypeError):  # the second: one of them has no time zone
        return None


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()
