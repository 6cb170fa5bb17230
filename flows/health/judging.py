"""Holds the sources of a run against their own past: healthy, suspicious or broken, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

import sqlalchemy as sa

from archive import health, runs
from archive.health import State, Verdict
from archive.runs import Run
from core.source import Source
from flows.bootstrap import House
from flows.health.funnel import MEMORY, find_drop
from flows.health.notices import tell_staff
from flows.health.pages import find_unpublished
from flows.health.rhythm import judge_silence
from flows.reports import SourceReport

BAD_RUNS = 3  # so many in a row, over so long, are no accident: a host may be down for a day
BAD_TIME = timedelta(days=2)


def judge_sources(house: House, run_id: int, reports: Sequence[SourceReport]) -> dict[str, Verdict]:
    """Judge the sources of a run, keep their states, and tell staff of those that turned; the verdicts by source.

    To be called when the index is up to date.
    """
    now = house.clock()
    with house.engine.begin() as connection:
        unpublished = find_unpublished(connection)
        for report in reports:
            _complete_run(connection, run_id, report.source_id, len(report.documents - unpublished))
        sources = [house.catalog.get(report.source_id) for report in reports]
        verdicts = {source.id: judge_source(connection, source, now) for source in sources}
        for source_id, verdict in verdicts.items():
            health.keep_verdict(connection, source_id, verdict, now)
    tell_staff(house.engine, house.settings.recipients, now)
    return verdicts


def _complete_run(connection: sa.Connection, run_id: int, source_id: str, published: int) -> None:
    """Note what only now is known of the run: how much is published, and whether less than usual came through."""
    this = runs.find_run(connection, run_id, source_id)
    before = runs.runs_since(connection, source_id, this.started_at - MEMORY)
    past = [run for run in before if run.run_id < run_id and run.healthy]
    drop = find_drop(replace(this, published=published), past) if is_judged(this) else ""
    runs.note_published(connection, run_id, source_id, published=published, funnel_fault=drop)


def judge_source(connection: sa.Connection, source: Source, now: datetime) -> Verdict:
    """The state of a source by its runs, and where these are good by its silence."""
    recent = runs.runs_since(connection, source.id, now - MEMORY)
    verdict = judge_runs(recent)
    first_look = runs.first_healthy_run(connection, source.id)
    if verdict.state is not State.HEALTHY or not first_look:
        return verdict
    arrivals = health.load_arrivals(connection, source.id)
    looks = sum(bool(run.healthy) for run in recent if not arrivals or run.started_at.date() > arrivals[-1])
    return judge_silence(arrivals, source.expectations.new_within_days, first_look.date(), now.date(), looks)


def judge_runs(newest_first: Sequence[Run]) -> Verdict:
    """Suspicious by one bad run, broken by several in a row over some days, healthy again by a good one."""
    bad = list(takewhile(lambda run: run.fault, filter(is_judged, newest_first)))
    if not bad:
        return Verdict(State.HEALTHY)
    newest, oldest = bad[0], bad[-1]
    if newest is oldest:
        return Verdict(State.SUSPICIOUS, newest.fault)
    lasts = len(bad) >= BAD_RUNS and newest.started_at - oldest.started_at >= BAD_TIME
    reason = f"{newest.fault} ({len(bad)} bad runs in a row since {oldest.started_at:%Y-%m-%d})"
    return Verdict(State.BROKEN if lasts else State.SUSPICIOUS, reason)


def is_judged(run: Run) -> bool:
    """False for a run that was killed, or of which only the crawl is known and nothing speaks against it."""
    return run.ended_at is not None and run.healthy is not None
