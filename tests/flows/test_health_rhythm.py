"""How often something new comes, learned from the past; and when silence is too long."""

from datetime import date, timedelta
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.health import State
from flows.health.rhythm import judge_silence, usual_gap

START = date(2024, 1, 8)
EXPECTED = 90  # days by the YAML


def days_after(gaps):
    return [START + timedelta(days=day) for day in accumulate(gaps, initial=0)]


def state_after(arrivals, silent, looks=10):
    return judge_silence(arrivals, EXPECTED, START, arrivals[-1] + timedelta(days=silent), looks).state


def first_days(arrivals, *, longest=2000):
    """After how many days of silence a source is suspicious, and after how many it is broken."""
    states = [state_after(arrivals, silent) for silent in range(longest)]
    return states.index(State.SUSPICIOUS), states.index(State.BROKEN)


def by_chance(mean, years, seed):
    """Gaps of a source whose items have nothing to do with each other."""
    chance, gaps = Random(seed), []  # noqa: S311 - a simulation
    while sum(gaps) < 365 * years:
        gaps.append(max(1, round(chance.expovariate(1 / mean))))
    return gaps


many_gaps = st.lists(st.integers(1, 120), min_size=6, max_size=40).filter(lambda gaps: EXPECTED <= sum(gaps) <= 730)


@given(many_gaps)
def test_the_usual_gap_is_one_that_there_was(gaps):
    assert usual_gap(days_after(gaps), EXPECTED) in gaps


@given(many_gaps, st.integers(0, 500))
def test_longer_silence_is_never_better(gaps, silent):
    arrivals = days_after(gaps)
    assert state_after(arrivals, silent).severity <= state_after(arrivals, silent + 1).severity


@given(st.integers(1, 100))
def test_silence_as_long_as_usual_is_healthy(gap):
    arrivals = days_after([gap] * (700 // gap))
    assert state_after(arrivals, 2 * gap) is State.HEALTHY


@pytest.mark.parametrize(
    ("gaps", "suspicious", "broken"),
    [
        ([1, 1, 1, 1, 3] * 40, 22, 43),  # each working day
        ([14] * 26, 29, 57),
        ([55, 65, 60, 58, 62, 60, 61, 59], 125, 249),  # one call in two months
        (([1] * 8 + [90]) * 7, 181, 361),  # a burst of news with each project meeting
        ([7] * 40 + [150] + [7] * 40, 22, 43),  # one long fault does not make long silence usual
    ],
)
def test_silence_is_noticed_by_the_rhythm_of_the_source(gaps, suspicious, broken):
    assert first_days(days_after(gaps)) == (suspicious, broken)


@pytest.mark.parametrize("gaps", [[], [40], [1] * 30, [30] * 5])
def test_before_its_rhythm_is_known_the_word_of_the_yaml_counts(gaps):
    assert first_days(days_after(gaps)) == (2 * EXPECTED + 1, 4 * EXPECTED + 1)


def test_a_gap_longer_than_expected_is_believed_at_once():
    assert usual_gap(days_after([200]), EXPECTED) == 200


def test_what_came_more_than_two_years_ago_is_forgotten():
    assert usual_gap(days_after([200] * 10 + [7] * 105), EXPECTED) == 7


def test_a_source_with_one_call_in_two_months_by_chance_is_hardly_suspected_and_not_called_broken():
    states = []
    for seed in range(20):
        arrivals = days_after(by_chance(60, years=3, seed=seed))
        known = [n for n, day in enumerate(arrivals) if day >= START + timedelta(days=365)]
        states += [state_after(arrivals[:n], (arrivals[n] - arrivals[n - 1]).days) for n in known]
    assert len(states) > 200  # calls in forty years, each after a silence
    assert states.count(State.SUSPICIOUS) <= 10
    assert State.BROKEN not in states


def test_a_source_with_one_call_in_two_months_by_chance_that_falls_silent_is_noticed():
    noticed = [first_days(days_after(by_chance(60, years=2, seed=seed))) for seed in range(20)]
    suspicious, broken = (sorted(days)[len(days) // 2] for days in zip(*noticed, strict=True))
    assert suspicious <= 365  # days, in the middle of twenty such sources
    assert broken <= 2 * 365


def test_silence_before_the_first_look_was_not_ours_to_hear():
    old = days_after([1] * 100)
    first_look = old[-1] + timedelta(days=400)
    assert judge_silence(old, EXPECTED, first_look, first_look, looks=1).state is State.HEALTHY
    assert judge_silence(old, EXPECTED, first_look, first_look + timedelta(days=22), looks=9).state is State.SUSPICIOUS


def test_silence_that_was_heard_twice_only_is_no_silence():
    arrivals = days_after([1] * 100)
    assert state_after(arrivals, 300, looks=2) is State.HEALTHY
    assert state_after(arrivals, 300, looks=3) is State.BROKEN


def test_the_reason_says_how_long_and_what_is_usual():
    verdict = judge_silence(days_after([7] * 20), EXPECTED, START, START + timedelta(days=170), looks=5)
    assert verdict.reason == "nothing new since 2024-05-27, for 30 days; usually something comes within 7"
