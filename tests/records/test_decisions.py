"""What staff say holds for ever and can be undone."""

from datetime import UTC, datetime

import pytest

from core.errors import RecordError
from core.models import Finding
from tests.records.conftest import Room, announcement, deadline, proof

END = deadline("2026-05-26")
NOW = {"who": "staff", "why": "read both pages", "at": datetime(2026, 3, 14, tzinfo=UTC)}
PROJECT = (Finding[str](value="RESIST II", evidence=proof()),)
ONE = announcement("project", title="Process innovation", projects=PROJECT, deadlines=(END,))
OTHER = announcement("platform", title="Vouchers for makers", projects=PROJECT, deadlines=(END,))


def test_an_unsure_pair_waits_for_staff_and_is_not_merged(room: Room):
    room.see(ONE, OTHER)
    (pair,) = room.desk.unsure()
    assert {pair.first.title, pair.second.title} == {"Process innovation", "Vouchers for makers"}
    assert pair.reason == "project and deadline agree, no more"
    assert len(list(room.store.all())) == 2


def test_a_merge_holds_through_later_pages_and_can_be_undone(room: Room):
    room.see(ONE, OTHER)
    before = room.export()
    first, second = (record.id for record in room.store.all())
    room.desk.join(first, second, **NOW)
    room.see(announcement("platform", title="Vouchers for all makers", deadlines=(END,)), day=1)
    (record,) = room.store.all()
    assert room.store.get(first) == room.store.get(second) == record
    assert room.desk.unsure() == []
    room.see(OTHER, day=2)
    (decision,) = room.desk.decisions()
    room.desk.undo_decision(decision.id, NOW["at"])
    assert room.export() == before


def test_a_pair_that_is_two_calls_is_listed_no_more_until_that_is_undone(room: Room):
    room.see(ONE, OTHER)
    (pair,) = room.desk.unsure()
    room.desk.keep_apart(pair.first_record, pair.second_record, **NOW)
    room.see(announcement("platform", title="Vouchers for all makers", projects=PROJECT, deadlines=(END,)), day=1)
    assert room.desk.unsure() == []
    (decision,) = room.desk.decisions()
    addresses = {"platform.example/a-call", "project.example/a-call"}
    assert {decision.first_address, decision.second_address} == addresses
    room.desk.undo_decision(decision.id, NOW["at"])
    assert len(room.desk.unsure()) == 1


def test_a_split_holds_through_later_pages_and_can_be_undone(room: Room):
    title = "Innovation vouchers for circular textile makers"
    room.see(*(announcement(source, title=title, deadlines=(END,)) for source in ("project", "platform", "portal")))
    (whole,) = room.store.all()
    room.desk.split(whole.id, "https://platform.example/a-call", **NOW)
    room.see(announcement("platform", title=title, text="Changed.", deadlines=(END,)), day=1)
    assert sorted(record.sources for record in room.store.all()) == [("platform",), ("portal", "project")]
    for decision in room.desk.decisions():
        room.desk.undo_decision(decision.id, NOW["at"])
    assert [record.sources for record in room.store.all()] == [("platform", "portal", "project")]


def test_a_page_of_one_key_can_be_split_off(room: Room):
    room.see(*(announcement(source, path=source, identity="callccm2id:1") for source in ("portal", "project")))
    (whole,) = room.store.all()
    room.desk.split(whole.id, "https://project.example/project", **NOW)
    assert len({record.id for record in room.store.all()}) == 2


def test_a_record_that_left_is_told_to_the_index_and_still_found(room: Room):
    room.see(ONE, OTHER)
    room.store.mark_indexed({record.id: version for record, version in room.store.unindexed()})
    first, second = (record.id for record in room.store.all())
    room.desk.join(first, second, **NOW)
    ((removed, version),) = room.store.removed()
    assert removed in (first, second)
    assert [record.id for record, _ in room.store.unindexed()] == [{first, second}.difference({removed}).pop()]
    room.store.mark_indexed({removed: version})
    assert list(room.store.removed()) == []


def test_nonsense_is_refused(room: Room):
    room.see(ONE, OTHER)
    first = next(room.store.all()).id
    with pytest.raises(RecordError):
        room.desk.join(first, first, **NOW)
    with pytest.raises(RecordError):
        room.desk.keep_apart(first, first, **NOW)
    with pytest.raises(RecordError):
        room.desk.split(first, "https://project.example/a-call", **NOW)
    with pytest.raises(RecordError):
        room.desk.undo_decision(1, NOW["at"])
