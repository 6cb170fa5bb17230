"""Whether a source gave what it is expected to give, and if not, why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive.ledger import pages
from core.models import Kind, Outcome
from core.source import JsonApiSpider, Source
from core.urls import canonical_url, host_of
from flows.crawling import CrawlReport
from records.tables import announcements, documents

_REQUEST = ("url_hash", "url", "method", "request_digest")  # the columns that tell one request from another


_READ = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)  # what a page says now, not what it once said


@dataclass(frozen=True)
class Carried:
    """One announcement that stands on a page of a run."""

    document_id: str
    kind: Kind
    is_dated: bool
    published_at: date | None


@dataclass(frozen=True)
class RunPage:
    """One announcement with the page of the run that it stands on."""

    source_id: str
    url: str
    carried: Carried

    def belongs_to(self, source: Source, items: Collection[str]) -> bool:
        """True for a page of its API, and for an item of its lists, whichever source of the run fetched it first."""
        if isinstance(source.spider, JsonApiSpider):
            return self.source_id == source.id
        return host_of(self.url) in source.allowed_hosts and (
            canonical_url(self.url, source.keep_params, source.aliases) in items
        )


def load_run_pages(connection: sa.Connection, run_id: int) -> list[RunPage]:
    """Read what stands on the pages of a run; an unchanged page stands for what was read from it earlier."""
    earlier, seen = pages.alias("earlier"), pages.alias("seen")
    query = (
        sa.select(
            seen.c.source_id,
            seen.c.requested_url,
            documents.c.id,
            documents.c.kind,
            documents.c.is_dated,
            documents.c.published_at,
        )
        .distinct()
        .join(earlier, sa.and_(*(earlier.c[name] == seen.c[name] for name in _REQUEST)))
        .join(announcements, announcements.c.page_id == earlier.c.id)
        .join(documents, documents.c.id == announcements.c.document_id)
        .where(seen.c.run_id == run_id, seen.c.outcome.in_(_READ))
    )
    return [
        RunPage(source_id, url, Carried(document_id, Kind(kind), is_dated, published_at))
        for source_id, url, document_id, kind, is_dated, published_at in connection.execute(query)
    ]


def find_crawl_fault(crawled: CrawlReport) -> str:
    """Why the crawl is not to be trusted, in words; empty if it is."""
    return crawled.error or ""


def find_fault(source: Source, crawled: CrawlReport, carried: Collection[Carried], now: datetime) -> str:
    """Why the source is unhealthy, in words; empty if it is not."""
    expected = source.expectations
    if fault := find_crawl_fault(crawled):
        return fault
    if len(carried) < expected.min_items:
        return f"{len(carried)} announcements, at least {expected.min_items} expected"
    calls = [item for item in carried if item.kind is Kind.CALL]
    if calls and (share := sum(item.is_dated for item in calls) / len(calls)) < expected.dated_share:
        return f"{share:.0%} of the calls have a date, at least {expected.dated_share:.0%} expected"
    newest = max((item.published_at for item in carried if item.published_at), default=None)
    if expected.max_age_days and newest and (age := (now.date() - newest).days) > expected.max_age_days:
        return f"the newest announcement is {age} days old, at most {expected.max_age_days} expected"
    return ""
