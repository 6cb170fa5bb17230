"""Runs today's extraction over the archive without fetching, beside the readings in force."""

from datetime import datetime
from functools import partial
from itertools import islice

from core.models import Outcome
from flows.bootstrap import House
from flows.crew import OpenCrew
from flows.executors import open_crew
from flows.progress import Advance
from flows.reading import read_pages
from flows.stages import reading_job
from records.shadow import Difference

SAVED_AT_ONCE = 32  # pages: a transaction for each would take as long as a tenth of the reading
_FAULTS = (Outcome.FAILED, Outcome.OVERSIZED, Outcome.UNDECODABLE)  # nothing is said about what is on the page


def reread_archive(
    house: House, source_id: str | None, since: datetime | None, advance: Advance, crew: OpenCrew | None = None
) -> tuple[int, list[Difference]]:
    """Read archived pages into the shadow set; how many, and how today's readings differ from those in force.

    Args:
        crew: who reads; by default whom the settings name.

    Raises:
        CrewError: the crew cannot be reached.
    """
    house.upkeep.drop_shadow()
    page_ids = house.upkeep.pages_to_reread(source_id, since)
    job = reading_job(house, is_reread=True)
    known = {source.id for source in house.catalog.sources}
    readings = read_pages(job, page_ids, crew or partial(open_crew, house.settings))
    while together := list(islice(readings, SAVED_AT_ONCE)):
        sound = (one for one in together if one.source_id in known and one.outcome not in _FAULTS)
        house.upkeep.save_shadow({one.page_id: one.announcements for one in sound})
        advance(len(together))
    return len(page_ids), house.upkeep.compare_shadow()
