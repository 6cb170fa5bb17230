"""How every source is doing, as rows for tables, JSON and artifacts."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from archive import health, runs
from archive.health import Turn
from archive.runs import Run
from core.source import Source
from flows.bootstrap import House
from flows.health.rhythm import usual_gap


@dataclass(frozen=True)
class HealthRow:
    """One source.

    Attributes:
        turn: its state; None if it was never judged.
        last_run: None if it was never crawled.
        last_new: day on which it last brought something new; None if it never did since it is watched.
        usual_gap: days within which something new usually comes.
    """

    source: Source
    turn: Turn | None
    last_run: Run | None
    last_new: date | None
    usual_gap: int


def load_health(house: House) -> list[HealthRow]:
    """One row for each source of the catalog, in its order."""
    with house.engine.connect() as connection:
        return [_load_row(connection, source) for source in house.catalog.sources]


def _load_row(connection: sa.Connection, source: Source) -> HealthRow:
    arrivals = health.load_arrivals(connection, source.id)
    return HealthRow(
        source=source,
        turn=health.find_state(connection, source.id),
        last_run=next(iter(runs.last_runs(connection, source.id, limit=1)), None),
        last_new=max(arrivals, default=None),
        usual_gap=usual_gap(arrivals, source.expectations.new_within_days),
    )
