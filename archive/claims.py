"""Claims of workers on pending pages, so that any number of them share the work and none is done twice."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from archive.exchange import plain
from archive.ledger import IS_PENDING, pages
from core.models import Outcome

LEASE = timedelta(seconds=60)  # hosts' clocks may differ by some seconds, and a worker renews several times meanwhile


def claim_pages(
    connection: sa.Connection, worker: str, limit: int, now: datetime, lost: Collection[str] = ()
) -> tuple[int, ...]:
    """Claim pending pages that nobody holds; their ids, ascending, none if there are none.

    A claim holds for `LEASE`; one that has run out, or is of a worker known to be `lost`, is taken over.
    The connection must not be in a transaction yet; what is claimed counts from the commit on.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # it locks no rows: nobody may write between the two statements
    is_free = pages.c.claimed_by.is_(None) | (pages.c.claimed_until <= now) | pages.c.claimed_by.in_(sorted(lost))
    query = sa.select(pages.c.id).where(IS_PENDING, is_free).order_by(pages.c.id).limit(limit)
    # key_share: a page that is fetched again meanwhile, and refers to this one, need not wait
    page_ids = tuple(connection.scalars(query.with_for_update(skip_locked=True, key_share=True)))
    if page_ids:
        claim = {"claimed_by": worker, "claimed_until": now + LEASE}
        connection.execute(sa.update(pages).where(pages.c.id.in_(page_ids)).values(claim))
    return page_ids


def renew_claims(connection: sa.Connection, worker: str, now: datetime) -> None:
    """Let the worker's claims hold for another `LEASE`; what was taken over stays so."""
    connection.execute(sa.update(pages).where(*_held_by(worker)).values(claimed_until=now + LEASE))


def release_claims(connection: sa.Connection, worker: str) -> None:
    """Let others have what the worker did not finish."""
    connection.execute(sa.update(pages).where(*_held_by(worker)).values(claimed_by=None, claimed_until=None))


def settle_claimed(
    connection: sa.Connection,
    worker: str,
    page_id: int,
    outcome: Outcome,
    detail: str = "",
    *,
    read_seconds: float | None = None,
) -> bool:
    """Write down what became of a page, in the caller's transaction; False if it is the worker's no more."""
    result = {"outcome": outcome, "detail": plain(detail), "read_seconds": read_seconds}
    change = sa.update(pages).where(*_held_by(worker), pages.c.id == page_id)
    change = change.values(result | {"claimed_by": None, "claimed_until": None})
    return connection.execute(change).rowcount == 1


def find_claimants(connection: sa.Connection) -> set[str]:
    """The workers that hold pending pages, or held them when they died."""
    query = sa.select(pages.c.claimed_by).where(IS_PENDING, pages.c.claimed_by.is_not(None)).distinct()
    return set(connection.scalars(query))


def _held_by(worker: str) -> tuple[sa.ColumnElement[bool], ...]:
    return IS_PENDING, pages.c.claimed_by == worker
