"""Crawl runs in the ledger."""

from datetime import UTC, datetime

import pytest

from archive.runs import Funnel, count_outcomes, finish_run, last_runs, runs_of, start_run
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
