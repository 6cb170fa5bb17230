"""What stands on the pages of a run, and which source it counts for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive.ledger import IS_PENDING, pages
from core.models import Kind, Outcome
from core.source import Source
from core.urls import canonical_url, host_of
from records.tables import IS_UNINDEXED, announcements, documents, records

_REQUEST = ("url_hash", "url", "method", "request_digest")  # the columns that tell one request from another
_READ = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)  # what a page says now, not what it once said
_HAD = (*_READ, Outcome.IRRELEVANT, Outcome.NOT_HTML, Outcome.NO_TEXT)  # the site gave it, whatever it is worth


@dataclass(frozen=True)
class Carried:
    """One announcement that stands on a page of a run."""

    document_id: str
    kind: Kind
    is_dated: bool
    published_at: date | None
    first_seen: datetime


@dataclass(frozen=True)
class RunPage:
    """A page of a run; with `carried`, one announcement that stands on it."""

    source_id: str
    url: str
    carried: Carried | None = None

    def belongs_to(self, source: Source, items: Collection[str]) -> bool:
        """True for a page of its API, and for an item of its lists, whichever source of the run fetched it first."""
        if not source.has_item_pages:
            return self.source_id == source.id
        return host_of(self.url) in source.allowed_hosts and self.address_for(source) in items

    def address_for(self, source: Source) -> str:
        """The address by which the source knows the page."""
        return canonical_url(self.url, source.keep_params, source.aliases)


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
            documents.c.first_seen,
        )
        .distinct()
        .join(earlier, sa.and_(*(earlier.c[name] == seen.c[name] for name in _REQUEST)))
        .join(announcements, announcements.c.page_id == earlier.c.id)
        .join(documents, documents.c.id == announcements.c.document_id)
        .where(seen.c.run_id == run_id, seen.c.outcome.in_(_READ))
    )
    return [
        RunPage(source_id, url, Carried(document_id, Kind(kind), *rest))
        for source_id, url, document_id, kind, *rest in connection.execute(query)
    ]


def load_had_pages(connection: sa.Connection, run_id: int) -> list[RunPage]:
    """The pages of a run that their site gave, read or not."""
    query = sa.select(pages.c.source_id, pages.c.requested_url).where(
        pages.c.run_id == run_id, pages.c.outcome.in_(_HAD) | IS_PENDING
    )
    return [RunPage(source_id, url) for source_id, url in connection.execute(query)]


def find_unpublished(connection: sa.Connection) -> set[str]:
    """Ids of announcements whose record the index does not have as it is now."""
    query = sa.select(documents.c.id).join(records, records.c.id == documents.c.record_id)
    return set(connection.scalars(query.where(IS_UNINDEXED)))
