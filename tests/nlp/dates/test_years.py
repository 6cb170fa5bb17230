"""Years that are not written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import Day, Lean

PUBLISHED = date(2024, 11, 20)


def unsettled(month, day, **more):
    return Day(0, 1, None, month, day, **more)


@pytest.mark.parametrize(
    ("lean", "month", "day", "expected"),
    [
        (Lean.AHEAD, 2, 5, date(2025, 2, 5)),
        (Lean.AHEAD, 12, 1, date(2024, 12, 1)),
        (Lean.AHEAD, 11, 18, date(2024, 11, 18)),  # put up two days after the deadline
        (Lean.AHEAD, 11, 2, None),
        (Lean.BACK, 2, 5, date(2024, 2, 5)),
        (Lean.BACK, 12, 31, date(2023, 12, 31)),
        (Lean.NEAREST, 10, 15, date(2024, 10, 15)),
        (Lean.NEAREST, 1, 15, date(2025, 1, 15)),
    ],
)
def test_year_follows_from_the_day_of_publication(lean, month, day, expected):
    assert unsettled(month, day).settle(PUBLISHED, lean) == expected


def test_weekday_settles_the_year():
    assert unsettled(3, 19, weekday=4).settle(date(2021, 1, 11)) == date(2021, 3, 19)
    assert unsettled(3, 19, weekday=4).settle(date(2020, 12, 30)) == date(2021, 3, 19)


def test_weekday_that_fits_no_year_leaves_the_day_out():
    assert unsettled(3, 19, weekday=0).settle(date(2021, 6, 1)) is None


def test_day_without_a_year_is_left_out_where_nothing_settles_it():
    assert unsettled(5, 14).settle(None) is None


def test_other_dates_of_the_text_settle_the_year_where_they_agree(facts):
    text = "Apply until 14 May. The call was opened on 3 March 2025 and the winners meet on 1 October 2025."
    assert [deadline.date for deadline in facts(text).deadlines] == [date(2025, 5, 14)]


def test_other_dates_of_the_text_settle_nothing_where_they_disagree(facts):
    text = "Apply until 14 May. The regulation of 5 June 2021 holds, with the changes of 7 July 2023."
    assert facts(text).deadlines == ()


@given(published=st.dates(date(2000, 1, 1), date(2090, 1, 1)), month=st.integers(1, 12), day=st.integers(1, 28))
def test_settled_day_lies_where_it_leans(published, month, day):
    ahead = unsettled(month, day).settle(published, Lean.AHEAD)
    back = unsettled(month, day).settle(published, Lean.BACK)
    assert ahead is None or -7 <= (ahead - published).days <= 335
    assert back is None or -335 <= (back - published).days <= 7
    assert ahead or back
