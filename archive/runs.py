"""Crawl runs in the ledger: when each source was crawled, what came of it, whether it was healthy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

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
    sa.Column("extracted", sa.Integer, nullable=False, server_default="0"),
    sa.Column("calls", sa.Integer, nullable=False, server_default="0"),
    sa.Column("dated", sa.Integer, nullable=False, server_default="0"),
    sa.Column("published", sa.Integer, nullable=False, server_default="0"),
    sa.Column("healthy", sa.Boolean),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("canary_fault", sa.Text, nullable=False, server_default=""),
    sa.Column("funnel_fault", sa.Text, nullable=False, server_default=""),
    sa.Column("last_new", sa.Date),
    sa.Column("usual_gap", sa.Integer),
    sa.UniqueConstraint("run_id", "source_id"),
)
sa.Index(None, runs.c.source_id, runs.c.run_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many of a source's announcements came through each step of a run, whichever source fetched them first.

    Attributes:
        discovered: items that its lists named.
        fetched: of these, pages that could be had.
        extracted: announcements that stand on its pages, known ones included.
        calls, dated: how many of them are calls, and calls with a deadline or without end.
        published: of the announcements, those that the search index has as they are now.
    """

    discovered: int = 0
    fetched: int = 0
    extracted: int = 0
    calls: int = 0
    dated: int = 0
    published: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Funnel):
    """One crawl of one source.

    Attributes:
        run_id: shared by the sources that were crawled together.
        ended_at: None if it is under way or was killed.
        healthy: whether it met its expectations; None until that has been judged.
        reason: why it did not; empty if it did.
        canary_fault: which known item was not found or read otherwise; empty if none.
        funnel_fault: at which step fewer came through than usual; empty if at none.
        last_new: day on which the source last brought something new, None if none is known.
        usual_gap: days within which it usually does; None until the run has been judged.
    """

    run_id: int
    source_id: str
    started_at: datetime
    ended_at: datetime | None = None
    healthy: bool | None = None
    reason: str = ""
    canary_fault: str = ""
    funnel_fault: str = ""
    last_new: date | None = None
    usual_gap: int | None = None

    @property
    def fault(self) -> str:
        """All that speaks against the run; empty if nothing does."""
        return "; ".join(filter(None, (self.reason, self.canary_fault, self.funnel_fault)))


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
    funnel: Funnel,
    healthy: bool | None,
    reason: str = "",
    canary_fault: str = "",
) -> None:
    """Write down how a source came out of its run.

    Raises:
        ArchiveError: no such run was started.
    """
    result = {
        **asdict(funnel),
        "ended_at": ended_at,
        "healthy": healthy,
        "reason": plain(reason),
        "canary_fault": plain(canary_fault),
    }
    _change(connection, run_id, source_id, result)


def complete_run(connection: sa.Connection, run: Run) -> None:
    """Write down what is known of a finished run when the index is up to date: all that it is judged by.

    Raises:
        ArchiveError: no such run was started.
    """
    known = {name: getattr(run, name) for name in ("published", "funnel_fault", "last_new", "usual_gap")}
    _change(connection, run.run_id, run.source_id, known)


def _change(connection: sa.Connection, run_id: int, source_id: str, values: Mapping[str, Any]) -> None:
    this = (runs.c.run_id == run_id, runs.c.source_id == source_id)
    if connection.execute(runs.update().where(*this).values(values)).rowcount != 1:
        raise ArchiveError(f"no run {run_id} of {source_id} was started")


def last_runs(connection: sa.Connection, source_id: str, limit: int = 10) -> list[Run]:
    """The runs of a source, newest first."""
    query = sa.select(*_COLUMNS).where(runs.c.source_id == source_id).order_by(runs.c.run_id.desc()).limit(limit)
    return [Run(**row) for row in connection.execute(query).mappings()]


def runs_since(connection: sa.Connection, source_id: str, moment: datetime) -> list[Run]:
    """The runs of a source that began at an aware moment or later, newest first."""
    this = (runs.c.source_id == source_id, runs.c.started_at >= moment)
    query = sa.select(*_COLUMNS).where(*this).order_by(runs.c.run_id.desc())
    return [Run(**row) for row in connection.execute(query).mappings()]


def first_healthy_run(connection: sa.Connection, source_id: str) -> datetime | None:
    """When the first healthy run of a source began; None if there was none."""
    query = sa.select(sa.func.min(runs.c.started_at)).where(runs.c.source_id == source_id, runs.c.healthy)
    moment: datetime | None = connection.scalar(query)
    return moment


def last_healthy_end(connection: sa.Connection, source_id: str) -> datetime | None:
    """When the last healthy run of a source ended; None if there was none."""
    query = sa.select(sa.func.max(runs.c.ended_at)).where(runs.c.source_id == source_id, runs.c.healthy)
    moment: datetime | None = connection.scalar(query)
    return moment


def runs_of(connection: sa.Connection, run_id: int) -> list[Run]:
    """The sources of a run, in the order in which they were named."""
    query = sa.select(*_COLUMNS).where(runs.c.run_id == run_id).order_by(runs.c.id)
    return [Run(**row) for row in connection.execute(query).mappings()]


def count_outcomes(connection: sa.Connection, run_id: int) -> dict[tuple[str, Outcome | None], int]:
    """Pages of a run by source and outcome; None for those that wait to be processed."""
    by = (pages.c.source_id, pages.c.outcome)
    query = sa.select(*by, sa.func.count()).where(pages.c.run_id == run_id).group_by(*by)
    return {(source_id, outcome): count for source_id, outcome, count in connection.execute(query)}
