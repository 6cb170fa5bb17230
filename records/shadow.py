"""A second reading of archived pages beside the one in force: compared, then promoted at once or dropped."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from archive.ledger import pages, settle
from core.models import Announcement, Frozen, Outcome
from core.schema import public_fields
from records.digest import meaningful_lines
from records.documents import Version, add_version, new_version
from records.tables import announcements, documents, shadow_announcements

SAMPLES = 3  # differences of a field that are shown for each source
_BATCH = 500
_NOT_FOUND = ""  # payload of a version that today's extraction does not find on its page
_UNREAD = (Outcome.IRRELEVANT, Outcome.NOT_HTML, Outcome.NO_TEXT, Outcome.LOGIN_WALL, Outcome.UNDECODABLE)


class Difference(Frozen):
    """How a field of a source's announcements reads now against then."""

    source_id: str
    field: str
    count: int
    samples: tuple[tuple[str, str, str], ...]  # address, then in words what only one reads: that in force, the shadow


class _Tally:
    def __init__(self) -> None:
        self.count: Counter[tuple[str, str]] = Counter()
        self.samples: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def add(self, source_id: str, field: str, sample: tuple[str, str, str]) -> None:
        self.count[source_id, field] += 1
        shown = self.samples.setdefault((source_id, field), [])
        if len(shown) < SAMPLES:
            shown.append(sample)


def save_shadow(connection: sa.Connection, readings: Mapping[int, Sequence[Announcement]], extractor: str) -> int:
    """Keep today's reading of pages: of their versions, and of what was never read before; how many they are.

    What is known from other pages, and was no news on this one, is left out. A version that is not found any more
    is kept as an empty one.
    """
    found = (new_version(one, page_id, None, extractor) for page_id, read in readings.items() for one in read)
    versions = {(version.page_id, version.document_id): version for version in found}
    named = sorted({document for _, document in versions})
    known = set(connection.scalars(sa.select(documents.c.id).where(documents.c.id.in_(named))))
    read_before = sa.select(announcements.c.page_id, announcements.c.document_id)
    these = announcements.c.page_id.in_(list(readings))
    kept = {(row.page_id, row.document_id) for row in connection.execute(read_before.where(these))}
    rows = [_row(version) for place, version in versions.items() if place in kept or place[1] not in known]
    gone = {"digest": "", "extractor": extractor, "payload": _NOT_FOUND}
    rows += [{"page_id": page_id, "document_id": name, **gone} for page_id, name in sorted(kept - set(versions))]
    connection.execute(sa.delete(shadow_announcements).where(shadow_announcements.c.page_id.in_(list(readings))))
    if rows:
        connection.execute(sa.insert(shadow_announcements), rows)
    return len(rows)


def pages_to_reread(connection: sa.Connection, source_id: str | None, since: datetime | None) -> list[int]:
    """Ids of the pages that versions were read from or that could not be read, ascending; of all or of some."""
    read = sa.select(announcements.c.page_id)
    unread = sa.select(pages.c.id).where(pages.c.outcome.in_(_UNREAD))
    if since:
        read, unread = read.where(announcements.c.seen_at >= since), unread.where(pages.c.fetched_at >= since)
    if source_id:
        theirs = sa.select(documents.c.id).where(documents.c.source_id == source_id)
        read, unread = read.where(announcements.c.document_id.in_(theirs)), unread.where(pages.c.source_id == source_id)
    return sorted({*connection.scalars(read), *connection.scalars(unread)})


def compare_shadow(connection: sa.Connection) -> list[Difference]:
    """Differences between both readings, field by field and source by source."""
    tally = _Tally()
    for source_id, then, now in _both_readings(connection):
        if now is None:
            tally.add(source_id, "document", (then.article.canonical_url, then.article.title, ""))
            continue
        before, after = _fields(then), _fields(now)
        for field in (name for name in after if before[name] != after[name]):
            told = _told_against(before[field], after[field]), _told_against(after[field], before[field])
            tally.add(source_id, field, (now.article.canonical_url, *told))
    for row in _newly_found(connection):
        article = json.loads(row.payload)["article"]  # three fields of it: the whole announcement takes much longer
        tally.add(article["source_id"], "document", (article["canonical_url"], "", article["title"]))
    return [
        Difference(source_id=source_id, field=field, count=count, samples=tuple(tally.samples[source_id, field]))
        for (source_id, field), count in sorted(tally.count.items())
    ]


