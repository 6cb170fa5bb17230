"""Takes out documents of which no version is left."""

from collections.abc import Iterable

import sqlalchemy as sa

from records.documents import chunks
from records.tables import announcements, changes, document_keys, documents, matches, records


def remove_lost(connection: sa.Connection, suspects: Iterable[str]) -> set[str]:
    """Remove those of the suspects that have no version in force, and the records that consist of nothing else.

    Returns the other suspects and the documents that shared a record with a removed one: what is to be regrouped.
    """
    wanted = set(suspects)
    standing = {document for chunk in chunks(sorted(wanted)) for document in _with_version(connection, chunk)}
    lost = sorted(wanted - standing)
    touched = {record for chunk in chunks(lost) for record in _records_of(connection, chunk)}
    for chunk in chunks(lost):
        _remove(connection, chunk)
    for chunk in chunks(sorted(touched)):
        members = connection.execute(
            sa.select(documents.c.id, documents.c.record_id).where(documents.c.record_id.in_(chunk))
        ).all()
        standing |= {row.id for row in members}
        _empty(connection, set(chunk) - {row.record_id for row in members})
    return standing


def _with_version(connection: sa.Connection, ids: Iterable[str]) -> Iterable[str]:
    query = sa.select(announcements.c.document_id).where(
        announcements.c.document_id.in_(ids), sa.not_(announcements.c.is_held)
    )
    return connection.scalars(query.distinct())


def _records_of(connection: sa.Connection, ids: Iterable[str]) -> Iterable[str]:
    query = sa.select(documents.c.record_id).where(documents.c.id.in_(ids), documents.c.record_id.is_not(None))
    return connection.scalars(query.distinct())


def _remove(connection: sa.Connection, ids: Iterable[str]) -> None:
    columns = (
        matches.c.first_id, matches.c.second_id, changes.c.document_id, document_keys.c.document_id,
        announcements.c.document_id, documents.c.id,
    )  # fmt: skip
    for column in columns:
        connection.execute(sa.delete(column.table).where(column.in_(ids)))


def _empty(connection: sa.Connection, record_ids: Iterable[str]) -> None:
    """Leave no more of the records than that the index is to forget them."""
    query = sa.update(records).where(records.c.id.in_(sorted(record_ids)), records.c.payload.is_not(None))
    connection.execute(query.values(payload=None, version=records.c.version + 1))
