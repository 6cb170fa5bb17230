"""What is undone: pages not read, records not in the index, sources that were not crawled when they were due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from archive.runs import Run
from core.database import translate_errors
from core.models import BRUSSELS
from core.source import Source
from flows.bootstrap import House
from flows.figures import find_waiting_pages, find_waiting_records

GRACE = timedelta(hours=1)  # a source that is due may wait for others


@dataclass(frozen=True)
class Gaps:
    """What is undone.

    Attributes:
        pending: pages that wait to be read.
        unindexed: records whose newest version the index does not have.
        missed: sources that no run has crawled since they were due.
    """

    pending: int
    unindexed: int
    missed: tuple[str, ...]


NOTHING = Gaps(0, 0, ())


def find_gaps(house: House) -> Gaps:
    """Compare what is there with what should be."""
    missed = find_missed(house.catalog.sources, house.last_runs(), house.clock())
    return Gaps(count_pending(house), count_unindexed(house), missed)


def count_pending(house: House) -> int:
    """Pages that wait to be read."""
    with translate_errors(), house.engine.connect() as connection:
        return find_waiting_pages(connection).count


def count_unindexed(house: House) -> int:
    """Records, merged ones too, of which the index does not have the newest version."""
    with translate_errors(), house.engine.connect() as connection:
        return find_waiting_records(connection).count


def find_missed(sources: tuple[Source, ...], runs: Mapping[str, Run], now: datetime) -> tuple[str, ...]:
    """Enabled sources whose last run, if it came to its end, began before they were last due.

    Args:
        runs: the newest run of each source.
    """
    return tuple(source.id for source in sources if source.enabled and _is_missed(source, runs.get(source.id), now))


def _is_missed(source: Source, run: Run | None, now: datetime) -> bool:
    return run is None or run.ended_at is None or run.started_at < last_due(source.schedule, now - GRACE)


def last_due(schedule: str, moment: datetime) -> datetime:
    """When a cron expression, which is in Brussels' time, last held before an aware moment."""
    return next(CronSim(schedule, moment.astimezone(ZoneInfo(BRUSSELS)), reverse=True))
