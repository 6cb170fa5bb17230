"""Whether less than usual came through a step of a run."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.runs import Funnel
from flows.health.funnel import find_drop

USUAL = Funnel(discovered=40, fetched=40, extracted=38, calls=30, dated=27, published=38)
PAST = [USUAL] * 20
counts = st.integers(0, 300)
funnels = st.builds(
    Funnel, discovered=counts, fetched=counts, extracted=counts, calls=counts, dated=counts, published=counts
)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ({"discovered": 0, "fetched": 0, "extracted": 0, "calls": 0, "dated": 0, "published": 0},
         "the lists name 0 announcements, usually 40"),
        ({"fetched": 3, "extracted": 3, "calls": 3, "dated": 3, "published": 3},
         "of 40 pages 3 could be fetched, usually 40"),
        ({"extracted": 2, "calls": 2, "dated": 2, "published": 2},
         "2 announcements were read on 40 pages, usually 38"),
        ({"dated": 5}, "5 of 30 calls have a date, usually 27"),
        ({"published": 0}, "0 of 38 announcements are in the index, usually 38"),
    ],
)  # fmt: skip
def test_the_first_step_that_fails_is_named(now, reason):
    assert find_drop(replace(USUAL, **now), PAST) == reason


def test_fewer_items_are_no_drop_of_the_steps_after_them():
    half = Funnel(discovered=21, fetched=21, extracted=20, calls=16, dated=14, published=20)
    assert find_drop(half, PAST) == ""


@pytest.mark.parametrize(("usual", "now"), [(3, 1), (5, 2), (9, 1), (16, 5)])
def test_what_chance_explains_is_no_drop(usual, now):
    assert find_drop(Funnel(discovered=now), [Funnel(discovered=usual)] * 9) == ""


def test_a_source_without_calls_is_not_asked_for_dates():
    news = Funnel(discovered=10, fetched=10, extracted=10, published=10)
    assert find_drop(news, [news] * 5) == ""
    assert find_drop(replace(news, calls=4), [news] * 5) == ""


@given(funnels, st.lists(funnels, max_size=1))
def test_without_a_past_nothing_is_unusual(now, past):
    assert find_drop(now, past) == ""


@given(funnels)
def test_the_same_as_always_is_no_drop(now):
    assert find_drop(now, [now] * 5) == ""


@given(funnels, st.lists(funnels, min_size=2, max_size=9))
def test_every_run_can_be_compared(now, past):
    assert isinstance(find_drop(now, past), str)
