"""Runs today's extraction over the archive without fetching, beside the readings in force."""

from datetime import datetime
from functools import partial

from flows.bootstrap import House
from flows.progress import Advance
from flows.reading import read_pages, worker_processes
from flows.stages import reading_job
from records.shadow import Difference


def reread_archive(
    house: House, source_id: str | None, since: datetime | None, advance: Advance
) -> tuple[int, list[Difference]]:
    """Read archived pages into the shadow set; how many, and how today's readings differ from those in force."""
    house.upkeep.drop_shadow()
    page_ids = house.upkeep.pages_to_reread(source_id, since)
    job = reading_job(house, is_reread=True)
    for reading in read_pages(job, page_ids, partial(worker_processes, house.settings.workers)):
        house.upkeep.save_shadow(reading.page_id, reading.announcements)
        advance(1)
    return len(page_ids), house.upkeep.compare_shadow()
