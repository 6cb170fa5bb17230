"""Keeps what staff corrected through another reading of the same pages: the page did not change, only its reading."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from core.models import Authority
from records.corrections import Correction, holds, load_corrections, renew_proofs
from records.documents import chunks
from records.grouping import merge_members, regroup
from records.tables import corrections, documents

Lock = tuple[Correction, str]
"""A correction in force, and a document of its record."""


def find_locks(connection: sa.Connection, concerned: Iterable[str], authorities: Mapping[str, Authority]) -> list[Lock]:
    """The corrections in force on records of these documents; to be asked for before the documents are read anew."""
    of_record = (documents.c.record_id == corrections.c.record_id) | (documents.c.key_id == corrections.c.record_id)
    query = (
        sa.select(corrections.c.record_id, sa.func.min(documents.c.id))
        .join(documents, of_record)
        .where(corrections.c.undone_at.is_(None), documents.c.record_id.is_not(None))
        .group_by(corrections.c.record_id)
    )
    found: dict[str, str] = {}
    for chunk in chunks(sorted(concerned)):
        found |= {row[0]: row[1] for row in connection.execute(query.where(documents.c.id.in_(chunk)))}
    return [
        (correction, found[correction.record_id])
        for correction in load_corrections(connection, found)
        if _is_locked(connection, correction, found[correction.record_id], authorities)
    ]


def keep_locks(connection: sa.Connection, locks: Iterable[Lock], authorities: Mapping[str, Authority]) -> None:
    """Let corrections that held before the pages were read anew hold on the proofs that the fields have now."""
    lost = [lock for lock in locks if not _is_locked(connection, *lock, authorities)]
    kept = [(correction, document, _record_of(connection, document)) for correction, document in lost]
    for correction, _, record_id in kept:
        if record_id:
            renew_proofs(connection, correction, merge_members(connection, record_id, authorities))
    regroup(connection, {document for _, document, record_id in kept if record_id}, authorities)


def _is_locked(
    connection: sa.Connection, correction: Correction, document: str, authorities: Mapping[str, Authority]
) -> bool:
    record_id = _record_of(connection, document)
    return record_id is not None and holds(correction, merge_members(connection, record_id, authorities))


def _record_of(connection: sa.Connection, document: str) -> str | None:
    return connection.scalar(sa.select(documents.c.record_id).where(documents.c.id == document))
