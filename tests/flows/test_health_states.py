"""Which runs make a source suspicious or broken."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.health import State
from archive.runs import Run
from flows.health.judging import BAD_RUNS, BAD_TIME, judge_runs

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
faults = st.sampled_from(["", "", "failed: 503", "the lists name 0 announcements, usually 40"])
hours = st.integers(1, 200)
histories = st.lists(st.tuples(faults, hours), max_size=12)  # what came of each run, and hours since the one before


def newest_first(history):
    runs, moment = [], NOW
    for number, (fault, before) in enumerate(history):
        runs.append(
            Run(run_id=99 - number, source_id="a", started_at=moment, ended_at=moment, healthy=not fault, reason=fault)
        )
        moment -= timedelta(hours=before)
    return runs


@given(histories)
def test_a_good_newest_run_heals_and_a_bad_one_does_not(history):
    healed = judge_runs(newest_first([("", 24), *history]))
    assert (healed.state, healed.reason) == (State.HEALTHY, "")
    hurt = judge_runs(newest_first([("failed: 503", 24), *history]))
    assert hurt.state is not State.HEALTHY
    assert hurt.reason.startswith("failed: 503")


@given(histories)
def test_broken_are_several_bad_runs_in_a_row_over_some_days(history):
    runs = newest_first(history)
    good = next((number for number, run in enumerate(runs) if not run.fault), len(runs))
    bad = runs[:good]
    lasts = len(bad) >= BAD_RUNS and bad[0].started_at - bad[-1].started_at >= BAD_TIME
    assert (judge_runs(runs).state is State.BROKEN) == lasts


@given(histories)
def test_what_was_before_the_last_good_run_does_not_matter(history):
    runs = newest_first(history)
    good = next((number for number, run in enumerate(runs) if not run.fault), len(runs))
    assert judge_runs(runs) == judge_runs(runs[: good + 1])
