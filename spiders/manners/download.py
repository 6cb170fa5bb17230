"""Where the crawl meets the wire: Scrapy's own HTTP, between the mirror and the archive."""

from http import HTTPStatus

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.errors import ArchiveError, DatabaseError
from core.urls import host_of
from spiders.manners.capture import Capture
from spiders.manners.mirror import mirrored
from spiders.spider import spider_of


class ArchivingDownloadHandler(BaseDownloadHandler):
    """Asks, and keeps every answer.

    Middlewares see real addresses, decoded bodies, an archived body where the server said 304, and in `request.meta`
    the `verdict` and the id of the `page`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._wire = HTTP11DownloadHandler.from_crawler(crawler)
        self._run = spider_of(crawler).visit.run
        self._capture = Capture(spider_of(crawler).visit)

    async def download_request(self, request: Request) -> Response:
        """The answer, after the archive has it."""
        await self._run.hosts[host_of(request.url)].turn(self._run.stopping)
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
        except Exception as error:
            self._capture.lose(request, error)
            raise
        return self._capture.keep(request, answer)

    async def _send(self, request: Request) -> Response:
        mirror = self._run.settings.mirror
        if not mirror:
            return await self._wire.download_request(request)
        sent = request.replace(url=mirrored(request.url, mirror))
        try:
            return await self._wire.download_request(sent)
        finally:
            request.meta["download_latency"] = sent.meta.get("download_latency")  # AutoThrottle goes by it
