"""What a run does beyond taking in pages: closed calls are looked at again, mass changes held, withdrawals noted."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from archive.ledger import pages
from core.models import Outcome
from core.source import Source
from flows.bootstrap import House
from flows.reports import Cautions, SourceReport


def find_revisits(house: House, sources: Iterable[Source]) -> dict[str, list[str]]:
    """Addresses to look at though no list names them, by source: lately closed calls, pages gone once."""
    with_pages = (source for source in sources if source.has_item_pages)
    found = {source.id: house.store.addresses_to_revisit(source.id, house.clock()) for source in with_pages}
    return {source_id: addresses for source_id, addresses in found.items() if addresses}


def take_care(house: House, run_id: int, reports: Iterable[SourceReport]) -> tuple[Cautions, ...]:
    """Hold back what is unlikely, and believe that pages are gone only where the source is healthy."""
    cautions = (_care_for(house, run_id, report) for report in reports)
    return tuple(caution for caution in cautions if caution != Cautions(caution.source_id))


def _care_for(house: House, run_id: int, report: SourceReport) -> Cautions:
    with house.engine.connect() as connection:
        gone = _page_ids(connection, run_id, report.source_id, pages.c.outcome == Outcome.GONE)
        read = _page_ids(connection, run_id, report.source_id, pages.c.outcome == Outcome.INDEXED)
    held = house.upkeep.hold_mass_change(report.source_id, read)
    if report.reason:
        return Cautions(report.source_id, held=held)
    with house.engine.begin() as connection:
        absences = house.store.note_absences(connection, report.source_id, gone)
    return Cautions(
        report.source_id,
        held=held,
        withdrawn=len(absences.withdrawn),
        awaiting=len(absences.awaiting),
        doubtful=len(absences.held),
    )


def _page_ids(
    connection: sa.Connection, run_id: int, source_id: str, condition: sa.ColumnElement[bool]
) -> Sequence[int]:
    query = sa.select(pages.c.id).where(pages.c.run_id == run_id, pages.c.source_id == source_id, condition)
    return connection.scalars(query.order_by(pages.c.id)).all()
