"""The settings of Scrapy for one source: what its politeness and the program's settings come to."""

from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from core.settings import Settings
from core.source import Source
from spiders.manners.robots import AGENT

_HERE = "spiders.manners"
_AT_ONCE = 16  # requests of one source in the downloader, over all its hosts
_LONGEST_THROTTLE = 60.0  # seconds between requests to which a slow host may bring AutoThrottle


def habits_of(source: Source, settings: Settings) -> dict[str, Any]:
    """Scrapy's settings for the crawl of a source."""
    polite = source.politeness
    delay = polite.delay if settings.delay is None else settings.delay
    concurrency = settings.concurrency or polite.concurrency
    return {
        "USER_AGENT": f"{AGENT}/{version('clusterwire')} (+{settings.contact})",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": _codings(),
            "Accept-Language": f"{source.language},en;q=0.5" if source.language not in (None, "en") else "en",
        },
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # half of the delay is less than the source asks for
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
        "CLOSESPIDER_TIMEOUT": polite.max_minutes * 60,
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), f"{_HERE}.download.ArchivingDownloadHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{_HERE}.gate.Gate": 10,
            f"{_HERE}.robots.Robots": 100,
            f"{_HERE}.retry.Retry": 550,
            f"{_HERE}.redirect.Redirect": 600,
        },
        "LOG_LEVEL": settings.log_level,
        **_OFF,
    }


_OFF: dict[str, Any] = {
    "COMPRESSION_ENABLED": False,  # the archive's decoder, which has a cap, does it
    "COOKIES_ENABLED": False,  # every page is what a first visitor sees
    "HTTPERROR_ALLOW_ALL": True,  # the gate has let through what can be read
    "LOGSTATS_INTERVAL": 0,
    "MEMUSAGE_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_ENABLED": False,  # our own go by the verdict
    "REFERER_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "STATS_DUMP": False,
    "TELNETCONSOLE_ENABLED": False,
}


def _codings() -> str:
    """The codings that the archive can undo here."""
    return ", ".join(["gzip", "deflate", *(["br"] if find_spec("brotli") else [])])
