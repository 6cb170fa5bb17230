"""Figures of the whole house, read from the database: what was fetched, read, crawled, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from archive.ledger import IS_PENDING, pages
from archive.runs import runs
from core.models import Outcome
from records.tables import IS_UNINDEXED, announcements, documents, records

_VERDICTS = {True: "healthy", False: "unhealthy", None: "unread"}


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when the one does that waits longest; None if there is none."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class ReadPages:
    """Pages of a source that ended in an outcome, and how long the reading of those took that were read.

    Attributes:
        count: all of them.
        up_to: read ones that took at most so many seconds, for each bound asked for; last, all read ones.
        seconds: that the read ones took together.
    """

    source_id: str
    outcome: Outcome
    count: int
    up_to: tuple[int, ...]
    seconds: float


def sum_pages(connection: sa.Connection, bounds: Sequence[float]) -> list[ReadPages]:
    """Pages that ended in an outcome, by source and outcome, in one scan of the ledger."""
    seconds = pages.c.read_seconds
    # Not the bare column: SQLite would follow its index and look each row up by itself, three times as slow.
    source_id = pages.c.source_id.concat(sa.literal_column("''"))
    up_to = [sa.func.count().filter(seconds <= bound) for bound in bounds]
    query = (
        sa.select(source_id, pages.c.outcome, sa.func.count(), sa.func.sum(seconds), *up_to, sa.func.count(seconds))
        .where(pages.c.outcome.is_not(None))
        .group_by(source_id, pages.c.outcome)
        .order_by(source_id, pages.c.outcome)
    )
    rows = connection.execute(query)
    return [ReadPages(owner, outcome, count, tuple(read), taken or 0.0) for owner, outcome, count, taken, *read in rows]


def find_waiting_pages(connection: sa.Connection) -> Waiting:
    """Pages that wait to be read, since they were fetched."""
    query = sa.select(sa.func.count(), sa.func.min(pages.c.fetched_at)).where(IS_PENDING)
    return Waiting(*connection.execute(query).one())


def find_waiting_records(connection: sa.Connection) -> Waiting:
    """Records that the index does not have as they are, since their newest announcement was fetched."""
    seen = (
        sa.select(sa.func.max(announcements.c.seen_at).label("at"))
        .join(documents, documents.c.id == announcements.c.document_id)
        .join(records, records.c.id == documents.c.record_id)
        .where(IS_UNINDEXED)
        .group_by(records.c.id)
        .subquery()
    )
    count = connection.scalar(sa.select(sa.func.count()).select_from(records).where(IS_UNINDEXED))
    return Waiting(count or 0, connection.scalar(sa.select(sa.func.min(seen.c.at))))


def count_runs(connection: sa.Connection) -> dict[tuple[str, str], int]:
    """Runs by source and verdict: healthy, unhealthy, unread (only crawled) or unfinished."""
    by = (runs.c.source_id, runs.c.healthy, runs.c.ended_at.is_(None))
    query = sa.select(*by, sa.func.count()).group_by(*by).order_by(*by)
    return {
        (source_id, "unfinished" if is_unfinished else _VERDICTS[healthy]): count
        for source_id, healthy, is_unfinished, count in connection.execute(query)
    }


def find_last_successes(connection: sa.Connection) -> dict[str, datetime]:
    """When each source's last healthy run ended."""
    ended = sa.func.max(runs.c.ended_at)
    query = sa.select(runs.c.source_id, ended).where(runs.c.healthy.is_(True)).group_by(runs.c.source_id)
    return {row.source_id: row[1] for row in connection.execute(query.order_by(runs.c.source_id))}
