"""Wires the rooms together from the settings: the one place that opens database, archive and index."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from archive.archive import Archive, open_archive
from archive.runs import Run, last_runs
from core.clock import Clock, open_clock
from core.database import open_database
from core.settings import Settings
from index.elastic_access import access_from
from index.open import open_index
from index.port import SearchIndex
from nlp import EXTRACTOR
from records.desk import StaffDesk
from records.store import RecordStore
from records.upkeep import Upkeep
from spiders.catalog import Catalog, load_catalog


@dataclass(frozen=True)
class House:
    """What the stages work on; opened together, closed together."""

    settings: Settings
    clock: Clock
    catalog: Catalog
    engine: sa.Engine
    archive: Archive
    store: RecordStore
    upkeep: Upkeep
    desk: StaffDesk
    index: SearchIndex

    def last_runs(self) -> dict[str, Run]:
        """The newest run of each source that was ever crawled."""
        with self.engine.connect() as connection:
            newest = (last_runs(connection, source.id, limit=1) for source in self.catalog.sources)
            return {run.source_id: run for found in newest for run in found}


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Open everything that the settings name.

    Raises:
        DatabaseError, ArchiveError, IndexUnavailableError, SourceError: the part that cannot be opened.
    """
    clock = open_clock(settings.now)
    catalog = load_catalog(settings.sources)
    authorities = {source.id: source.authority for source in catalog.sources}
    with ExitStack() as opened:
        engine = open_database(settings.database_url)
        opened.callback(engine.dispose)
        archive = opened.enter_context(
            open_archive(
                settings.archive_folder,
                engine,
                store=settings.archive_store,
                max_decompressed=settings.max_decompressed,
            )
        )
        index = open_index(settings.index_url, settings.index_folder, access_from(settings))
        opened.callback(index.close)
        store = RecordStore(engine, authorities, EXTRACTOR)
        upkeep = Upkeep(engine, store, EXTRACTOR)
        yield House(settings, clock, catalog, engine, archive, store, upkeep, StaffDesk(engine, store), index)
