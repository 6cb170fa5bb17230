"""How each source is doing: the days on which it brought something new, its state, and who was told that it turned."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from archive.exchange import plain
from archive.ledger import BigId
from core.database import UtcDateTime, metadata

arrivals = sa.Table(
    "arrivals",
    metadata,
    sa.Column("source_id", sa.String(100), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
)
"""Days on which a source carried something that it had not carried before."""

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("source_id", sa.String(100), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("judged_at", UtcDateTime, nullable=False),
    sa.Column("told_to", sa.Text, nullable=False),  # recipients that have been told while others have not, by name
    sa.Column("told_at", UtcDateTime),  # when nobody was left to be told
    sa.Index(None, "source_id", "id"),
    sa.Index("ix_turns_untold", "id", sqlite_where=sa.text("told_at IS NULL"),
             postgresql_where=sa.text("told_at IS NULL")),
)  # fmt: skip
"""Each time a source's state became another; its newest row is how it is now."""


class State(StrEnum):
    """How a source is doing, from best to worst."""

    HEALTHY = "healthy"  # it gives what it usually gives
    SUSPICIOUS = "suspicious"  # something is unusual, which may pass by itself
    BROKEN = "broken"  # it has lasted: staff must look at it

    @property
    def severity(self) -> int:
        """Grows as the source does worse."""
        return list(State).index(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a source is doing, and why in words; the reason is empty where it is healthy."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A state that a source is or was in.

    Attributes:
        since: when it came into that state.
        reason: why, as last judged.
        judged_at: when that was.
        told_to: recipients that know of it.
    """

    id: int
    source_id: str
    state: State
    since: datetime
    reason: str
    judged_at: datetime
    told_to: frozenset[str]


_COLUMNS = tuple(turns.c[field.name] for field in fields(Turn))


def note_arrivals(connection: sa.Connection, source_id: str, days: Iterable[date]) -> None:
    """Keep the days on which a source brought something new; a day may be named again."""
    known = set(connection.scalars(sa.select(arrivals.c.day).where(arrivals.c.source_id == source_id)))
    rows = [{"source_id": source_id, "day": day} for day in sorted(set(days) - known)]
    if rows:
        connection.execute(arrivals.insert(), rows)


def load_arrivals(connection: sa.Connection, source_id: str, since: date = date.min) -> list[date]:
    """Days on which a source brought something new, ascending."""
    this = (arrivals.c.source_id == source_id, arrivals.c.day >= since)
    return list(connection.scalars(sa.select(arrivals.c.day).where(*this).order_by(arrivals.c.day)))


def keep_verdict(connection: sa.Connection, source_id: str, verdict: Verdict, moment: datetime) -> None:
    """Make a verdict the state of a source; a state that it has already keeps its beginning."""
    newest = find_state(connection, source_id)
    judged = {"reason": plain(verdict.reason), "judged_at": moment}
    if newest and newest.state is verdict.state:
        connection.execute(turns.update().where(turns.c.id == newest.id).values(judged))
        return
    is_news = newest is not None or verdict.state is not State.HEALTHY
    row = {"source_id": source_id, "state": verdict.state.value, "since": moment, "told_to": ""}
    connection.execute(turns.insert().values(**row, **judged, told_at=None if is_news else moment))


def find_state(connection: sa.Connection, source_id: str) -> Turn | None:
    """How a source is doing; None if it was never judged."""
    query = sa.select(*_COLUMNS).where(turns.c.source_id == source_id).order_by(turns.c.id.desc()).limit(1)
    return next(_read(connection, query), None)


def untold_turns(connection: sa.Connection) -> list[Turn]:
    """Turns of which somebody is still to be told, oldest first."""
    return list(_read(connection, sa.select(*_COLUMNS).where(turns.c.told_at.is_(None)).order_by(turns.c.id)))


def mark_told(connection: sa.Connection, turn_id: int, recipients: Collection[str], told_at: datetime | None) -> None:
    """Note which recipients know of a turn; `told_at` is given when nobody is left to be told."""
    known = " ".join(sorted(recipients))
    connection.execute(turns.update().where(turns.c.id == turn_id).values(told_to=known, told_at=told_at))


def _read(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> Iterator[Turn]:
    for row in connection.execute(query).mappings():
        yield Turn(**{**row, "state": State(row["state"]), "told_to": frozenset(row["told_to"].split())})
