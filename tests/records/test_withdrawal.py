"""A page that is gone is believed with care."""

from datetime import timedelta

import sqlalchemy as sa

from archive.ledger import pages
from core.models import Finding, Kind, Outcome, Status
from records.withdrawal import AbsenceReport
from tests.records.conftest import FIRST_DAY, Room, announcement, deadline, ledger_row, proof

URL = "https://platform.example/a-call"


def look(room: Room, page_id: int, day: int, outcome: Outcome, url: str = URL) -> None:
    """A ledger row of a look at the page."""
    row = ledger_row(page_id, FIRST_DAY + timedelta(days=day), url=url, source_id="platform")
    with room.engine.begin() as connection:
        connection.execute(sa.insert(pages).values(**row, outcome=outcome))


def gone(room: Room, page_id: int, day: int, **options: bool) -> AbsenceReport:
    look(room, page_id, day, Outcome.GONE)
    with room.engine.begin() as connection:
        return room.store.note_absences(connection, "platform", [page_id], **options)


def status(room: Room) -> Status | None:
    (record,) = room.store.all()
    return record.window.announced


def test_one_look_withdraws_nothing(room: Room):
    room.see(announcement())
    report = gone(room, 10, day=1)
    assert (report.withdrawn, len(report.awaiting)) == ((), 1)
    assert status(room) is None


def test_two_looks_on_one_day_withdraw_nothing(room: Room):
    room.see(announcement())
    gone(room, 10, day=1)
    gone(room, 11, day=1)
    assert status(room) is None


def test_a_second_look_on_another_day_withdraws(room: Room):
    room.see(announcement())
    gone(room, 10, day=1)
    report = gone(room, 11, day=2)
    assert len(report.withdrawn) == 1
    assert status(room) is Status.WITHDRAWN
    assert [(c.field, c.new) for c in room.store.changes(FIRST_DAY + timedelta(days=2))] == [("document", "withdrawn")]


def test_a_live_look_between_two_absences_starts_the_count_anew(room: Room):
    room.see(announcement())
    gone(room, 10, day=1)
    look(room, 11, 2, Outcome.UNCHANGED)
    gone(room, 12, day=3)
    assert status(room) is None


def test_a_page_that_comes_back_stands_again(room: Room):
    room.see(announcement())
    gone(room, 10, day=1)
    gone(room, 11, day=2)
    look(room, 12, 3, Outcome.UNCHANGED)
    with room.engine.begin() as connection:
        room.store.note_absences(connection, "platform", [])
    assert status(room) is None


def test_a_call_that_another_site_still_carries_is_not_withdrawn(room: Room):
    room.see(announcement(), announcement("project", canonical_url=URL))
    gone(room, 10, day=1)
    gone(room, 11, day=2)
    assert status(room) is None


def test_too_many_at_once_are_held_until_staff_confirm(room: Room):
    urls = [f"https://platform.example/{n}" for n in range(20)]
    room.see(*(announcement(path=str(n)) for n in range(20)))

    def all_gone(first_page: int, day: int, *, is_confirmed: bool = False) -> AbsenceReport:
        ids = range(first_page, first_page + len(urls))
        for page_id, url in zip(ids, urls, strict=True):
            look(room, page_id, day, Outcome.GONE, url)
        with room.engine.begin() as connection:
            return room.store.note_absences(connection, "platform", list(ids), is_confirmed=is_confirmed)

    all_gone(100, 1)
    assert len(all_gone(200, 2).held) == 20
    assert {record.window.announced for record in room.store.all()} == {None}
    assert len(all_gone(300, 3, is_confirmed=True).withdrawn) == 20
    assert {record.window.announced for record in room.store.all()} == {Status.WITHDRAWN}


def test_calls_that_matter_and_pages_gone_once_are_looked_at_again(room: Room):
    def closing(path: str, end: str):
        return announcement(path=path, title=path, deadlines=(deadline(end),))

    def looked_at(days: int) -> list[str]:
        found = room.store.addresses_to_revisit("platform", FIRST_DAY + timedelta(days=days))
        return [url.rpartition("/")[2] for url in found]

    ends = {"long-closed": "2025-11-01", "closed": "2026-03-01", "open": "2027-03-01"}
    news = announcement(path="news", title="News", kind=Finding[Kind](value=Kind.NEWS, evidence=proof()))
    room.see(news, announcement(path="undated", title="undated"), *(closing(*call) for call in ends.items()))
    assert looked_at(days=2) == ["closed", "open", "undated"]
    assert looked_at(days=200) == ["open"]


def test_a_page_gone_once_is_looked_at_until_a_second_look_confirms_it(room: Room):
    news = announcement(kind=Finding[Kind](value=Kind.NEWS, evidence=proof()))
    moment = FIRST_DAY + timedelta(days=2)
    room.see(news)
    assert room.store.addresses_to_revisit("platform", moment) == []
    gone(room, 10, day=1)
    assert room.store.addresses_to_revisit("platform", moment) == [URL]
    assert room.store.addresses_to_revisit("platform", moment + timedelta(days=100)) == [URL]  # never healthy since
    gone(room, 11, day=102)
    assert room.store.addresses_to_revisit("platform", moment + timedelta(days=101)) == []


def test_a_page_that_came_back_is_not_looked_at_for_its_absence(room: Room):
    room.see(announcement(kind=Finding[Kind](value=Kind.NEWS, evidence=proof())))
    gone(room, 10, day=1)
    look(room, 11, 2, Outcome.UNCHANGED)
    assert room.store.addresses_to_revisit("platform", FIRST_DAY + timedelta(days=3)) == []
