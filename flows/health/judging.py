"""Holds the sources of a run against their own past: healthy, suspicious or broken, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
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
from flows.health.rhythm import judge_silence, usual_gap
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
        verdicts = {}
        for report in reports:
            published = len(report.documents - unpublished)
            source = house.catalog.get(report.source_id)
            verdicts[source.id] = judge_source(connection, source, run_id, published, now)
    tell_staff(house.engine, house.settings.recipients, now)
    return verdicts


def judge_source(connection: sa.Connection, source: Source, run_id: int, published: int, now: datetime) -> Verdict:
    """Complete a source's run by what only now is known, and keep the state that follows.

    Args:
        published: how many of the run's announcements the index has.
    """
    recent = [run for run in runs.runs_since(connection, source.id, now - MEMORY) if is_judged(run)]
    arrivals = health.load_arrivals(connection, source.id)
    if recent and recent[0].run_id == run_id:
        recent[0] = _complete(recent[0], recent[1:], source, arrivals, published)
        runs.complete_run(connection, recent[0])
    silence = _listen(connection, source, recent, arrivals, now)
    verdict = max(judge_runs(recent), silence, key=lambda one: one.state.severity)
    health.keep_verdict(connection, source.id, verdict, now)
    return verdict


def _complete(run: Run, past: Sequence[Run], source: Source, arrivals: Sequence[date], published: int) -> Run:
    return replace(
        run,
        published=published,
        funnel_fault=find_drop(replace(run, published=published), [one for one in past if one.healthy]),
        last_new=arrivals[-1] if arrivals else None,
        usual_gap=usual_gap(arrivals, source.expectations.new_within_days),
    )


def _listen(
    connection: sa.Connection, source: Source, recent: Sequence[Run], arrivals: Sequence[date], now: datetime
) -> Verdict:
    """Whether a source has been silent for too long, since it was first looked at."""
    first_look = runs.first_healthy_run(connection, source.id)
    if not first_look:
        return Verdict(State.HEALTHY)
    looks = sum(not arrivals or run.started_at.date() > arrivals[-1] for run in recent if run.healthy)
    return judge_silence(arrivals, source.expectations.new_within_days, first_look.date(), now.date(), looks)


def judge_runs(newest_first: Iterable[Run]) -> Verdict:
    """Suspicious by one bad run, broken by several in a row over some days, healthy again by a good one."""
    bad = list(takewhile(lambda run: run.fault, newest_first))
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
