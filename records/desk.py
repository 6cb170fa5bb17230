"""The staff's desk: decides on pairs of pages and sets fields right."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from typing import Any

import sqlalchemy as sa
from pydantic import JsonValue

from core.database import translate_errors
from core.errors import RecordError
from core.models import Record
from records import corrections, decisions, grouping
from records import documents as shelf
from records.corrections import Correction
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

    def keep_apart(self, one: str, other: str, *, who: str, why: str, at: datetime) -> None:
        """Staff say that two records are two, also where their pages are alike.

        Raises:
            RecordError: a record is unknown, or the two are one.
        """
        with self._deciding() as connection:
            first, second = (self._store.get(name).id for name in (one, other))
            if first == second:
                raise RecordError(f"{one!r} and {other!r} are one record: split it by an address")
            pairs = product(shelf.members_of(connection, first), shelf.members_of(connection, second))
            touched = decisions.decide_pairs(connection, pairs, decisions.APART, who, why, at)
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

    def correct(self, record_id: str, field: str, value: JsonValue, *, who: str, why: str, at: datetime) -> Record:
        """Set a field right, in the public schema; the record as it reads then.

        The field is locked until the sentence that it was read from changes on the page.

        Raises:
            RecordError: the record or field is unknown, or the value does not fit the field.
        """
        with self._deciding() as connection:
            merged = self._merged(connection, record_id)
            said = {"corrected_by": who, "reason": why, "corrected_at": at}
            corrections.keep_correction(connection, merged, field, value, **said)
            members = shelf.members_of(connection, merged.id)
            grouping.regroup(connection, members, self._store.authorities)
        return self._store.get(merged.id)

    def undo_correction(self, correction_id: int, at: datetime) -> None:
        """Take a correction back.

        Raises:
            RecordError: no such correction is in force.
        """
        with self._deciding() as connection:
            record_id = self._store.get(corrections.undo_correction(connection, correction_id, at)).id
            grouping.regroup(connection, shelf.members_of(connection, record_id), self._store.authorities)

    def corrections(self) -> list[tuple[Correction, bool]]:
        """Every correction that is not undone, with whether its record and its proof still stand."""
        with translate_errors(), self._engine.connect() as connection:
            known = corrections.load_corrections(connection)
            return [(correction, self._is_in_force(connection, correction)) for correction in known]

    def export_corrections(self) -> Iterator[dict[str, Any]]:
        """Corrected records as lines of an evaluation file, in the schema of annotated announcements."""
        by_record: dict[str, list[Correction]] = {}
        for correction, is_in_force in self.corrections():
            if is_in_force:
                by_record.setdefault(self._store.get(correction.record_id).id, []).append(correction)
        return corrections.evaluation_lines((self._store.get(name), known) for name, known in sorted(by_record.items()))

    def _merged(self, connection: sa.Connection, record_id: str) -> Record:
        return grouping.merge_members(connection, self._store.get(record_id).id, self._store.authorities)

    def _is_in_force(self, connection: sa.Connection, correction: Correction) -> bool:
        try:
            return corrections.holds(correction, self._merged(connection, correction.record_id))
        except RecordError:  # nothing is found any more on the record's pages
            return False

    @contextmanager
    def _deciding(self) -> Iterator[sa.Connection]:
        """A transaction in which records are regrouped."""
        with translate_errors(), self._engine.begin() as connection:
            grouping.admit_one_writer(connection)
            yield connection

    def _leader(self, connection: sa.Connection, name: str) -> str:
        return min(shelf.members_of(connection, self._store.get(name).id))
