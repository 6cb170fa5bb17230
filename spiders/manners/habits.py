"""The settings of Scrapy for one source: what its politeness and the program's settings come to."""

from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from core.errors import SettingsError
from core.settings import Settings
from core.source import Source
from spiders.manners.robots import AGENT

_HERE = "spiders.manners"
_SCRAPY = "scrapy.downloadermiddlewares"
_AT_ONCE = 16  # requests of one source in the downloader, over all its hosts
_LONGEST_THROTTLE = 60.0  # seconds between requests to which a slow host may bring AutoThrottle


def user_agent(settings: Settings) -> str:
    """Who asks, and where to reach whoever runs the program.

    Raises:
        SettingsError: real sites are to be asked, and nobody could be reached.
    """
    if settings.contact is None and settings.mirror is None:
        raise SettingsError("set CLUSTERWIRE_CONTACT to an address where site owners reach you, e.g. mailto:you@...")
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"{AGENT}/{version('clusterwire')}{contact}"


def habits_of(source: Source, settings: Settings) -> dict[str, Any]:
    """Scrapy's settings for the crawl of a source."""
    polite = source.politeness
    delay = polite.delay if settings.delay is None else settings.delay
    concurrency = settings.concurrency or polite.concurrency
    return {
        "USER_AGENT": user_agent(settings),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": _codings(),
            "Accept-Language": f"{source.language},en;q=0.5" if source.language not in (None, "en") else "en",
        },
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # half of the delay is less than the source asks for
        "CONCURRENT_ITEMS": 1,  # Scrapy makes so many tasks for each page, and a page's requests need none
        "CONCURRENT_REQUESTS": max(_AT_ONCE, concurrency),
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "AUTOTHROTTLE_ENABLED": settings.delay is None,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(_LONGEST_THROTTLE, delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(concurrency),
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_MAXSIZE": settings.max_body,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "HTTPPROXY_ENABLED": settings.mirror is None,
        "CLOSESPIDER_TIMEOUT": polite.longest_run,
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), f"{_HERE}.download.ArchivingDownloadHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "LOG_LEVEL": settings.log_level,
        **_PARTS,
    }


# All that runs of Scrapy stands here. What is left out: cookies, so that every page is what a first visitor sees;
# compression, which the archive's decoder undoes under a cap; redirects and retries, for which ours go by the verdict.
_PARTS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES_BASE": {
        f"{_HERE}.gate.Gate": 10,
        f"{_HERE}.robots.Robots": 100,
        f"{_SCRAPY}.downloadtimeout.DownloadTimeoutMiddleware": 350,
        f"{_SCRAPY}.defaultheaders.DefaultHeadersMiddleware": 400,
        f"{_SCRAPY}.useragent.UserAgentMiddleware": 500,
        f"{_HERE}.retry.Retry": 550,
        f"{_HERE}.redirect.Redirect": 600,
        f"{_SCRAPY}.httpproxy.HttpProxyMiddleware": 750,
    },
    "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": 800},
    "EXTENSIONS_BASE": {
        "scrapy.extensions.closespider.CloseSpider": 0,
        "scrapy.extensions.throttle.AutoThrottle": 0,
    },
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the spiders and the run know what was asked for
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "STATS_DUMP": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,  # it reads the spider's source for each page
}


def _codings() -> str:
    """The codings that the archive can undo here."""
    return ", ".join(["gzip", "deflate", *(["br"] if find_spec("brotli") else [])])
