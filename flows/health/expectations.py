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


def find_fault(source: Source, named: int, carried: Collection[Carried], now: datetime) -> str:
    """What a run lacks of what is expected of it, in words; empty if nothing.

    Args:
        named: items that its lists name.
        carried: announcements on its pages.
    """
    expected = source.expectations
    if len(carried) < expected.min_items:
        return f"{_told(named, len(carried))}, at least {expected.min_items} expected"
    calls = [item for item in carried if item.kind is Kind.CALL]
    if calls and (share := sum(item.is_dated for item in calls) / len(calls)) < expected.dated_share:
        return f"{share:.0%} of the calls have a date, at least {expected.dated_share:.0%} expected"
    newest = max((item.published_at for item in carried if item.published_at), default=None)
    if expected.max_age_days and newest and (age := (now.date() - newest).days) > expected.max_age_days:
        return f"the newest announcement is {age} days old, at most {expected.max_age_days} expected"
    return ""


def _told(named: int, carried: int) -> str:
    """What became of the lists, so that a reader knows where to look."""
    if not named:
        return "the lists were fetched but name nothing (empty, or laid out anew)"
    if not carried:
        return f"the lists name {named} items, but none could be read (laid out anew?)"
    return f"{carried} announcements"