def concerned(connection: sa.Connection) -> set[str]:
    """Documents of which the shadow has a reading."""
    return set(connection.scalars(sa.select(shadow_announcements.c.document_id).distinct()))


def promote_shadow(connection: sa.Connection) -> set[str]:
    """Put today's reading in the place of the one in force, with what it finds for the first time.

    Returns the documents concerned, also those of which no version is left.
    """
    touched = concerned(connection)
    found = [
        new_version(Announcement.model_validate_json(row.payload), row.page_id, row.fetched_at, row.extractor)
        for row in _newly_found(connection)
    ]
    for version in found:
        add_version(connection, version)
    for page_id in sorted({version.page_id for version in found}):
        settle(connection, page_id, Outcome.INDEXED, "read again")
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
    _remove_lost(connection)
    drop_shadow(connection)
    return touched


def _remove_lost(connection: sa.Connection) -> None:
    """Take out the versions that are not found any more; a page without any is tried again by the next reading."""
    lost = set(connection.scalars(sa.select(announcements.c.page_id).where(announcements.c.payload == _NOT_FOUND)))
    connection.execute(sa.delete(announcements).where(announcements.c.payload == _NOT_FOUND))
    for page_id in sorted(lost):
        if connection.scalar(sa.select(announcements.c.id).where(announcements.c.page_id == page_id).limit(1)) is None:
            settle(connection, page_id, Outcome.IRRELEVANT, "read again: nothing on the page is an announcement")


def drop_shadow(connection: sa.Connection) -> None:
    """Forget today's reading."""
    connection.execute(sa.delete(shadow_announcements))


def _both_readings(connection: sa.Connection) -> Iterator[tuple[str, Announcement, Announcement | None]]:
    """(source, reading in force, reading in the shadow or None where it finds nothing), some at a time."""
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
            now = None if row.now == _NOT_FOUND else Announcement.model_validate_json(row.now)
            yield row.source_id, Announcement.model_validate_json(row.then), now
        last = (rows[-1].page_id, rows[-1].document_id)


def _newly_found(connection: sa.Connection) -> Iterator[sa.Row[tuple[object, ...]]]:
    """What the shadow has of documents that were never read before, in the order in which they were seen."""
    query = (
        sa.select(shadow_announcements, pages.c.fetched_at)
        .join(pages, pages.c.id == shadow_announcements.c.page_id)
        .where(~sa.select(documents.c.id).where(documents.c.id == shadow_announcements.c.document_id).exists())
        .order_by(pages.c.fetched_at, shadow_announcements.c.page_id, shadow_announcements.c.document_id)
    )
    yield from connection.execute(query.execution_options(yield_per=_BATCH))


def _fields(announcement: Announcement) -> dict[str, object]:
    facts, article = announcement.facts, announcement.article
    kind = facts.kind.value.value if facts.kind else None
    status = facts.announced_status.value.value if facts.announced_status else None
    page = {"title": article.title, "language": article.language, "published": article.published_at}
    return {**page, "kind": kind, "status": status, **public_fields(facts), "text": meaningful_lines(article.text)}


def _told_against(value: object, other: object) -> str:
    """A value in words; of a list only what the other one does not have."""
    if isinstance(value, list) and isinstance(other, list):
        return "; ".join(_told(part) for part in value if part not in other)
    return _told(value)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(
            name if part is True else str(part) for name, part in value.items() if part not in (None, False)
        )
    return "" if value is None else str(value)


def _row(version: Version) -> dict[str, object]:
    return {
        "document_id": version.document_id,
        "page_id": version.page_id,
        "digest": version.digest,
        "extractor": version.extractor,
        "payload": version.announcement.model_dump_json(),
    }
