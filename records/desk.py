"""The staff's desk: decides on pairs of pages and sets fields right."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from core.database import translate_errors
from core.errors import RecordError
from records import decisions, grouping
from records import documents as shelf
from records.decisions import Decision, Pair
from records.identity import plain_address
from records.store import RecordStore


class StaffDesk:
    """What only staff may do; each act keeps who, why and when, and can be undone."""

    def __init__(self, engine: sa.Engine, store: RecordStore) -> None:
        self._engine, self._store = engine, store

    def unsure(self) -> list[Pair]:
        """Pairs of documents that may be of one call, for staff to decide on."""
        with translate_errors(), self._engine.connect() as connection:
            return decisions.list_unsure(connection)

    def join(self, one: str, other: str, *, who: str, why: str, at: datetime) -> None:
        """Staff say that two records are one.

        Raises:
            RecordError: a record is unknown, or the two are one already.
        """
        with self._deciding() as connection:
            first, second = self._leader(connection, one), self._leader(connection, other)
            if first == second:
                raise RecordError(f"{one!r} and {other!r} are one record already")
            touched = decisions.decide_pairs(connection, [(first, second)], decisions.TOGETHER, who, why, at)
            grouping.regroup(connection, touched, self._store.authorities)

    def split(self, record_id: str, url: str, *, who: str, why: str, at: datetime) -> None:
        """Staff say that what stands at an address is not of the record.

        Raises:
            RecordError: the record is unknown, or does not stand there, or nowhere else.
        """
        with self._deciding() as connection:
            members = shelf.load_traits(connection, shelf.members_of(connection, self._store.get(record_id).id))
            plain = plain_address(url)
            leaving = {d for d, traits in members.items() if plain in traits.addresses + traits.read_at}
            pairs = [(one, other) for one in leaving for other in set(members) - leaving]
            touched = decisions.decide_pairs(connection, pairs, decisions.APART, who, why, at)
            grouping.regroup(connection, touched, self._store.authorities)

    def undo_decision(self, decision_id: int, at: datetime) -> None:
        """Take back what staff said on a pair.

        Raises:
            RecordError: no such decision is in force.
        """
        with self._deciding() as connection:
            touched = decisions.undo_decision(connection, decision_id, at)
            grouping.regroup(connection, touched, self._store.authorities)

    def decisions(self) -> list[Decision]:
        """All that staff said on pairs, oldest first."""
        with translate_errors(), self._engine.connect() as connection:
            return decisions.list_decisions(connection)

    @contextmanager
    def _deciding(self) -> Iterator[sa.Connection]:
        """A transaction in which records are regrouped."""
        with translate_errors(), self._engine.begin() as connection:
            grouping.admit_one_writer(connection)
            yield connection

    def _leader(self, connection: sa.Connection, name: str) -> str:
        return min(shelf.members_of(connection, self._store.get(name).id))
