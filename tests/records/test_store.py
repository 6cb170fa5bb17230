"""What goes into the store comes out of it, once, under stable ids."""

import pytest

from core.errors import RecordError
from core.models import Finding
from tests.records.conftest import Room, announcement, deadline, proof


def test_an_announcement_becomes_a_record(room: Room):
    report = room.see(announcement(deadlines=(deadline("2026-05-28", "17:00"),)))
    (record,) = room.store.all()
    assert report.new == (record.id,)
    assert record.urls == ("https://platform.example/a-call",)
    assert [d.date.isoformat() for d in record.facts.deadlines] == ["2026-05-28"]


def test_the_same_page_again_changes_nothing(room: Room):
    room.see(announcement())
    before = room.export()
    report = room.see(announcement(), day=1)
    assert (report.new, report.changed, len(report.unchanged)) == ((), (), 1)
    assert room.export() == before


def test_a_new_text_changes_the_record_under_the_same_id(room: Room):
    (record_id,) = room.see(announcement(deadlines=(deadline("2026-05-28"),))).new
    report = room.see(announcement(text="Longer open.", deadlines=(deadline("2026-06-28"),)), day=1)
    assert report.changed == (record_id,)
    assert room.store.get(record_id).facts.deadlines[0].date.isoformat() == "2026-06-28"


def test_reader_counts_and_ages_are_no_change(room: Room):
    room.see(announcement(text="Apply now.\nPage views: 245\nUpdated: 4 days ago"))
    report = room.see(announcement(text="Apply now.\nPage views: 1,017\nUpdated: 5 days ago"), day=1)
    assert not report.changed


def test_a_known_article_needs_no_second_reading(room: Room):
    known = announcement()
    assert not room.store.knows(known.article)
    room.see(known)
    assert room.store.knows(known.article)
    assert not room.store.knows(announcement(text="Something else.").article)


def test_rows_of_one_api_stay_apart_whatever_page_they_come_on(room: Room):
    def row(number: int, page: int, text: str):
        return announcement(
            "portal",
            url=f"https://api.example/search?page={page}",
            canonical_url=f"https://portal.example/{number}",
            identity=f"callccm2id:{number}",
            text=text,
        )

    room.see(row(1, 1, "one"), row(2, 1, "two"))
    report = room.see(row(2, 2, "two, changed"), row(1, 3, "one"), day=1)
    assert (len(report.new), len(report.changed), len(report.unchanged)) == (0, 1, 1)


def test_cascade_calls_of_one_topic_stay_apart(room: Room):
    topic = Finding[str](value="SMP-COSME-2024-CLUSTER-01", evidence=proof())
    report = room.see(
        *(
            announcement("portal", path=f"cs/{n}", title="Euroclusters", identity=f"callccm2id:{n}", call_ids=(topic,))
            for n in range(13000, 13017)
        )
    )
    assert len(report.new) == 17


def test_two_sources_at_one_address_share_a_record(room: Room):
    shared = "https://platform.example/content/one"
    room.see(announcement("platform", url=shared, canonical_url=shared))
    room.see(announcement("project", url=f"{shared}/", canonical_url="http://www.platform.example/content/one"))
    (record,) = room.store.all()
    assert record.sources == ("platform", "project")


def test_a_record_is_found_by_id_prefix_and_address(room: Room):
    (record_id,) = room.see(announcement(aliases=("https://platform.example/node/7",))).new
    assert room.store.get(record_id) == room.store.get(record_id[:6])
    assert [r.id for r in room.store.find_by_url("http://www.platform.example/node/7/")] == [record_id]


@pytest.mark.parametrize("name", ["", "0", "%", "no-such-record", "0000000000000000"])
def test_an_unknown_name_is_an_error(room: Room, name: str):
    room.see(announcement())
    with pytest.raises(RecordError):
        room.store.get(name)


def test_what_the_index_lacks_is_told_until_it_has_it(room: Room):
    room.see(announcement())
    pending = {record.id: version for record, version in room.store.unindexed()}
    room.store.mark_indexed(pending)
    assert list(pending.values()) == [1]
    assert list(room.store.unindexed()) == []
    room.see(announcement(text="Changed."), day=1)
    assert [version for _, version in room.store.unindexed()] == [2]


def test_an_older_version_marked_late_does_not_hide_the_newer_one(room: Room):
    (record_id,) = room.see(announcement()).new
    room.see(announcement(text="Changed."), day=1)
    room.store.mark_indexed({record_id: 1})
    assert [version for _, version in room.store.unindexed()] == [2]
