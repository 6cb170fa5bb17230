"""What counts as a change, what does not, and how often it is told."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import RecordError
from core.models import AmountRole, Finding, Status
from tests.records.conftest import FIRST_DAY, Room, amount, announcement, deadline, proof

TITLE = "Innovation vouchers for circular textile makers"


def told(room: Room, day: int = 1) -> list[tuple[str, str]]:
    """(field, reason) of the changes since a day."""
    return [(change.field, change.reason) for change in room.store.changes(FIRST_DAY + timedelta(days=day))]


def page(end: str, text: str = "", **options: object):
    return announcement("project", title=TITLE, text=text or f"Apply by {end}", deadlines=(deadline(end),), **options)


def test_an_extension_is_told_with_both_values_and_its_proof(room: Room):
    room.see(page("2026-05-28"))
    room.see(page("2026-06-11"), day=1)
    (change,) = room.store.changes(FIRST_DAY + timedelta(days=1))
    assert (change.field, change.reason, change.page_id) == ("deadlines", "deadline extended", 2)
    assert [d["date"] for d in change.old] == ["2026-05-28"]
    assert [d["date"] for d in change.new] == ["2026-06-11"]
    assert change.evidence is not None
    assert change.evidence.sentence == "Apply by 2026-06-11"
    assert change.urls == ("https://project.example/a-call",)


def test_a_deadline_can_be_brought_forward_added_and_withdrawn(room: Room):
    two = (deadline("2026-05-20"), deadline("2026-09-01"))
    room.see(page("2026-05-28"))
    room.see(page("2026-05-20"), day=1)
    room.see(
        announcement("project", title=TITLE, text="Apply by 2026-05-20 or Apply by 2026-09-01", deadlines=two), day=2
    )
    room.see(announcement("project", title=TITLE, text="Closed."), day=3)
    assert [reason for _, reason in told(room)] == [
        "deadline brought forward",
        "deadline extended",
        "deadline withdrawn",
    ]


def test_what_only_the_extractor_reads_otherwise_is_no_change(room: Room):
    text = "Apply by 2026-05-28 or Apply by 2026-06-11\n"
    room.see(page("2026-05-28", text))
    room.see(page("2026-06-11", text + "A typo is put right."), day=1)
    assert told(room) == [("text", "the text was edited")]


def test_struck_words_are_a_change_though_no_word_differs(room: Room):
    text = "Apply by 2026-05-28 Apply by 2026-06-11"
    room.see(page("2026-05-28", text))
    room.see(page("2026-06-11", text, struck=((0, 19),)), day=1)
    assert told(room) == [("deadlines", "deadline extended")]


def test_the_seconds_of_a_deadline_and_the_day_on_a_page_are_no_change(room: Room):
    room.see(page("2026-05-28", "Apply by 2026-05-28\nFriday, 13 March 2026"))
    room.see(page("2026-05-28", "Apply by 2026-05-28\nSaturday, 14 March 2026"), day=1)
    assert told(room) == []


def test_changes_can_be_asked_for_by_field(room: Room):
    room.see(page("2026-05-28"))
    room.see(page("2026-06-11"), day=1)
    assert [change.field for change in room.store.changes(fields=["deadlines"])] == ["deadlines"]
    assert list(room.store.changes(fields=["amounts"])) == []
    with pytest.raises(RecordError, match="deadlinez: no such field; one of: document, deadlines"):
        list(room.store.changes(fields=["deadlinez"]))


def test_an_announced_cancellation_is_told_and_a_passed_deadline_is_not(room: Room):
    room.see(page("2026-03-14"))
    room.see(page("2026-03-14", "Apply by 2026-03-14\nStatus: closed"), day=3)
    cancelled = Finding[Status](value=Status.CANCELLED, evidence=proof("The call is cancelled."))
    room.see(page("2026-03-14", "The call is cancelled.", announced_status=cancelled), day=4)
    assert told(room) == [("text", "the text was edited"), ("status", "cancelled")]


OPENING = Finding[date](value=date(2026, 4, 20), evidence=proof())


def announced(status: Status, text: str) -> dict[str, object]:
    return {"text": text, "announced_status": Finding[Status](value=status, evidence=proof(text))}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"deadlines": (deadline("2026-03-14"),)}, ["reopened"]),
        ({"deadlines": (deadline("2026-05-28"),)}, []),
        ({"deadlines": (deadline("2026-05-28"),), "opens": OPENING}, ["opened"]),
    ],
    ids=["after its deadline", "while it is open", "before its day"],
)
def test_a_call_announced_as_open_is_told_if_it_was_not(room: Room, options: dict[str, Any], words: list[str]):
    room.see(announcement(text="Soon.", **options))
    room.see(announcement(**announced(Status.OPEN, "It is open."), **options), day=10)
    assert [reason for field, reason in told(room) if field == "status"] == words


def test_a_status_that_is_no_longer_announced_is_told_unless_the_dates_say_so(room: Room):
    end = {"deadlines": (deadline("2026-05-28"),)}
    room.see(announcement(**announced(Status.CANCELLED, "It is cancelled."), **end))
    room.see(announcement(**announced(Status.OPEN, "It is open."), **end), day=1)
    room.see(announcement(text="Apply.", **end), day=2)
    room.see(announcement(**announced(Status.CLOSED, "It is closed."), **end), day=3)
    room.see(announcement(text="Apply.", **end), day=4)
    reasons = [reason for field, reason in told(room) if field == "status"]
    assert reasons == ["reopened", "closed early", "no longer announced as closed"]


def test_the_same_change_on_a_second_site_is_one_change(room: Room):
    room.see(page("2026-05-28"))
    room.see(announcement("platform", title=TITLE, deadlines=(deadline("2026-05-28", "17:00"),)))
    room.see(page("2026-06-11"), day=1)
    room.see(announcement("platform", title=TITLE, text="New", deadlines=(deadline("2026-06-11", "17:00"),)), day=2)
    assert told(room) == [("deadlines", "deadline extended")]
    (record,) = room.store.all()
    assert [change.field for change in room.store.changes(record_id=record.id)] == ["document", "deadlines"]


def test_a_page_that_goes_to_and_fro_changes_each_time(room: Room):
    for day, end in enumerate(("2026-05-28", "2026-06-11", "2026-05-28", "2026-06-11")):
        room.see(page(end), day=day)
    assert [field for field, _ in told(room)] == ["deadlines"] * 3


def test_a_raised_budget_is_told(room: Room):
    room.see(announcement(text="EUR 1000000", amounts=(amount(1_000_000, AmountRole.TOTAL_BUDGET),)))
    room.see(announcement(text="EUR 1200000", amounts=(amount(1_200_000, AmountRole.TOTAL_BUDGET),)), day=1)
    (change,) = room.store.changes(FIRST_DAY + timedelta(days=1))
    assert (change.field, change.new) == (
        "amounts",
        [{"value": 1_200_000, "currency": "EUR", "role": "total_budget"}],
    )


def test_the_first_look_is_told_as_a_new_document_once_for_a_call(room: Room):
    room.see(page("2026-05-28"))
    room.see(announcement("platform", title=TITLE, deadlines=(deadline("2026-05-28"),)), day=1)
    assert told(room, day=0) == [("document", "first seen")]


def test_a_page_processed_late_takes_its_place_in_the_history(room: Room):
    room.see(page("2026-06-11"), day=2, page_id=9)
    room.see(page("2026-05-28"), day=1, page_id=5)
    assert told(room) == [("document", "first seen"), ("deadlines", "deadline extended")]


def test_a_call_that_is_put_onto_a_page_of_several_is_a_deadline_of_that_page(room: Room):
    def section(name: str, end: str):
        url = "https://project.example/calls"
        return announcement("project", url=url, canonical_url=f"{url}#{name}", title=name, deadlines=(deadline(end),))

    room.see(section("Citadel grants", "2026-05-05"), section("Mantis vouchers", "2026-05-20"))
    room.see(section("Heritage grants", "2026-08-31"), day=1)
    assert told(room) == [("deadlines", "deadline added to the page"), ("document", "first seen")]
    assert len(list(room.store.all())) == 3
