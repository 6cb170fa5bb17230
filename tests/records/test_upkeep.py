"""Too much at once is held back; pages read again are compared, then promoted whole or not at all."""

import signal
import subprocess
import sys
from datetime import timedelta
from unittest.mock import patch

import pytest

from archive.ledger import page_by_id, settle
from core.models import Announcement, Outcome
from records import grouping
from records.tables import shadow_announcements
from tests.records.conftest import FIRST_DAY, Room, announcement, deadline


def many(text: str, count: int = 20) -> list[Announcement]:
    return [announcement(path=str(n), title=f"Call {n}", text=f"{text} {n}") for n in range(count)]


def test_a_redesign_is_held_back_until_staff_drop_it(room: Room):
    room.see(*many("Apply"), page_id=1)
    before = room.export()
    room.see(*many("Menu Home Contact"), day=1, page_id=2)
    assert room.upkeep.hold_mass_change("platform", [2]) == 20
    assert room.export() == before
    assert room.upkeep.held() == {"platform": 20}
    room.see(*many("Menu Home Contact"), day=2, page_id=3)
    assert room.export() == before
    room.upkeep.release("platform", is_accepted=False)
    assert (room.export(), room.upkeep.held()) == (before, {})
    assert list(room.store.changes(FIRST_DAY + timedelta(days=1))) == []


def test_what_was_held_back_is_taken_in_when_staff_accept_it(room: Room):
    room.see(*many("Apply"), page_id=1)
    room.see(*many("Apply now"), day=1, page_id=2)
    room.upkeep.hold_mass_change("platform", [2])
    room.upkeep.release("platform", is_accepted=True)
    assert all(record.text.startswith("Apply now") for record in room.store.all())
    assert len(list(room.store.all())) == 20


def test_a_few_changes_and_new_pages_are_not_held(room: Room):
    room.see(*many("Apply"), page_id=1)
    room.see(*many("Apply now", 4), *many("Apply", 60)[20:], day=1, page_id=2)
    assert room.upkeep.hold_mass_change("platform", [2]) == 0


def reading(end: str) -> Announcement:
    """The same page, read one way or another."""
    return announcement(text="Apply by 2026-05-28, not by 2026-06-11", deadlines=(deadline(end),))


def ends(room: Room) -> list[str]:
    return [str(d.date) for record in room.store.all() for d in record.facts.deadlines]


def test_a_second_reading_is_shown_and_promoted_without_a_change_event(room: Room):
    room.see(reading("2026-06-11"), page_id=1)
    assert room.upkeep.pages_to_reread("platform") == [1]
    assert room.upkeep.save_shadow({1: [reading("2026-05-28")]}) == 1
    (difference,) = room.upkeep.compare_shadow()
    assert (difference.source_id, difference.field, difference.count) == ("platform", "deadlines", 1)
    assert "2026-05-28" in difference.samples[0][2]
    assert ends(room) == ["2026-06-11"]
    assert room.upkeep.promote_shadow() == 1
    assert ends(room) == ["2026-05-28"]
    assert room.upkeep.compare_shadow() == []
    assert [change.field for change in room.store.changes()] == ["document"]


def test_a_change_that_only_todays_reading_sees_is_told_to_nobody(room: Room):
    room.see(announcement(text="Apply by 2026-05-28"), page_id=1)
    room.see(announcement(text="Apply by 2026-06-11"), day=1, page_id=2)
    room.upkeep.save_shadow({1: [announcement(text="Apply by 2026-05-28", deadlines=(deadline("2026-05-28"),))]})
    room.upkeep.save_shadow({2: [announcement(text="Apply by 2026-06-11", deadlines=(deadline("2026-06-11"),))]})
    room.upkeep.promote_shadow()
    assert "deadlines" not in [change.field for change in room.store.changes()]


