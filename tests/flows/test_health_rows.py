"""How every source is doing, as staff see it."""

from datetime import UTC, date, datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from rich.console import Console

from archive import health, runs
from archive.health import State, Verdict
from archive.runs import Funnel
from core.database import open_database
from core.source import Source
from flows.health.rows import load_health
from flows.json_output import sources_document
from flows.tables import sources_table

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
WHY = "the lists name [0] announcements, usually 40"  # brackets are markup to the table's library


def source(source_id, **more):
    told = {"id": source_id, "title": source_id, "homepage": "https://a.example/", "country": "EU"}
    told |= {"authority": "platform", "schedule": "0 6 * * *", "spider": {"kind": "feed"}}
    return Source.model_validate(told | more)


@pytest.fixture
def rows():
    """One source that was judged, one that never ran, one that runs only when it is named."""
    engine = open_database("sqlite://")
    with engine.begin() as connection:
        run_id = runs.start_run(connection, ["judged"], NOON)
        funnel = Funnel(discovered=40, fetched=39, extracted=38, calls=30, dated=28)
        runs.finish_run(connection, run_id, "judged", ended_at=NOON, funnel=funnel, healthy=True)
        health.note_arrivals(connection, "judged", [date(2026, 3, 2)])
        health.keep_verdict(connection, "judged", Verdict(State.SUSPICIOUS, WHY), NOON)
    sources = (source("judged"), source("new"), source("named", enabled=False))
    house = SimpleNamespace(engine=engine, catalog=SimpleNamespace(sources=sources))
    yield load_health(house)
    engine.dispose()


def test_the_table_shows_state_since_when_and_below_it_why(rows):
    told = StringIO()
    Console(file=told, width=80).print(sources_table(rows))
    lines = [" ".join(line.split()) for line in told.getvalue().splitlines()]
    assert lines[1:] == [
        "judged suspicious 2026-03-13 2026-03-02 40 38 28/30",
        "new never run",
        "named by name only",
        f"judged: {WHY}",
    ]


def test_programs_get_the_state_with_its_figures(rows):
    judged, new, _ = sources_document(rows)
    assert judged["health"] == {
        "state": "suspicious", "since": NOON.isoformat(), "reason": WHY, "judged_at": NOON.isoformat(),
        "last_new": "2026-03-02", "usual_gap_days": 90,
    }  # fmt: skip
    assert judged["last_run"]["dated"] == 28
    assert (new["health"], new["last_run"]) == (None, None)
