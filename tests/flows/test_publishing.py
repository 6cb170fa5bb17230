"""The index catches up with the database, whatever happened on the way."""

from dataclasses import dataclass

import pytest

from core.database import open_database
from core.errors import IndexOutdatedError, IndexUnavailableError
from flows import stages
from flows.stages import publish
from index.port import Rejection
from index.tantivy import TantivyIndex
from tests.records.conftest import Room, announcement

CALLS = 5


@dataclass
class House:
    """What publishing needs of the house."""

    store: object
    index: object


class FaultyIndex(TantivyIndex):
    """The embedded index; the n-th batch meets what is planned for it."""

    def __init__(self, folder, *planned):
        super().__init__(folder)
        self.planned = list(planned)
        self.added = []

    def add(self, documents):
        fault = self.planned.pop(0) if self.planned else None
        if isinstance(fault, Exception):
            raise fault
        documents = [one for one in documents if one.id != fault]
        self.added += [one.id for one in documents]
        super().add(documents)
        return (Rejection(fault, "too odd"),) if fault else ()


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "PUBLISHED_AT_ONCE", 2)
    engine = open_database(f"sqlite:///{tmp_path / 'clusterwire.db'}")
    room = Room(engine)
    room.see(*(announcement(path=str(n), title=f"Call {n}") for n in range(CALLS)))
    yield room.store
    engine.dispose()


def test_after_an_outage_the_rest_is_caught_up_and_nothing_sent_twice(store, tmp_path):
    index = FaultyIndex(tmp_path / "index", None, IndexUnavailableError("away"))
    with pytest.raises(IndexUnavailableError):
        publish(House(store, index), lambda _: None)
    assert len(list(store.unindexed())) == CALLS - 2
    assert publish(House(store, index), lambda _: None).taken == CALLS - 2
    assert sorted(index.added) == [record.id for record in store.all()]
    assert (index.count(), list(store.unindexed())) == (CALLS, [])


def test_a_rejected_record_waits_and_stops_no_other(store, tmp_path):
    odd = next(store.all()).id
    index = FaultyIndex(tmp_path / "index", odd)
    published = publish(House(store, index), lambda _: None)
    assert [rejection.record_id for rejection in published.rejected] == [odd]
    assert [record.id for record, _ in store.unindexed()] == [odd]
    assert publish(House(store, index), lambda _: None).taken == 1
    assert index.count() == CALLS


def test_an_index_of_another_layout_is_loaded_anew(store, tmp_path):
    publish(House(store, TantivyIndex(tmp_path / "index")), lambda _: None)
    store.mark_unindexed()
    index = FaultyIndex(tmp_path / "index", IndexOutdatedError("of another version"))
    assert publish(House(store, index), lambda _: None).taken == CALLS
    assert (index.count(), list(store.unindexed())) == (CALLS, [])
