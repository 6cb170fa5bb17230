"""A field that staff set right stays so until its source sentence changes."""

from datetime import UTC, datetime

import pytest

from core.errors import RecordError
from core.models import Announcement, Record
from records.store import RecordStore
from tests.records.conftest import AUTHORITIES, Room, announcement, deadline

SAID = {"who": "staff", "why": "the form says 18:00", "at": datetime(2026, 3, 14, tzinfo=UTC)}
RIGHT = [{"date": "2026-05-29", "time": "18:00", "tz": None, "role": "final", "superseded": False}]


def page(end: str, text: str = "", **options: object):
    return announcement(**{"text": text or f"Apply by {end}.", "deadlines": (deadline(end),), **options})


def ends(record: Record) -> list[str]:
    return [str(d.date) for d in record.facts.deadlines]


def only(room: Room) -> Record:
    (record,) = room.store.all()
    return record


def test_a_correction_survives_pages_that_keep_the_sentence(room: Room):
    room.see(page("2026-05-28"))
    corrected = room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    assert ends(corrected) == ["2026-05-29"]
    assert corrected.facts.deadlines[0].evidence.rule == "staff.correction"
    room.see(page("2026-05-28", "A new paragraph.\nApply by 2026-05-28."), day=1)
    assert ends(only(room)) == ["2026-05-29"]


def test_a_correction_gives_way_when_the_sentence_changes(room: Room):
    room.see(page("2026-05-28"))
    room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    room.see(page("2026-06-30"), day=1)
    assert ends(only(room)) == ["2026-06-30"]
    assert [holds for _, holds in room.desk.corrections()] == [False]
    assert list(room.desk.export_corrections()) == []


def read_otherwise(end: str) -> Announcement:
    """The page of the 28th, of which another extractor takes another sentence for the proof."""
    return page("2026-05-28", deadlines=(deadline(end, "12:00"),))


def test_a_correction_survives_another_reading_of_the_archive(room: Room):
    room.see(page("2026-05-28"), page_id=1)
    room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    room.upkeep.save_shadow({1: [read_otherwise("2026-05-27")]})
    room.upkeep.promote_shadow()
    assert ends(only(room)) == ["2026-05-29"]
    assert [holds for _, holds in room.desk.corrections()] == [True]
    room.see(page("2026-06-30"), day=1)
    assert ends(only(room)) == ["2026-06-30"]


def test_a_correction_survives_another_extractor_at_the_next_visit(room: Room):
    room.see(page("2026-05-28"))
    room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    room.store = RecordStore(room.engine, AUTHORITIES, extractor="2")
    room.see(read_otherwise("2026-05-27"), day=1)
    assert ends(only(room)) == ["2026-05-29"]


def test_a_correction_follows_its_record_into_a_merge(room: Room):
    room.see(page("2026-05-28", title="Innovation vouchers for circular makers"))
    room.desk.correct(only(room).id, "title", "Vouchers", **SAID)
    room.see(announcement("aggregator", path="copy", canonical_url="https://platform.example/a-call"))
    assert only(room).title == "Vouchers"


def test_a_correction_can_be_undone(room: Room):
    room.see(page("2026-05-28"))
    before = room.export()
    room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    ((correction, _),) = room.desk.corrections()
    room.desk.undo_correction(correction.id, SAID["at"])
    assert room.export() == before
    with pytest.raises(RecordError):
        room.desk.undo_correction(correction.id, SAID["at"])


def test_a_correction_becomes_a_line_of_an_evaluation_file(room: Room):
    room.see(page("2026-05-28"))
    room.desk.correct(only(room).id, "deadlines", RIGHT, **SAID)
    (line,) = room.desk.export_corrections()
    assert line["deadlines"] == RIGHT
    assert line["text"] == "Apply by 2026-05-28."
    assert (line["lang"], line["kind"], line["difficulty"]) == ("en", "call", ["corrected-deadlines"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "event"),
        ("status", "cancelled"),
        ("rolling", True),
        ("opens", "2026-04-01"),
        ("cofunding_rate", 80),
        ("ecosystems", ["health", "tourism"]),
        ("projects", ["GRAPPA"]),
        ("amounts", [{"value": 60000, "currency": "EUR", "role": "grant_max"}]),
        ("deadlines", []),
    ],
)
def test_every_field_can_be_corrected(room: Room, field: str, value: object):
    room.see(page("2026-05-28"))
    room.desk.correct(only(room).id, field, value, **SAID)
    (line,) = room.desk.export_corrections()
    assert line.get(field, value) == value


@pytest.mark.parametrize(("field", "value"), [("id", "x"), ("kind", "party"), ("deadlines", [{"date": "soon"}])])
def test_nonsense_is_refused_and_leaves_no_trace(room: Room, field: str, value: object):
    room.see(page("2026-05-28"))
    before = room.export()
    with pytest.raises(RecordError):
        room.desk.correct(only(room).id, field, value, **SAID)
    assert (room.export(), room.desk.corrections()) == (before, [])
