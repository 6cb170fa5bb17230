"""The system of record: takes announcements, keeps their versions and the records that follow from them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.database import translate_errors
from core.errors import RecordError
from core.models import Announcement, Article, Authority, Change, Frozen, Record
from records import documents as shelf
from records import grouping, locks, withdrawal
from records.digest import article_digest
from records.documents import Kept
from records.history import load_changes
from records.identity import Traits, document_id, plain_address
from records.keys import address_keys
from records.merge import Opinion, find_disagreements
from records.revisits import find_addresses_to_revisit
from records.tables import IS_UNINDEXED, document_keys, documents, records
from records.withdrawal import AbsenceReport

_BATCH = 500  # rows fetched at once, so that memory does not grow with their number
_SHORTEST_PREFIX = 4


class SaveReport(Frozen):
    """Ids of the records that an announcement made, changed or left as they were."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


class RecordStore:
    """Records in the database.

    Args:
        engine: from `core.database.open_database`.
        authorities: how far each source is believed, by source id; unknown ones are aggregators.
        extractor: version of the extraction; an article read by another one counts as not yet known.
    """

    def __init__(self, engine: sa.Engine, authorities: Mapping[str, Authority], extractor: str = "1") -> None:
        self.authorities = dict(authorities)
        self._engine, self._extractor = engine, extractor

    def knows(self, article: Article) -> bool:
        """True if the newest version of the article says the same, so that it need not be read again."""
        with translate_errors(), self._engine.connect() as connection:
            known = shelf.newest_reading(connection, document_id(article))
        return known == (article_digest(article), self._extractor)

    def save(self, connection: sa.Connection, page_id: int, announcements: Sequence[Announcement]) -> SaveReport:
        """Keep what was read from a page, within the caller's transaction.

        Raises:
            DatabaseError: a row cannot be written; the caller's transaction is to be rolled back.
        """
        with translate_errors():
            grouping.admit_one_writer(connection)
            seen_at = shelf.find_fetch_time(connection, page_id, announcements)
            versions = [shelf.new_version(one, page_id, seen_at, self._extractor) for one in announcements]
            concerned = {version.document_id for version in versions}
            held = locks.find_locks(connection, concerned, self.authorities)
            became = [(version.document_id, shelf.add_version(connection, version)) for version in versions]
            changed = {document for document, kept in became if kept is Kept.AS_VERSION}
            reread = {document for document, kept in became if kept is Kept.AS_READING} - changed
            regrouped = grouping.regroup(connection, changed | reread, self.authorities)
            locks.keep_locks(connection, [lock for lock in held if lock[1] in reread], self.authorities)
            same = shelf.records_of(connection, concerned) - regrouped.new - regrouped.changed
        return SaveReport(
            new=tuple(sorted(regrouped.new)),
            changed=tuple(sorted(regrouped.changed)),
            unchanged=tuple(sorted(same)),
        )

    def get(self, name: str) -> Record:
        """The record of an id, of a beginning of it that no other id shares, or of an id that it once had.

        Raises:
            RecordError: there is none, or there are several.
        """
        with translate_errors(), self._engine.connect() as connection:
            ids = _live_ids(connection, name) or _former_ids(connection, name)
            if len(ids) != 1:
                raise RecordError(
                    f"no record is called {name!r}" if not ids else f"{name!r} can be {' or '.join(sorted(ids))}"
                )
            payload = connection.execute(sa.select(records.c.payload).where(records.c.id == ids[0])).scalar_one()
        return Record.model_validate_json(payload)

    def find_by_url(self, url: str) -> tuple[Record, ...]:
        """Records of the announcements known under or read at this address, whatever its spelling."""
        plain = plain_address(url)
        query = (
            sa.select(records.c.payload, documents.c.traits)
            .join(documents, documents.c.record_id == records.c.id)
            .join(document_keys, document_keys.c.document_id == documents.c.id)
            .where(document_keys.c.key.in_(address_keys(plain)))
            .order_by(records.c.id)
        )
        with translate_errors(), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        known = [(row.payload, Traits.model_validate_json(row.traits)) for row in rows]
        found = dict.fromkeys(payload for payload, t in known if plain in t.addresses + t.read_at)
        return tuple(map(Record.model_validate_json, found))

    def all(self) -> Iterator[Record]:
        """Every record, by ascending id."""
        for row in self._pages(records.c.payload.is_not(None)):
            yield Record.model_validate_json(row.payload)

    def unindexed(self) -> Iterator[tuple[Record, int]]:
        """Records with the version that the index does not have yet, by ascending id."""
        for row in self._pages(records.c.payload.is_not(None) & IS_UNINDEXED):
            yield Record.model_validate_json(row.payload), row.version

    def removed(self) -> Iterator[tuple[str, int]]:
        """Ids, with their version, of records that the index may still have though they became part of another."""
        for row in self._pages(records.c.payload.is_(None) & IS_UNINDEXED):
            yield row.id, row.version

    def mark_indexed(self, versions: Mapping[str, int]) -> None:
        """Note which version of each record the index has now; an empty mapping is allowed."""
        rows = [{"record": record_id, "done": version} for record_id, version in sorted(versions.items())]
        if not rows:
            return
        statement = (
            sa.update(records)
            .where(records.c.id == sa.bindparam("record"), records.c.indexed_version < sa.bindparam("done"))
            .values(indexed_version=sa.bindparam("done"))
        )
        with translate_errors(), self._engine.begin() as connection:
            connection.execute(statement, rows)

    def all_versions(self) -> Iterator[tuple[Record, int]]:
        """Every record with its version, by ascending id."""
        for row in self._pages(records.c.payload.is_not(None)):
            yield Record.model_validate_json(row.payload), row.version

    def changes(
        self, since: datetime | None = None, record_id: str | None = None, fields: Collection[str] = ()
    ) -> Iterator[Change]:
        """What the pages showed otherwise than before, by first sight; of one record or all, of some fields or all."""
        with translate_errors(), self._engine.connect() as connection:
            yield from load_changes(connection, since, record_id, fields)

    def disagreements(self, record_id: str) -> dict[str, tuple[Opinion, ...]]:
        """Fields on which the sources of a record differ, with what each says, the most believed first."""
        with translate_errors(), self._engine.connect() as connection:
            return find_disagreements(grouping.sightings_of(connection, record_id, self.authorities))

    def note_absences(
        self, connection: sa.Connection, source_id: str, page_ids: Sequence[int], *, is_confirmed: bool = False
    ) -> AbsenceReport:
        """Take note of pages that a healthy run of the source found gone, within the caller's transaction.

        A document is withdrawn when it was gone on two days with no other look between them. To be called at
        the end of every healthy run, also with no pages: a page that came back is no longer withdrawn. Never to
        be called for an unhealthy run. Where an unlikely share of the source would be withdrawn at once, nothing
        is noted unless `is_confirmed` by staff.
        """
        with translate_errors():
            grouping.admit_one_writer(connection)
            report, touched = withdrawal.note_absences(connection, source_id, page_ids, is_confirmed=is_confirmed)
            grouping.regroup(connection, touched, self.authorities)
        return report

    def addresses_to_revisit(self, source_id: str, moment: datetime) -> list[str]:
        """Addresses that a crawl should look at though no list names them: lately closed calls, pages gone once."""
        with translate_errors(), self._engine.connect() as connection:
            return find_addresses_to_revisit(connection, source_id, moment)

    def mark_unindexed(self) -> None:
        """Have every record indexed again, for a rebuild of the index."""
        with translate_errors(), self._engine.begin() as connection:
            connection.execute(sa.update(records).values(indexed_version=0))

    def _pages(self, condition: sa.ColumnElement[bool]) -> Iterator[sa.Row[tuple[str, int, str]]]:
        """Rows by ascending id, some at a time: a caller may write between two of them."""
        last = ""
        query = sa.select(records.c.id, records.c.version, records.c.payload).where(condition).order_by(records.c.id)
        while True:
            with translate_errors(), self._engine.connect() as connection:
                rows = connection.execute(query.where(records.c.id > last).limit(_BATCH)).all()
            yield from rows
            if len(rows) < _BATCH:
                return
            last = rows[-1].id


def _live_ids(connection: sa.Connection, name: str) -> list[str]:
    if not name.isalnum():
        return []
    is_named = records.c.id == name
    if len(name) >= _SHORTEST_PREFIX:
        is_named |= records.c.id.startswith(name)
    found = connection.scalars(sa.select(records.c.id).where(is_named, records.c.payload.is_not(None)).limit(5)).all()
    return [name] if name in found else list(found)


def _former_ids(connection: sa.Connection, name: str) -> list[str]:
    query = sa.select(documents.c.record_id).where(documents.c.key_id == name, documents.c.record_id.is_not(None))
    return list(connection.scalars(query.distinct()))
