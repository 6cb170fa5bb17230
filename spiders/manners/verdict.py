"""What became of an answer, decided from its status, its headers and its content."""

import json
import re
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urljoin

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from w3lib.url import safe_url_string

from core.models import Outcome
from spiders.manners.addresses import refusal
from spiders.manners.walls import Wall, find_wall, is_login_address
from spiders.roles import Content, Role, Verdict

_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_OUTCOMES = dict.fromkeys((401, 403, 407, 429, 451), Outcome.BLOCKED) | dict.fromkeys((404, 410), Outcome.GONE)
_NO_RULES = frozenset(range(400, 500)) - {429}  # of robots.txt (RFC 9309, 2.3.1.3)
_WALLS = {
    Wall.CHALLENGE: Outcome.BLOCKED,
    Wall.LOGIN: Outcome.LOGIN_WALL,
    Wall.MAINTENANCE: Outcome.FAILED,
}
_FAILURES: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (DownloadTimeoutError, Outcome.FAILED, "no whole answer in time"),
    (DownloadCancelledError, Outcome.OVERSIZED, "longer than the cap on a response"),
    (CannotResolveHostError, Outcome.FAILED, "the host's name is not known"),
    (DownloadConnectionRefusedError, Outcome.FAILED, "the connection was refused"),
    (ResponseDataLossError, Outcome.FAILED, "the connection was lost half-way"),
    (StopDownload, Outcome.FAILED, "too much was under way at once"),
    (UnsupportedURLSchemeError, Outcome.REFUSED, "only http and https are fetched"),
)
_INNER_FAILURE = re.compile(r"<twisted\.python\.failure\.Failure ([^>]*)>")
_LONG_REASON = 200  # characters
_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF|urlset|sitemapindex)[\s>]")
_XML_HEAD = 65536  # bytes in which the root must begin; comments may stand before it


def judge_answer(request: Request, response: Response, hosts: Collection[str], max_redirects: int) -> Verdict:
    """What status and headers tell; a 200 is for `judge_content` to look at."""
    status, role = response.status, request.meta["role"]
    if status in _FOLLOWED and response.headers.get("Location"):
        return _judge_redirect(request, response, hosts, max_redirects)
    if role is Role.ROBOTS and status in _NO_RULES:
        return Verdict(Outcome.LISTING, f"HTTP {status}: everything is allowed")
    if response.headers.get("cf-mitigated") == b"challenge":
        return Verdict(Outcome.BLOCKED, f"HTTP {status}, {Wall.CHALLENGE}")
    if status != HTTPStatus.OK:
        return Verdict(_OUTCOMES.get(status, Outcome.FAILED), f"HTTP {status}")
    return Verdict(None if role is Role.ITEM else Outcome.LISTING)


def judge_content(response: Response, role: Role, content: Content) -> Verdict | None:
    """What the content of a 200 tells beside its status; None if nothing is wrong with it."""
    body = response.body
    if role is Role.ROBOTS:
        return None
    if not body.strip():
        return Verdict(Outcome.NO_TEXT, "empty")
    if content == "json":
        return _judge_json(body)
    if content == "xml":
        return None if _XML_ROOT.search(body, 0, _XML_HEAD) else _wall_or(response, "neither a feed nor a sitemap")
    return _judge_page(response)


def judge_failure(error: Exception, refused_names: Collection[str], host: str) -> Verdict:
    """What became of a request that got no whole answer."""
    if isinstance(error, CannotResolveHostError) and host in refused_names:
        return Verdict(Outcome.REFUSED, f"{host} leads to no public address")
    for kind, outcome, reason in _FAILURES:
        if isinstance(error, kind):
            return Verdict(outcome, reason)
    if "certificate verify failed" in str(error):
        return Verdict(Outcome.FAILED, "the server's certificate cannot be trusted")
    reason = " ".join(_INNER_FAILURE.sub(r"\1", str(error)).split())
    return Verdict(Outcome.FAILED, reason[:_LONG_REASON] or type(error).__name__)


def target_of(request: Request, response: Response) -> str:
    """Where a redirect leads, as an absolute address; empty if it is none."""
    try:
        return urljoin(request.url, safe_url_string(response.headers.get("Location") or b""))
    except ValueError:
        return ""


def _judge_redirect(request: Request, response: Response, hosts: Collection[str], max_redirects: int) -> Verdict:
    target = target_of(request, response)
    before = [*request.meta.get("redirect_urls", ()), request.url]
    if is_login_address(target) and not is_login_address(request.url):
        return Verdict(Outcome.LOGIN_WALL, f"leads to {target}")
    if target in before:
        return Verdict(Outcome.REFUSED, "the redirects go round in a circle")
    if len(before) > max_redirects:
        return Verdict(Outcome.REFUSED, f"more than {max_redirects} redirects")
    if reason := refusal(target, hosts):
        return Verdict(Outcome.REFUSED, f"leads to {target}: {reason}")
    return Verdict(Outcome.REDIRECTED, f"leads to {target}")


def _judge_json(body: bytes) -> Verdict | None:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return Verdict(Outcome.UNDECODABLE, "not JSON")
    return None


def _judge_page(response: Response) -> Verdict | None:
    if b"html" not in (response.headers.get("Content-Type") or b"html").lower():
        return None
    wall = find_wall(response.body)
    return Verdict(_WALLS[wall], wall) if wall else None


def _wall_or(response: Response, reason: str) -> Verdict:
    return _judge_page(response) or Verdict(Outcome.UNDECODABLE, reason)
