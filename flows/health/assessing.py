"""Holds each source of a run against its expectations, and keeps what came of it with the run."""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive import health, runs
from archive.runs import Funnel
from core.models import Kind, Outcome
from core.source import Source
from flows.bootstrap import House
from flows.crawling import CrawlReport
from flows.health.canary import find_canary_fault
from flows.health.expectations import find_crawl_fault, find_fault
from flows.health.pages import Carried, RunPage, load_had_pages, load_run_pages
from flows.reports import SourceReport, Touched

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sight:
    """What a run saw, of all its sources together.

    Attributes:
        ended_at: now.
        is_read: False if the pages were not read, so that only the crawl can be judged.
        on_pages: announcements on its pages.
        had: pages that the sites gave.
        outcomes: pages by source and outcome.
    """

    run_id: int
    ended_at: datetime
    is_read: bool
    on_pages: Sequence[RunPage]
    had: Sequence[RunPage]
    outcomes: Mapping[tuple[str, Outcome | None], int]

    def outcomes_of(self, source_id: str) -> Counter[Outcome | None]:
        """Pages that a source fetched, by what became of them; None for those that wait."""
        return Counter({outcome: count for (owner, outcome), count in self.outcomes.items() if owner == source_id})


def assess_sources(
    house: House,
    sources: Sequence[Source],
    run_id: int,
    crawled: Mapping[str, CrawlReport],
    touched: Mapping[str, Touched] | None,
) -> tuple[SourceReport, ...]:
    """Hold each source against its expectations and keep the verdicts with the run.

    Args:
        touched: by source; None if the pages were not read, so that only the crawl can be judged.
    """
    with house.engine.begin() as connection:
        sight = Sight(
            run_id,
            house.clock(),
            touched is not None,
            load_run_pages(connection, run_id),
            load_had_pages(connection, run_id),
            runs.count_outcomes(connection, run_id),
        )
        found = touched or {}
        return tuple(
            _assess(connection, source, crawled[source.id], sight, found.get(source.id, Touched()))
            for source in sources
        )


def _assess(
    connection: sa.Connection, source: Source, crawled: CrawlReport, sight: Sight, touched: Touched
) -> SourceReport:
    carried = {page.carried for page in sight.on_pages if page.carried and page.belongs_to(source, crawled.items)}
    documents = frozenset(one.document_id for one in carried)
    health.note_arrivals(connection, source.id, _find_arrivals(connection, source.id, carried))
    funnel, reason, canary_fault = _count(source, crawled, carried, sight), find_crawl_fault(crawled), ""
    if sight.is_read and not reason:
        reason = find_fault(source, funnel.discovered, carried, sight.ended_at)
        canary_fault = find_canary_fault(connection, source, crawled.items, documents)
    runs.finish_run(
        connection,
        sight.run_id,
        source.id,
        ended_at=sight.ended_at,
        funnel=funnel,
        healthy=not reason if sight.is_read or reason else None,
        reason=reason,
        canary_fault=canary_fault,
    )
    _log.info("%s", reason or "healthy", extra={"run": sight.run_id, "source": source.id})
    outcomes = sight.outcomes_of(source.id)
    return SourceReport(
        source_id=source.id,
        discovered=funnel.discovered,
        carried=funnel.extracted,
        touched=touched,
        waiting=outcomes.pop(None, 0),
        outcomes=Counter({outcome: count for outcome, count in outcomes.items() if outcome}),
        reason=reason,
        documents=documents,
    )


def _count(source: Source, crawled: CrawlReport, carried: Collection[Carried], sight: Sight) -> Funnel:
    had = {page.address_for(source) for page in sight.had if page.belongs_to(source, crawled.items)}
    calls = [one for one in carried if one.kind is Kind.CALL]
    return Funnel(
        discovered=len(crawled.items),
        fetched=len(had) if source.has_item_pages else len(crawled.items),  # rows come with the lists
        extracted=len(carried),
        calls=len(calls),
        dated=sum(call.is_dated for call in calls),
    )


def _find_arrivals(connection: sa.Connection, source_id: str, carried: Collection[Carried]) -> set[date]:
    """Days on which something new came: since the last good look as we saw it, before the first as the source says."""
    looked = runs.last_healthy_end(connection, source_id)
    if looked:
        return {one.first_seen.date() for one in carried if one.first_seen > looked}
    told = ((one.published_at, one.first_seen.date()) for one in carried)
    return {published for published, seen in told if published and published <= seen}
