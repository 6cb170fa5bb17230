"""What a request is for, what became of its answer, and how both travel with Scrapy's requests."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from core.models import Outcome

Content = Literal["any", "json", "xml"]


class Role(StrEnum):
    """What a page is to its source."""

    ITEM = "item"  # to be read as an announcement
    LIST = "list"  # read for its links: list, feed, sitemap
    BULK = "bulk"  # a list so long that it is read in pieces, still packed as sent
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer; `outcome` is None for an item that waits to be processed."""

    outcome: Outcome | None
    reason: str = ""

    @property
    def is_usable(self) -> bool:
        """True if a spider can read the page."""
        return self.outcome in (None, Outcome.LISTING, Outcome.UNCHANGED)


class Unusable(IgnoreRequest):
    """An answer that no spider can read, or a request that was not sent; nothing is wrong with the program."""

    def __init__(self, verdict: Verdict, status: int | None = None) -> None:
        super().__init__(f"{verdict.outcome}: {verdict.reason}")
        self.verdict = verdict
        self.status = status


def ask(
    url: str,
    role: Role,
    callback: Callable[..., Any],
    *,
    content: Content = "any",
    depth: int = 0,
    **more: Any,
) -> Request:
    """A request for a page; lists go before items, so that what there is to do is known early.

    An answer that is not of the `content` is undecodable. `depth` is the number of item pages between it and a list;
    `more` are arguments of `scrapy.Request`.
    """
    meta = {"role": role, "content": content, "item_depth": depth, **more.pop("meta", {})}
    priority = 0 if role is Role.ITEM else 10
    return Request(url, callback=callback, priority=priority, meta=meta, **more)


def role_of(request: Request) -> Role:
    """What a request is for."""
    role: Role = request.meta["role"]
    return role
