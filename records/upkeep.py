"""What is done to the records beside taking in pages: holding back, reading again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.database import translate_errors
from core.models import Announcement
from records import documents as shelf
from records import grouping, history, holds, locks, shadow
from records.removal import remove_lost
from records.shadow import Difference
from records.store import RecordStore


class Upkeep:
    """Operations on many records at once; each is one transaction."""

    def __init__(self, engine: sa.Engine, store: RecordStore, extractor: str = "1") -> None:
        self._engine, self._store, self._extractor = engine, store, extractor

    def hold_mass_change(self, source_id: str, page_ids: Sequence[int]) -> int:
        """Hold back what these pages of a run changed, if it is an unlikely share of the source; how many documents.

        To be called after the pages of a run were processed and before records are published.
        """
        with translate_errors(), self._engine.begin() as connection:
            grouping.admit_one_writer(connection)
            held = holds.hold_mass_change(connection, source_id, page_ids)
            grouping.regroup(connection, held, self._store.authorities)
        return len(held)

    def release(self, source_id: str, *, is_accepted: bool) -> int:
        """Take in, or drop, what was held back of a source; how many documents."""
        with translate_errors(), self._engine.begin() as connection:
            grouping.admit_one_writer(connection)
            concerned = holds.release_held(connection, source_id, is_accepted=is_accepted)
            grouping.regroup(connection, concerned, self._store.authorities)
        return len(concerned)

    def held(self) -> dict[str, int]:
        """Documents held back, by source."""
        with translate_errors(), self._engine.connect() as connection:
            return holds.count_held(connection)

    def pages_to_reread(self, source_id: str | None = None, since: datetime | None = None) -> list[int]:
        """Ids of archived pages that records follow from, of one source or all, fetched since a moment or ever."""
        with translate_errors(), self._engine.connect() as connection:
            return shadow.pages_to_reread(connection, source_id, since)

    def save_shadow(self, readings: Mapping[int, Sequence[Announcement]]) -> int:
        """Keep today's reading of pages, by their ids, beside the one in force; how many versions they are."""
        with translate_errors(), self._engine.begin() as connection:
            return shadow.save_shadow(connection, readings, self._extractor)

    def compare_shadow(self) -> list[Difference]:
        """How today's reading differs, field by field and source by source."""
        with translate_errors(), self._engine.connect() as connection:
            return shadow.compare_shadow(connection)

    def promote_shadow(self) -> int:
        """Put today's reading in force, all at once or, if interrupted, not at all; how many documents.

        What it does not find any more goes, with the records that consisted of nothing else. Changes that only
        today's extraction sees in old pages are kept, marked as re-read, and told to nobody.
        """
        with translate_errors(), self._engine.begin() as connection:
            grouping.admit_one_writer(connection)
            held = locks.find_locks(connection, shadow.concerned(connection), self._store.authorities)
            concerned = shadow.promote_shadow(connection)
            standing = remove_lost(connection, concerned)
            known = {document: history.known_changes(connection, document) for document in sorted(standing)}
            for chunk in shelf.chunks(sorted(standing)):
                grouping.regroup(connection, chunk, self._store.authorities)
            for document, before in known.items():
                history.mark_reread(connection, document, before)
            locks.keep_locks(connection, held, self._store.authorities)
        return len(concerned)

    def drop_shadow(self) -> None:
        """Forget today's reading."""
        with translate_errors(), self._engine.begin() as connection:
            shadow.drop_shadow(connection)
