"""Where the crawl meets the wire: Scrapy's own HTTP, between the mirror and the archive."""

from asyncio import Semaphore
from collections import defaultdict
from http import HTTPStatus

from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from core.errors import ArchiveError, DatabaseError
from core.urls import host_of
from spiders.manners.capture import Capture
from spiders.manners.mirror import mirrored
from spiders.roles import Role, Unusable, role_of
from spiders.spider import spider_of


class ArchivingDownloadHandler(BaseDownloadHandler):
    """Asks, and keeps every answer.

    Middlewares see real addresses, decoded bodies, an archived body where the server said 304, and in `request.meta`
    the `verdict` and the id of the `page`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._wire = HTTP11DownloadHandler.from_crawler(crawler)
        self._visit = spider_of(crawler).visit
        self._run = self._visit.run
        self._capture = Capture(self._visit)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        # Without a delay Scrapy (2.19) lets a host's whole queue through before it counts what is under way.
        crawler.signals.connect(self._count, signals.bytes_received)
        self._places: dict[str, Semaphore] = defaultdict(lambda: Semaphore(concurrency))

    async def download_request(self, request: Request) -> Response:
        """The answer, after the archive has it."""
        host = host_of(request.url)
        async with self._places[host]:
            await self._run.hosts[host].turn(self._delay, self._run.stopping)
            if hindrance := self._visit.hindrance(host):
                raise Unusable(hindrance)
            try:
                response = await self._download(request)
                if response.status == HTTPStatus.NOT_MODIFIED:  # what it confirms is lost: once more, whole
                    request.meta["whole"] = True
                    response = await self._download(request)
            except (ArchiveError, DatabaseError) as error:
                self._run.stop(str(error))
                raise
            return response

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _download(self, request: Request) -> Response:
        self._capture.set_conditions(request)
        try:
            answer = await self._send(request)
        except Exception as error:  # noqa: BLE001 # raised again, without the frames that hold what came
            self._capture.lose(request, error)
            if isinstance(error, StopDownload):
                error.response = None  # the piece that came, which the error would keep in memory
            raise error.with_traceback(None) from None
        return await self._capture.keep(request, answer)

    async def _send(self, request: Request) -> Response:
        mirror = self._run.settings.mirror
        sent = request.replace(url=mirrored(request.url, mirror)) if mirror else request
        try:
            return await self._wire.download_request(sent)
        finally:
            self._run.budget.release(sent)
            request.meta["download_latency"] = sent.meta.get("download_latency")  # AutoThrottle goes by it

    def _count(self, data: bytes, request: Request) -> None:
        if role_of(request) is not Role.BULK:
            self._run.budget.count(data, request)
