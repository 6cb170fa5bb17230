"""A second reading of archived pages beside the one in force: compared, then promoted at once or dropped."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.models import Announcement, Frozen
from records.digest import article_digest
from records.documents import Version, new_version
from records.schema import public_fields
from records.tables import announcements, documents, shadow_announcements

SAMPLES = 3  # differences of a field that are shown for each source
_BATCH = 500


class Difference(Frozen):
    """How a field of a source's announcements reads now against then."""

    source_id: str
    field: str
    count: int
    samples: tuple[tuple[str, str, str], ...]  # address, value in force, value in the shadow


class _Tally:
    def __init__(self) -> None:
        self.count: Counter[tuple[str, str]] = Counter()
        self.samples: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def add(self, source_id: str, field: str, sample: tuple[str, str, str]) -> None:
        self.count[source_id, field] += 1
        shown = self.samples.setdefault((source_id, field), [])
        if len(shown) < SAMPLES:
            shown.append(sample)


def save_shadow(connection: sa.Connection, page_id: int, found: Sequence[Announcement], extractor: str) -> int:
    """Keep today's reading of a page for those of its announcements that are versions; how many they are."""
    kept = set(connection.scalars(sa.select(announcements.c.document_id).where(announcements.c.page_id == page_id)))
    versions = [new_version(announcement, page_id, None, extractor) for announcement in found]
    rows = {version.document_id: _row(version) for version in versions if version.document_id in kept}
    connection.execute(sa.delete(shadow_announcements).where(shadow_announcements.c.page_id == page_id))
    if rows:
        connection.execute(sa.insert(shadow_announcements), [rows[key] for key in sorted(rows)])
    return len(rows)


def pages_to_reread(connection: sa.Connection, source_id: str | None, since: datetime | None) -> list[int]:
    """Ids of the pages that versions were read from, ascending; of all sources and times, or of some."""
    query = sa.select(announcements.c.page_id).distinct().order_by(announcements.c.page_id)
    if since:
        query = query.where(announcements.c.seen_at >= since)
    if source_id:
        theirs = sa.select(documents.c.id).where(documents.c.source_id == source_id)
        query = query.where(announcements.c.document_id.in_(theirs))
    return list(connection.scalars(query))


def compare_shadow(connection: sa.Connection) -> list[Difference]:
    """Differences between both readings, field by field and source by source."""
    tally = _Tally()
    for source_id, then, now in _both_readings(connection):
        before, after = _fields(then), _fields(now)
        for field in (name for name in after if before[name] != after[name]):
            tally.add(source_id, field, (now.article.canonical_url, str(before[field]), str(after[field])))
    return [
        Difference(source_id=source_id, field=field, count=count, samples=tuple(tally.samples[source_id, field]))
        for (source_id, field), count in sorted(tally.count.items())
    ]


def promote_shadow(connection: sa.Connection) -> set[str]:
    """Put today's reading in the place of the one in force; the documents concerned."""
    concerned = set(connection.scalars(sa.select(shadow_announcements.c.document_id).distinct()))
    theirs = (
        shadow_announcements.c.document_id == announcements.c.document_id,
        shadow_announcements.c.page_id == announcements.c.page_id,
    )
    columns = ("digest", "extractor", "payload")
    connection.execute(
        sa.update(announcements)
        .where(sa.select(shadow_announcements.c.page_id).where(*theirs).exists())
        .values({name: sa.select(shadow_announcements.c[name]).where(*theirs).scalar_subquery() for name in columns})
    )
    drop_shadow(connection)
    return concerned


def drop_shadow(connection: sa.Connection) -> None:
    """Forget today's reading."""
    connection.execute(sa.delete(shadow_announcements))


def _both_readings(connection: sa.Connection) -> Iterator[tuple[str, Announcement, Announcement]]:
    """(source, reading in force, reading in the shadow), some at a time."""
    last = (0, "")
    query = (
        sa.select(
            documents.c.source_id,
            announcements.c.payload.label("then"),
            shadow_announcements.c.payload.label("now"),
            shadow_announcements.c.page_id,
            shadow_announcements.c.document_id,
        )
        .join(
            announcements,
            (announcements.c.page_id == shadow_announcements.c.page_id)
            & (announcements.c.document_id == shadow_announcements.c.document_id),
        )
        .join(documents, documents.c.id == shadow_announcements.c.document_id)
        .order_by(shadow_announcements.c.page_id, shadow_announcements.c.document_id)
        .limit(_BATCH)
    )
    place = sa.tuple_(shadow_announcements.c.page_id, shadow_announcements.c.document_id)
    while rows := connection.execute(query.where(place > sa.tuple_(*map(sa.literal, last)))).all():
        for row in rows:
            yield row.source_id, Announcement.model_validate_json(row.then), Announcement.model_validate_json(row.now)
        last = (rows[-1].page_id, rows[-1].document_id)


def _fields(announcement: Announcement) -> dict[str, object]:
    facts, article = announcement.facts, announcement.article
    kind = facts.kind.value.value if facts.kind else None
    status = facts.announced_status.value.value if facts.announced_status else None
    text = article_digest(article)
    return {"title": article.title, "kind": kind, "status": status, **public_fields(facts), "text": text}


def _row(version: Version) -> dict[str, object]:
    return {
        "document_id": version.document_id,
        "page_id": version.page_id,
        "digest": version.digest,
        "extractor": version.extractor,
        "payload": version.announcement.model_dump_json(),
    }
