"""The status at a moment, told with its reason."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.models import Finding, Record, Status
from records.merge import merge_sightings
from records.status import explain_status, is_closing_soon, next_deadline
from tests.records.conftest import announcement, deadline, period, proof
from tests.records.test_merge import sighting

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


def record(**facts: object) -> Record:
    return merge_sightings("r", [sighting(announcement(**facts))])


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({}, Status.UNKNOWN, "no deadline is given"),
        ({"deadlines": (deadline("2026-03-12"),)}, Status.CLOSED, "last deadline was 12 March 2026"),
        ({"deadlines": (deadline("2026-03-13"),)}, Status.OPEN, "deadline 13 March 2026 is ahead"),
        ({"deadlines": (deadline("2026-03-13", "07:00"),)}, Status.CLOSED, "13 March 2026 07:00"),
        ({"deadlines": (deadline("2026-03-12"), deadline("2026-05-01"))}, Status.OPEN, "1 May 2026"),
        ({"deadlines": (deadline("2026-04-12"), deadline("2026-05-01"))}, Status.OPEN, "first of 2 deadlines"),
        ({"deadlines": (deadline("2026-05-01", superseded=True),)}, Status.UNKNOWN, "no deadline"),
        (
            {"periods": (period("deadline", "2026-04-01", "2026-06-30"),)},
            Status.OPEN,
            "between 2026-04-01 and 2026-06-30",
        ),
        ({"periods": (period("deadline", "2026-01-01", "2026-02-28"),)}, Status.CLOSED, "no day is told"),
        (
            {"periods": (period("opening", "2026-04-01", "2026-06-30"),)},
            Status.FORTHCOMING,
            "opening between 2026-04-01",
        ),
        (
            {"deadlines": (deadline("2026-05-01"),), "periods": (period("opening", "2027-05-01", "2027-05-31"),)},
            Status.OPEN,
            "deadline 1 May 2026 is ahead",
        ),
        ({"rolling": Finding[bool](value=True, evidence=proof())}, Status.OPEN, "continuously"),
        ({"opens": Finding[date](value=date(2026, 3, 14), evidence=proof())}, Status.FORTHCOMING, "14 March 2026"),
        (
            {"announced_status": Finding[Status](value=Status.CANCELLED, evidence=proof("This call is cancelled."))},
            Status.CANCELLED,
            "This call is cancelled.",
        ),
        (
            {
                "announced_status": Finding[Status](value=Status.CLOSED, evidence=proof("The call closed early.")),
                "deadlines": (deadline("2026-05-01"),),
            },
            Status.CLOSED,
            "The call closed early.",
        ),
        (
            {
                "announced_status": Finding[Status](value=Status.OPEN, evidence=proof("The call is open again.")),
                "deadlines": (deadline("2026-03-12"),),
            },
            Status.CLOSED,
            "last deadline was 12 March 2026",
        ),
    ],
)
def test_status_and_reason(facts: dict[str, object], status: Status, words: str):
    found, reason = explain_status(record(**facts), NOW)
    assert found is status
    assert words in reason


def test_closing_soon_looks_at_the_last_deadline():
    soon, later = NOW.date() + timedelta(days=3), NOW.date() + timedelta(days=90)
    assert is_closing_soon(record(deadlines=(deadline(soon.isoformat()),)), NOW)
    assert not is_closing_soon(record(deadlines=(deadline(soon.isoformat()), deadline(later.isoformat()))), NOW)
    assert not is_closing_soon(record(), NOW)


def test_the_next_deadline_is_the_first_ahead():
    found = next_deadline(
        record(deadlines=(deadline("2026-10-01"), deadline("2026-05-01"), deadline("2026-01-01"))), NOW
    )
    assert found is not None
    assert found.date == date(2026, 5, 1)