def test_a_promotion_that_dies_half_way_leaves_the_old_set(room: Room):
    room.see(reading("2026-06-11"), page_id=1)
    before = room.export()
    room.upkeep.save_shadow({1: [reading("2026-05-28")]})
    with patch.object(grouping, "merge_sightings", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        room.upkeep.promote_shadow()
    assert room.export() == before
    with room.engine.connect() as connection:
        assert len(connection.execute(shadow_announcements.select()).all()) == 1


KILLED = """
import os, signal, sys
from core.database import open_database
from records import grouping
from records.store import RecordStore
from records.upkeep import Upkeep

grouping.merge_sightings = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
engine = open_database(sys.argv[1])
Upkeep(engine, RecordStore(engine, {})).promote_shadow()
"""


def test_a_promotion_that_is_killed_leaves_the_old_set(file_room: Room):
    file_room.see(reading("2026-06-11"), page_id=1)
    before = file_room.export()
    file_room.upkeep.save_shadow({1: [reading("2026-05-28")]})
    done = subprocess.run([sys.executable, "-c", KILLED, str(file_room.engine.url)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (file_room.export(), ends(file_room)) == (before, ["2026-06-11"])
    assert file_room.upkeep.promote_shadow() == 1
    assert ends(file_room) == ["2026-05-28"]


def test_what_only_todays_reading_finds_on_an_old_page_is_added_without_a_change_event(room: Room):
    room.see(reading("2026-06-11"), page_id=1)
    found = announcement(path="second", title="A second call", text="Second")
    assert room.upkeep.save_shadow({1: [reading("2026-06-11"), found]}) == 2
    (difference,) = room.upkeep.compare_shadow()
    assert (difference.field, difference.samples[0][2]) == ("document", "A second call")
    assert len(list(room.store.all())) == 1
    room.upkeep.promote_shadow()
    assert {record.title for record in room.store.all()} == {"A second call", "A call for small firms"}
    assert len(list(room.store.changes())) == 1


def test_of_long_values_the_difference_is_shown(room: Room):
    ends = [deadline("2026-05-28", "17:00"), deadline("2026-06-11"), deadline("2026-04-30", superseded=True)]
    room.see(announcement(text="Old menu\nApply.", deadlines=(ends[0], ends[2])), page_id=1)
    room.upkeep.save_shadow({1: [announcement(text="Apply.\nNow.", deadlines=(ends[0], ends[1]))]})
    told = {difference.field: difference.samples[0][1:] for difference in room.upkeep.compare_shadow()}
    assert told == {
        "deadlines": ("2026-04-30 final superseded", "2026-06-11 final"),
        "text": ("Old menu", "Now."),
    }


def listed(*titles: str) -> list[Announcement]:
    """The sections of one page."""
    page = "https://platform.example/calls"
    return [announcement(url=page, canonical_url=f"{page}#{title}", title=title, text=title) for title in titles]


def test_what_todays_reading_finds_no_more_goes_without_a_change_event(room: Room):
    room.see(*listed("first", "second"), page_id=1)
    room.store.mark_indexed({record.id: version for record, version in room.store.unindexed()})
    (kept,) = room.store.find_by_url("https://platform.example/calls#first")
    (lost,) = room.store.find_by_url("https://platform.example/calls#second")
    told = [change.id for change in room.store.changes(record_id=kept.id)]
    assert room.upkeep.save_shadow({1: listed("first")}) == 2
    (difference,) = room.upkeep.compare_shadow()
    assert (difference.field, difference.samples[0][1:]) == ("document", ("second", ""))
    assert len(list(room.store.all())) == 2
    room.upkeep.promote_shadow()
    assert list(room.store.all()) == [kept]
    assert [record_id for record_id, _ in room.store.removed()] == [lost.id]
    assert [change.id for change in room.store.changes()] == told
    room.see(*listed("first", "second"), day=1, page_id=2)
    assert lost in room.store.all()


def test_a_page_on_which_nothing_is_found_any_more_is_read_again_the_next_time(room: Room):
    room.see(announcement(), page_id=1)
    room.see(announcement("project", path="other", title="Quite another thing"), page_id=2)
    room.upkeep.save_shadow({1: []})
    room.upkeep.promote_shadow()
    (left,) = room.store.all()
    assert left.sources == ("project",)
    assert room.upkeep.pages_to_reread() == [1, 2]


def test_an_earlier_look_that_is_no_announcement_leaves_the_later_ones(room: Room):
    room.see(announcement(text="Soon."), page_id=1)
    room.see(announcement(text="Apply by 2026-06-11", deadlines=(deadline("2026-06-11"),)), day=1, page_id=2)
    room.upkeep.save_shadow({1: []})
    room.upkeep.promote_shadow()
    (record,) = room.store.all()
    assert record.text == "Apply by 2026-06-11"
    assert "deadlines" not in [change.field for change in room.store.changes()]


def test_what_staff_said_of_a_record_outlives_its_pages(room: Room):
    at = {"who": "staff", "why": "read both", "at": FIRST_DAY}
    room.see(announcement(), page_id=1)
    room.see(announcement("project", path="other", title="Quite another thing"), page_id=2)
    first, second = (record.id for record in room.store.all())
    room.desk.correct(first, "title", "Better", **at)
    room.desk.correct(second, "title", "Best", **at)
    room.desk.join(first, second, **at)
    room.upkeep.save_shadow({1: []})
    room.upkeep.save_shadow({2: []})
    room.upkeep.promote_shadow()
    assert list(room.store.all()) == []
    assert [in_force for _, in_force in room.desk.corrections()] == [False, False]
    (decision,) = room.desk.decisions()
    assert (decision.first_address, decision.second_address) == (None, None)
    assert list(room.desk.export_corrections()) == []


def test_what_staff_joined_stands_without_the_page_that_is_lost_and_with_it_when_it_is_back(room: Room):
    room.see(announcement(), page_id=1)
    room.see(announcement("project", path="other", title="Quite another thing"), page_id=2)
    first, second = (record.id for record in room.store.all())
    room.desk.join(first, second, who="staff", why="read both", at=FIRST_DAY)
    (joined,) = room.store.all()
    room.upkeep.save_shadow({1: []})
    room.upkeep.promote_shadow()
    assert [record.sources for record in room.store.all()] == [("project",)]
    room.see(announcement(), day=1, page_id=3)
    assert [record.sources for record in room.store.all()] == [joined.sources]


def test_pages_that_could_not_be_read_are_read_again(room: Room):
    room.see(page_id=1)
    with room.engine.begin() as connection:
        settle(connection, 1, Outcome.NO_TEXT)
    assert room.upkeep.pages_to_reread() == [1]
    assert room.upkeep.pages_to_reread("platform") == []
    room.upkeep.save_shadow({1: [announcement()]})
    room.upkeep.promote_shadow()
    assert len(list(room.store.all())) == 1
    with room.engine.connect() as connection:
        assert page_by_id(connection, 1).outcome is Outcome.INDEXED


def test_pages_can_be_chosen_by_the_day_they_were_fetched(room: Room):
    room.see(announcement(), page_id=1)
    room.see(announcement(text="New"), day=3, page_id=2)
    assert room.upkeep.pages_to_reread(since=FIRST_DAY + timedelta(days=1)) == [2]
