"""The stages of a run as plain functions: crawl, read, assess, publish, and the run that joins them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import islice

from archive import runs
from core.errors import IndexOutdatedError
from core.logs import about
from core.settings import PROCESSES
from core.source import Source
from flows.bootstrap import House
from flows.care import find_revisits, take_care
from flows.crawling import CrawlReport, Event, crawl
from flows.crew import Crew, OpenCrew
from flows.executors import open_crew, this_process
from flows.health.assessing import assess_sources
from flows.health.judging import judge_sources
from flows.progress import Advance, Watch
from flows.reading import PageReading, ReadingJob, read_pages
from flows.reports import Published, RunReport, Touched
from flows.sharing import Share, open_share
from index.document import IndexDocument, document_of
from index.port import Rejection

_log = logging.getLogger(__name__)

FEW_PAGES = 32  # up to so many are read in this process: starting others takes longer
PUBLISHED_AT_ONCE = 500  # records handed to the index in one piece


def run(house: House, sources: Sequence[Source], watch: Watch) -> RunReport:
    """Crawl the sources, read what is new, bring the index up to date."""
    run_id, crawled = crawl_sources(house, sources, watch.crawl_event)
    with about(run=run_id):
        touched = process_new_pages(house, watch.advance("read"))
        reports = assess_sources(house, sources, run_id, crawled, touched)
        cautions = take_care(house, run_id, reports)
        published = publish(house, watch.advance("index"))
        return RunReport(reports, published, cautions, judge_sources(house, run_id, reports))


def crawl_only(house: House, sources: Sequence[Source], watch: Watch) -> RunReport:
    """Fetch without reading: the pages wait in the archive."""
    run_id, crawled = crawl_sources(house, sources, watch.crawl_event)
    reports = assess_sources(house, sources, run_id, crawled, touched=None)
    return RunReport(reports, Published(), verdicts=judge_sources(house, run_id, reports))


def process_only(house: House, watch: Watch) -> RunReport:
    """Read what waits in the archive and bring the index up to date."""
    process_new_pages(house, watch.advance("read"))
    return RunReport((), publish(house, watch.advance("index")))


def crawl_sources(
    house: House, sources: Sequence[Source], on_event: Callable[[Event], None]
) -> tuple[int, dict[str, CrawlReport]]:
    """Fetch the sources' pages into the archive; the run's id and a report for each source."""
    with house.engine.begin() as connection:
        run_id = runs.start_run(connection, [source.id for source in sources], house.clock())
    return run_id, crawl(sources, run_id, on_event, revisits=find_revisits(house, sources))


def process_new_pages(house: House, advance: Advance, crew: OpenCrew | None = None) -> dict[str, Touched]:
    """Read every pending page and store what it says; the records touched here, by source.

    Any number of processes may do so at once: they share the pages, and each returns when none is left. A page's
    announcements and its outcome are stored in one transaction, so that a run that is killed leaves each page
    either done or pending.

    Args:
        crew: who reads; by default whom the settings name, or this process where there is little to read.

    Raises:
        CrewError: the crew cannot be reached.
    """
    touched: dict[str, Touched] = {}
    with open_share(house.engine) as share:
        for page_ids, follows_a_death in share.rounds():
            open_chosen = crew or partial(_choose_crew, house, is_risky=follows_a_death)
            for reading in read_pages(reading_job(house), page_ids, open_chosen):
                if _store(house, share, reading, touched.setdefault(reading.source_id, Touched())):
                    advance(1)
    return touched


def _store(house: House, share: Share, reading: PageReading, touched: Touched) -> bool:
    """True if it was stored; False if another worker has taken the page over."""
    with house.engine.begin() as connection:
        if not share.settle(connection, reading.page_id, reading.outcome, reading.detail, reading.seconds):
            _log.warning("page %d was taken over by another worker: its reading is dropped", reading.page_id)
            return False
        saved = house.store.save(connection, reading.page_id, reading.announcements)
    subjects = {"source": reading.source_id, "page": reading.page_id}
    _log.info("%s", reading.outcome + (f" ({reading.detail})" if reading.detail else ""), extra=subjects)
    touched.new.update(saved.new)
    touched.changed.update(set(saved.changed) - touched.new)
    return True


def reading_job(house: House, *, is_reread: bool = False) -> ReadingJob:
    """What the workers are told."""
    return ReadingJob(
        is_reread=is_reread,
        database_url=house.settings.database_url,
        archive_folder=house.settings.archive_folder,
        archive_store=house.settings.archive_store,
        max_decompressed=house.settings.max_decompressed,
        now=house.clock(),
        sources=house.catalog.sources,
    )


def _choose_crew(house: House, *, is_risky: bool) -> AbstractContextManager[Crew]:
    """This process for a few pages, unless it may have been one of them that ended another."""
    few = len(list(islice(house.archive.pending(), FEW_PAGES + 1))) <= FEW_PAGES
    alone = house.settings.executor == PROCESSES and house.settings.workers == 1
    return this_process() if (few or alone) and not is_risky else open_crew(house.settings)


def publish(house: House, advance: Advance) -> Published:
    """Send the records that changed to the search index; one that another version laid out is rebuilt."""
    try:
        return _send_changed(house, advance)
    except IndexOutdatedError as outdated:
        _log.warning("%s: it is rebuilt now", outdated)
        return rebuild_index(house, advance)


def _send_changed(house: House, advance: Advance) -> Published:
    merged = dict(house.store.removed())
    if merged:
        house.index.delete(merged)
        house.store.mark_indexed(merged)
    taken = 0
    rejected: list[Rejection] = []
    waiting = house.store.unindexed()
    while batch := list(islice(waiting, PUBLISHED_AT_ONCE)):
        refused = house.index.add([document_of(record, version) for record, version in batch])
        bad = {rejection.record_id for rejection in refused}
        versions = {record.id: version for record, version in batch if record.id not in bad}
        house.store.mark_indexed(versions)
        taken += len(versions)
        rejected += refused
        advance(len(batch))
    return Published(taken, tuple(rejected))


def rebuild_index(house: House, advance: Advance) -> Published:
    """Load a new index from the database and put it in the place of the old one.

    What changes meanwhile is brought up to date afterwards.
    """
    house.store.mark_unindexed()
    versions: dict[str, int] = {}

    def documents() -> Iterator[IndexDocument]:
        for record, version in house.store.unindexed():
            versions[record.id] = version
            advance(1)
            yield document_of(record, version)

    rejected = house.index.rebuild(documents())
    for rejection in rejected:
        versions.pop(rejection.record_id, None)
    house.store.mark_indexed(versions)
    return Published(len(versions), rejected)
