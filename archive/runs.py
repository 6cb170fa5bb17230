"""Crawl runs in the ledger: when each source was crawled, what came of it, whether it was healthy."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from archive.exchange import plain
from archive.ledger import BigId, pages
from core.database import UtcDateTime, metadata
from core.errors import ArchiveError
from core.models import Outcome

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("run_id", BigId, nullable=False),  # the id of the run's first row: no two runs can share it
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("discovered", sa.Integer, nullable=False),
    sa.Column("fetched", sa.Integer, nullable=False),
    sa.Column("healthy", sa.Boolean),
    sa.Column("reason", sa.Text, nullable=False),
    sa.UniqueConstraint("run_id", "source_id"),
)
sa.Index(None, runs.c.source_id, runs.c.run_id)


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source.

    Attributes:
        run_id: shared by the sources that were crawled together.
        ended_at: None if it is under way or was killed.
        discovered: addresses of items found.
        fetched: answers stored.
        healthy: None until it has been judged.
        reason: why it is not healthy; empty if it is.
    """

    run_id: int
    source_id: str
    started_at: datetime
    ended_at: datetime | None
    discovered: int
    fetched: int
    healthy: bool | None
    reason: str


_COLUMNS = tuple(runs.c[field.name] for field in fields(Run))


def start_run(connection: sa.Connection, source_ids: Sequence[str], started_at: datetime) -> int:
    """Note that the sources are about to be crawled together; returns the run's id."""
    if not source_ids:
        raise ValueError("a run needs a source")
    begun = {"run_id": 0, "started_at": started_at, "discovered": 0, "fetched": 0, "reason": ""}
    first = runs.insert().values(source_id=source_ids[0], **begun).returning(runs.c.id)
    run_id: int = connection.execute(first).scalar_one()
    connection.execute(runs.update().where(runs.c.id == run_id).values(run_id=run_id))
    others = [{**begun, "run_id": run_id, "source_id": source_id} for source_id in source_ids[1:]]
    if others:
        connection.execute(runs.insert(), others)
    return run_id


def finish_run(  # noqa: PLR0913 -- a row's columns, each by its name
    connection: sa.Connection,
    run_id: int,
    source_id: str,
    *,
    ended_at: datetime,
    discovered: int,
    fetched: int,
    healthy: bool | None,
    reason: str = "",
) -> None:
    """Write down how a source came out of its run.

    Raises:
        ArchiveError: no such run was started.
    """
    this = (runs.c.run_id == run_id, runs.c.source_id == source_id)
    result = {
        "ended_at": ended_at,
        "discovered": discovered,
        "fetched": fetched,
        "healthy": healthy,
        "reason": plain(reason),
    }
    if connection.execute(runs.update().where(*this).values(result)).rowcount != 1:
        raise ArchiveError(f"no run {run_id} of {source_id} was started")


def last_runs(connection: sa.Connection, source_id: str, limit: int = 10) -> list[Run]:
    """The runs of a source, newest first."""
    query = sa.select(*_COLUMNS).where(runs.c.source_id == source_id).order_by(runs.c.run_id.desc()).limit(limit)
    return [Run(*row) for row in connection.execute(query)]


def runs_of(connection: sa.Connection, run_id: int) -> list[Run]:
    """The sources of a run, in the order in which they were named."""
    query = sa.select(*_COLUMNS).where(runs.c.run_id == run_id).order_by(runs.c.id)
    return [Run(*row) for row in connection.execute(query)]


def count_outcomes(connection: sa.Connection, run_id: int) -> dict[tuple[str, Outcome | None], int]:
    """Pages of a run by source and outcome; None for those that wait to be processed."""
    by = (pages.c.source_id, pages.c.outcome)
    query = sa.select(*by, sa.func.count()).where(pages.c.run_id == run_id).group_by(*by)
    return {(source_id, outcome): count for source_id, outcome, count in connection.execute(query)}
