"""Holds back what a run read when too much of a source changed at once: a redesign rather than news."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from records.tables import announcements, documents

MOST_AT_ONCE = 0.3  # share of a source's documents
FEW = 10  # documents that may change at once whatever their share
_CHUNK = 500  # below every database's limit of parameters


def hold_mass_change(connection: sa.Connection, source_id: str, page_ids: Sequence[int]) -> set[str]:
    """Hold the versions that these pages brought to known documents, if they are too many; the documents held."""
    known = connection.scalar(sa.select(sa.func.count()).where(documents.c.source_id == source_id)) or 0
    changed = {document for chunk in _chunks(page_ids) for document in _changed_by(connection, source_id, chunk)}
    if len(changed) <= max(FEW, MOST_AT_ONCE * known):
        return set()
    for chunk in _chunks(page_ids):
        connection.execute(
            sa.update(announcements)
            .where(announcements.c.page_id.in_(chunk), announcements.c.document_id.in_(_of_source(source_id)))
            .where(_has_earlier_version())
            .values(is_held=True)
        )
    return changed


def release_held(connection: sa.Connection, source_id: str, *, is_accepted: bool) -> set[str]:
    """Let staff accept or drop what is held of a source; the documents that it concerns."""
    held = announcements.c.is_held, announcements.c.document_id.in_(_of_source(source_id))
    concerned = set(connection.scalars(sa.select(announcements.c.document_id).where(*held)))
    if is_accepted:
        connection.execute(sa.update(announcements).where(*held).values(is_held=False))
    else:
        connection.execute(sa.delete(announcements).where(*held))
    return concerned


def count_held(connection: sa.Connection) -> dict[str, int]:
    """Documents with versions held back, by source."""
    query = (
        sa.select(documents.c.source_id, sa.func.count(sa.distinct(documents.c.id)))
        .join(announcements, announcements.c.document_id == documents.c.id)
        .where(announcements.c.is_held)
        .group_by(documents.c.source_id)
        .order_by(documents.c.source_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _changed_by(connection: sa.Connection, source_id: str, page_ids: Sequence[int]) -> set[str]:
    query = sa.select(announcements.c.document_id).where(
        announcements.c.page_id.in_(page_ids),
        announcements.c.document_id.in_(_of_source(source_id)),
        _has_earlier_version(),
    )
    return set(connection.scalars(query))


def _of_source(source_id: str) -> sa.Select[tuple[str]]:
    return sa.select(documents.c.id).where(documents.c.source_id == source_id)


def _has_earlier_version() -> sa.ColumnElement[bool]:
    earlier = announcements.alias()
    return (
        sa.select(earlier.c.id)
        .where(earlier.c.document_id == announcements.c.document_id, earlier.c.page_id < announcements.c.page_id)
        .exists()
    )


def _chunks(page_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(page_ids), _CHUNK):
        yield page_ids[start : start + _CHUNK]
