"""Keeps the changes of each document in line with its versions, and tells them record by record."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from core.errors import RecordError
from core.models import Change, Record
from records.changes import FIELDS, FieldChange, added_deadlines, appearance, compare_readings, disappearance
from records.documents import Version
from records.identity import short_hash
from records.tables import changes, documents, records
from records.withdrawal import Absence


def refresh_changes(
    connection: sa.Connection, document: str, versions: Sequence[Version], gone: Absence | None, *, is_late: bool
) -> None:
    """Bring the changes of one document in line with its versions; those marked as re-read stay marked.

    `is_late`: it is a section that came onto a page read before.
    """
    wanted = {row["id"]: row for row in _rows(document, versions, gone, is_late=is_late)}
    query = sa.select(changes.c.id, changes.c.payload).where(changes.c.document_id == document)
    present = {row.id: row.payload for row in connection.execute(query)}
    obsolete = sorted(set(present) - set(wanted))
    if obsolete:
        connection.execute(sa.delete(changes).where(changes.c.id.in_(obsolete)))
    for change_id in sorted(set(present) & set(wanted)):
        if present[change_id] != wanted[change_id]["payload"]:
            told = {name: wanted[change_id][name] for name in ("payload", "likeness", "first_seen")}
            connection.execute(sa.update(changes).where(changes.c.id == change_id).values(told))
    fresh = [row for change_id, row in wanted.items() if change_id not in present]
    if fresh:
        connection.execute(sa.insert(changes), fresh)


def mark_reread(connection: sa.Connection, document: str, known: set[str]) -> None:
    """Mark every change of a document that was not known before its pages were read again."""
    fresh = sa.and_(changes.c.document_id == document, changes.c.id.not_in(sorted(known)))
    connection.execute(sa.update(changes).where(fresh).values(is_reread=True))


def known_changes(connection: sa.Connection, document: str) -> set[str]:
    """Ids of the changes of a document."""
    return set(connection.scalars(sa.select(changes.c.id).where(changes.c.document_id == document)))


def load_changes(
    connection: sa.Connection, since: datetime | None, record_id: str | None, fields: Collection[str] = ()
) -> Iterator[Change]:
    """Changes by first sight; the same change on several pages of a record is told once, as first seen.

    Raises:
        RecordError: one of `fields` is none that can change.
    """
    if unknown := set(fields) - set(FIELDS):
        raise RecordError(f"{', '.join(sorted(unknown))}: no such field; one of: {', '.join(FIELDS)}")
    told = _told_once(record_id)
    query = (
        sa.select(told, records.c.payload.label("record"))
        .join(records, records.c.id == told.c.record_id)
        .where(told.c.place == 1)
        .order_by(told.c.first_seen, told.c.record_id, told.c.field, told.c.id)
    )
    if since:
        query = query.where(told.c.first_seen >= since)
    if fields:
        query = query.where(told.c.field.in_(sorted(fields)))
    for row in connection.execute(query):
        record, change = Record.model_validate_json(row.record), FieldChange.model_validate_json(row.payload)
        yield Change(
            id=row.id,
            record=record.id,
            title=record.title,
            urls=record.urls,
            first_seen=row.first_seen,
            page_id=row.page_id,
            **change.model_dump(exclude={"likeness", "evidence"}),
            evidence=change.evidence,
        )


def _told_once(record_id: str | None) -> sa.Subquery:
    """Changes with `place` 1 for the first sight; a page that changes to and fro changes each time."""
    own = sa.select(
        changes.c.id,
        changes.c.document_id,
        changes.c.page_id,
        changes.c.field,
        changes.c.first_seen,
        changes.c.likeness,
        changes.c.payload,
        sa.func.row_number()
        .over(
            partition_by=(changes.c.document_id, changes.c.field, changes.c.likeness),
            order_by=(changes.c.first_seen, changes.c.page_id),
        )
        .label("turn"),
    ).where(sa.not_(changes.c.is_reread))
    if record_id:
        mine = sa.select(documents.c.id).where(documents.c.record_id == record_id)
        own = own.where(changes.c.document_id.in_(mine))
    turns = own.subquery()
    place = sa.func.row_number().over(
        partition_by=(documents.c.record_id, turns.c.field, turns.c.likeness, turns.c.turn),
        order_by=(turns.c.first_seen, turns.c.page_id, turns.c.id),
    )
    return (
        sa.select(turns, documents.c.record_id, place.label("place"))
        .join(documents, documents.c.id == turns.c.document_id)
        .subquery()
    )


def _rows(
    document: str, versions: Sequence[Version], gone: Absence | None, *, is_late: bool
) -> Iterator[dict[str, object]]:
    if not versions:
        return
    first = versions[0]
    yield _row(document, first.page_id, first.seen_at, appearance())
    if is_late and (added := added_deadlines(first.announcement, first.seen_at)):
        yield _row(document, first.page_id, first.seen_at, added)
    for before, after in pairwise(versions):
        for change in compare_readings(before.announcement, after.announcement, after.seen_at):
            yield _row(document, after.page_id, after.seen_at, change)
    if gone:
        yield _row(document, gone.page_id, gone.seen_at, disappearance(gone.seen_at))


def _row(document: str, page_id: int, seen_at: datetime, change: FieldChange) -> dict[str, object]:
    return {
        "id": short_hash("\n".join((document, str(page_id), change.field, str(change.new == "withdrawn")))),
        "document_id": document,
        "page_id": page_id,
        "field": change.field,
        "first_seen": seen_at,
        "likeness": change.likeness,
        "is_reread": False,
        "payload": change.model_dump_json(),
    }
