"""Whether one run gave what its source's YAML expects, and if not, why."""

from collections.abc import Collection
from datetime import datetime

from core.models import Kind
from core.source import Source
from flows.crawling import CrawlReport
from flows.health.pages import Carried


def find_crawl_fault(crawled: CrawlReport) -> str:
    """Why the crawl is not to be trusted, in words; empty if it is."""
    return crawled.error or ""


def find_fault(source: Source, carried: Collection[Carried], now: datetime) -> str:
    """What its pages lack of what is expected of them, in words; empty if nothing."""
    expected = source.expectations
    if len(carried) < expected.min_items:
        return f"{len(carried)} announcements, at least {expected.min_items} expected"
    calls = [item for item in carried if item.kind is Kind.CALL]
    if calls and (share := sum(item.is_dated for item in calls) / len(calls)) < expected.dated_share:
        return f"{share:.0%} of the calls have a date, at least {expected.dated_share:.0%} expected"
    newest = max((item.published_at for item in carried if item.published_at), default=None)
    if expected.max_age_days and newest and (age := (now.date() - newest).days) > expected.max_age_days:
        return f"the newest announcement is {age} days old, at most {expected.max_age_days} expected"
    return ""
