"""Crawl runs in the ledger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.runs import (
    Funnel,
    complete_run,
    count_outcomes,
    finish_run,
    first_healthy_run,
    last_healthy_end,
    last_runs,
    runs_of,
    runs_since,
    start_run,
)
from core.errors import ArchiveError
from core.models import Outcome

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


def test_sources_of_a_run_share_its_id(engine):
    with engine.begin() as connection:
        first = start_run(connection, ["b", "a"], NOON)
        second = start_run(connection, ["a"], NOON)
        assert first != second
        assert [run.source_id for run in runs_of(connection, first)] == ["b", "a"]
        assert [run.run_id for run in last_runs(connection, "a")] == [second, first]
        assert [run.run_id for run in last_runs(connection, "a", limit=1)] == [second]


def test_run_is_unfinished_until_it_is_finished(engine):
    with engine.begin() as connection:
        run_id = start_run(connection, ["a", "b"], NOON)
        funnel = Funnel(discovered=12, fetched=9)
        finish_run(connection, run_id, "a", ended_at=NOON, funnel=funnel, healthy=False, reason="12 of 20 calls")
        done, under_way = runs_of(connection, run_id)
    assert (done.ended_at, done.discovered, done.fetched) == (NOON, 12, 9)
    assert (done.healthy, done.reason) == (False, "12 of 20 calls")
    assert (under_way.ended_at, under_way.healthy) == (None, None)


def test_what_a_run_is_judged_by_is_added_to_it(engine):
    with engine.begin() as connection:
        run_id = start_run(connection, ["a"], NOON)
        finish_run(
            connection, run_id, "a", ended_at=NOON, funnel=Funnel(extracted=9), healthy=True, canary_fault="gone"
        )
        [run] = runs_of(connection, run_id)
        known = {"published": 8, "funnel_fault": "less than usual", "last_new": NOON.date(), "usual_gap": 7}
        complete_run(connection, replace(run, **known))
        [completed] = runs_of(connection, run_id)
    assert (completed.extracted, completed.published) == (9, 8)
    assert (completed.last_new, completed.usual_gap) == (NOON.date(), 7)
    assert completed.fault == "gone; less than usual"


def test_healthy_runs_are_found_by_their_times(engine):
    with engine.begin() as connection:
        assert (first_healthy_run(connection, "a"), last_healthy_end(connection, "a")) == (None, None)
        ids = []
        for day, healthy in enumerate((False, True, None, True, False)):
            begun = NOON + timedelta(days=day)
            ids.append(start_run(connection, ["a"], begun))
            ended = begun + timedelta(hours=1)
            finish_run(connection, ids[-1], "a", ended_at=ended, funnel=Funnel(), healthy=healthy)
        assert first_healthy_run(connection, "a") == NOON + timedelta(days=1)
        assert last_healthy_end(connection, "a") == NOON + timedelta(days=3, hours=1)
        recent = runs_since(connection, "a", NOON + timedelta(days=3))
    assert [run.run_id for run in recent] == [ids[4], ids[3]]


def test_only_a_started_run_can_be_finished(engine):
    with engine.begin() as connection, pytest.raises(ArchiveError, match="no run 3 of a"):
        finish_run(connection, 3, "a", ended_at=NOON, funnel=Funnel(), healthy=None)


def test_run_without_a_source_is_refused(engine):
    with engine.begin() as connection, pytest.raises(ValueError, match="needs a source"):
        start_run(connection, [], NOON)


def test_outcomes_of_a_run_are_counted_by_source(writer, exchange_of, engine):
    writer.store(exchange_of("https://a.example/1"), None)
    writer.store(exchange_of("https://a.example/2"), None)
    writer.store(exchange_of("https://b.example/1", source_id="b"), Outcome.GONE)
    writer.store(exchange_of("https://b.example/2", run_id=2), Outcome.GONE)
    writer.flush()
    with engine.connect() as connection:
        counts = count_outcomes(connection, 1)
    assert counts == {("example-calls", None): 2, ("b", Outcome.GONE): 1}
