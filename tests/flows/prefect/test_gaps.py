"""What counts as undone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ledger import pages
from archive.runs import Run
from core.settings import load_settings
from flows.bootstrap import open_house
from flows.gaps import count_pending, count_unindexed, find_missed, last_due
from spiders.catalog import load_catalog
from tests.flows.conftest import ROOT

CATALOG = load_catalog([ROOT / "demo" / "sources"])
SCHEDULES = sorted({source.schedule for source in CATALOG.sources})
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("schedule", "moment", "due"),
    [
        ("40 5,13 * * *", "2026-03-13T12:39:59+00:00", "2026-03-13T05:40:00+01:00"),
        ("40 5,13 * * *", "2026-03-13T12:40:01+00:00", "2026-03-13T13:40:00+01:00"),
        ("20 4 * * 2,5", "2026-03-16T12:00:00+00:00", "2026-03-13T04:20:00+01:00"),
        ("30 2 * * *", "2026-03-29T12:00:00+00:00", "2026-03-29T03:00:00+02:00"),  # an hour that the day lacks
    ],
)
def test_the_last_due_moment_is_in_brussels_time(schedule, moment, due):
    assert last_due(schedule, datetime.fromisoformat(moment)) == datetime.fromisoformat(due)


@given(st.sampled_from(SCHEDULES), MOMENTS)
def test_a_source_of_the_catalog_was_due_within_the_week_before_any_moment(schedule, moment):
    assert timedelta(0) < moment - last_due(schedule, moment) <= timedelta(days=7, hours=1)


def missed(started_at, *, has_ended=True):
    """The demo's sources, due at 06:00 in Brussels, that are missed at half past eleven at night."""
    moment = datetime.fromisoformat(started_at)
    runs = {
        source.id: Run(run_id=1, source_id=source.id, started_at=moment, ended_at=moment if has_ended else None)
        for source in CATALOG.sources
    }
    found = find_missed(CATALOG.sources, runs, datetime(2026, 3, 13, 22, 30, tzinfo=UTC))
    return [name for name in found if name.startswith("demo-")]


def test_a_source_that_was_never_crawled_is_missed_unless_it_runs_by_name_only():
    found = find_missed(CATALOG.sources, {}, NEW_YEAR)
    assert set(found) == {source.id for source in CATALOG.sources if source.enabled}
    assert "any-feed" not in found


def test_a_source_that_was_crawled_since_it_was_due_is_not_missed():
    assert missed("2026-03-13T05:00:00+00:00") == []


@pytest.mark.parametrize(("started_at", "has_ended"), [("2026-03-13T04:59:00Z", True), ("2026-03-13T05:00:00Z", False)])
def test_a_source_is_missed_if_its_last_run_was_earlier_or_was_killed(started_at, has_ended):
    assert len(missed(started_at, has_ended=has_ended)) == 4


def test_a_source_that_has_only_just_come_due_may_wait_for_others():
    source = next(source for source in CATALOG.sources if source.id == "demo-calls")
    run = Run(run_id=1, source_id=source.id, started_at=datetime(2026, 3, 12, 5, tzinfo=UTC), ended_at=NEW_YEAR)
    due = datetime(2026, 3, 13, 5, tzinfo=UTC)
    found = {delay: find_missed((source,), {source.id: run}, due + timedelta(minutes=delay)) for delay in (59, 61)}
    assert found == {59: (), 61: (source.id,)}


def test_pages_not_read_and_records_not_sent_are_counted(program, run_demo, monkeypatch):
    program("crawl", *run_demo[1:])
    for name, value in program.environment.items():
        monkeypatch.setenv(name, value)
    with open_house(load_settings()) as house:
        with house.engine.connect() as connection:
            waiting = [row for row in connection.execute(pages.select()) if row.outcome is None]
        assert len(waiting) > 10
        assert count_pending(house) == len(waiting)
        assert count_unindexed(house) == 0
    program("process")
    with open_house(load_settings()) as house:
        house.store.mark_unindexed()
        assert count_pending(house) == 0
        assert count_unindexed(house) == len(list(house.store.all()))
