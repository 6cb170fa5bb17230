"""Versions of the documents: one for each look at an address that showed something else than the look before."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum, auto

import sqlalchemy as sa

from archive.ledger import pages
from core.models import Announcement, Frozen
from records.digest import article_digest
from records.identity import Traits, document_id, identity_key, kind_of, short_hash, traits_of
from records.keys import stored_keys
from records.tables import announcements, document_keys, documents


class Version(Frozen):
    """One look at a document that showed something new."""

    document_id: str
    page_id: int
    seen_at: datetime
    digest: str
    extractor: str
    announcement: Announcement


def find_fetch_time(connection: sa.Connection, page_id: int, announced: Sequence[Announcement]) -> datetime | None:
    """When the page was fetched, by the ledger; for a page that it does not have, when it was read."""
    fetched = connection.scalar(sa.select(pages.c.fetched_at).where(pages.c.id == page_id))
    return fetched or min((a.extracted_at for a in announced), default=None)


def new_version(announcement: Announcement, page_id: int, seen_at: datetime | None, extractor: str) -> Version:
    """The version that a page would add."""
    return Version(
        document_id=document_id(announcement.article),
        page_id=page_id,
        seen_at=seen_at or announcement.extracted_at,
        digest=article_digest(announcement.article),
        extractor=extractor,
        announcement=announcement,
    )


class Kept(Enum):
    """What became of a version."""

    NOT = auto()  # it says nothing new, or is kept already
    AS_READING = auto()  # the same article read by another extractor: it replaces the reading
    AS_VERSION = auto()


def add_version(connection: sa.Connection, version: Version) -> Kept:
    """Keep a version if it says something new."""
    if _is_held(connection, version):
        return Kept.NOT
    kept = load_versions(connection, version.document_id)
    before = [v for v in kept if (v.seen_at, v.page_id) <= (version.seen_at, version.page_id)]
    if any(v.page_id == version.page_id for v in kept):
        return Kept.NOT
    if not before or before[-1].digest != version.digest:
        _insert_version(connection, version, is_first=not kept)
        return Kept.AS_VERSION
    if before[-1].extractor == version.extractor:
        return Kept.NOT
    _replace_reading(connection, before[-1], version)
    return Kept.AS_READING


def newest_reading(connection: sa.Connection, document: str) -> tuple[str, str] | None:
    """Digest and extractor of the newest version, also of one that staff have yet to decide on."""
    query = (
        sa.select(announcements.c.digest, announcements.c.extractor)
        .where(announcements.c.document_id == document)
        .order_by(announcements.c.seen_at.desc(), announcements.c.page_id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (row.digest, row.extractor) if row else None


def load_versions(connection: sa.Connection, document: str) -> list[Version]:
    """The versions in force of one document, oldest first; looks that showed the same are one version."""
    return load_many_versions(connection, [document]).get(document, [])


def load_many_versions(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, list[Version]]:
    """Versions in force of each document, as in `load_versions`."""
    query = (
        sa.select(announcements)
        .where(announcements.c.document_id.in_(sorted(wanted)), sa.not_(announcements.c.is_held))
        .order_by(announcements.c.document_id, announcements.c.seen_at, announcements.c.page_id)
    )
    found: dict[str, list[Version]] = {}
    for row in connection.execute(query):
        versions = found.setdefault(row.document_id, [])
        if not versions or versions[-1].digest != row.digest:
            versions.append(_version(row))
    return found


def refresh_document(connection: sa.Connection, document: str) -> list[Version]:
    """Bring a document's row and keys in line with its versions, and return these."""
    versions = load_versions(connection, document)
    before = load_traits(connection, [document]).get(document)
    newest = versions[-1].announcement
    traits = traits_of([v.announcement for v in versions])
    facts = newest.facts
    connection.execute(
        sa.update(documents)
        .where(documents.c.id == document)
        .values(
            traits=traits.model_dump_json(),
            first_seen=versions[0].seen_at,
            last_changed=versions[-1].seen_at,
            kind=kind_of(newest).value,
            is_dated=bool(facts.deadlines or (facts.rolling and facts.rolling.value)),
            closes_on=traits.live,
            published_at=newest.article.published_at,
        )
    )
    _replace_keys(connection, before, traits)
    return versions


def load_traits(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, Traits]:
    """Traits of the documents, by id."""
    query = sa.select(documents.c.id, documents.c.traits).where(documents.c.id.in_(sorted(wanted)))
    return {row.id: Traits.model_validate_json(row.traits) for row in connection.execute(query) if row.traits}


def chunks(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Pieces that fit into one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def members_of(connection: sa.Connection, record_id: str) -> set[str]:
    """Ids of the documents of a record."""
    return set(connection.scalars(sa.select(documents.c.id).where(documents.c.record_id == record_id)))


def records_of(connection: sa.Connection, wanted: Iterable[str]) -> set[str]:
    """Ids of the records that the documents belong to."""
    query = sa.select(documents.c.record_id).where(documents.c.id.in_(sorted(wanted)))
    return {record_id for record_id in connection.scalars(query) if record_id}


def _is_held(connection: sa.Connection, version: Version) -> bool:
    """True if staff have yet to decide on a version that says the same."""
    same = announcements.c.document_id == version.document_id, announcements.c.digest == version.digest
    query = sa.select(announcements.c.id).where(*same, announcements.c.is_held)
    return connection.execute(query).first() is not None


def _version(row: sa.Row[tuple[object, ...]]) -> Version:
    return Version(
        document_id=row.document_id,
        page_id=row.page_id,
        seen_at=row.seen_at,
        digest=row.digest,
        extractor=row.extractor,
        announcement=Announcement.model_validate_json(row.payload),
    )


def _insert_version(connection: sa.Connection, version: Version, *, is_first: bool) -> None:
    article = version.announcement.article
    if is_first and not connection.scalar(sa.select(documents.c.id).where(documents.c.id == version.document_id)):
        key = identity_key(article)
        connection.execute(
            sa.insert(documents).values(
                id=version.document_id,
                source_id=article.source_id,
                key=key,
                key_id=short_hash(key),
                traits="",
                first_seen=version.seen_at,
                last_changed=version.seen_at,
                kind=kind_of(version.announcement).value,
                is_dated=False,
            )
        )
    connection.execute(sa.insert(announcements).values(**_row(version)))


def _replace_reading(connection: sa.Connection, old: Version, new: Version) -> None:
    connection.execute(
        sa.update(announcements)
        .where(announcements.c.document_id == old.document_id, announcements.c.page_id == old.page_id)
        .values(extractor=new.extractor, payload=new.announcement.model_dump_json())
    )


def _row(version: Version) -> dict[str, object]:
    return {**version.model_dump(exclude={"announcement"}), "payload": version.announcement.model_dump_json()}


def _replace_keys(connection: sa.Connection, old: Traits | None, new: Traits) -> None:
    present = stored_keys(old) if old else set()
    wanted = stored_keys(new)
    mine = document_keys.c.document_id == new.document_id
    for key in sorted(present - wanted):
        connection.execute(sa.delete(document_keys).where(mine, document_keys.c.key == key))
    rows = [{"key": key, "document_id": new.document_id} for key in sorted(wanted - present)]
    if rows:
        connection.execute(sa.insert(document_keys), rows)
