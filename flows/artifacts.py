"""What a flow run leaves for people in Prefect: the sources' table, the calls' links, the funnel, progress."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from archive.runs import Run, runs_of
from core.errors import RecordError
from core.models import Kind, Outcome, Record
from flows.bootstrap import House
from flows.health.rows import HealthRow, load_health
from flows.reports import RunReport, Touched

LINKS = 200  # calls that a list shows
STEP = 5.0  # per cent after which progress is told again: each time is a request
_WIDTH = 40  # signs of the longest bar


def leave_report(house: House, group: str, run_id: int, report: RunReport) -> None:
    """Leave the artifacts of a crawl; those of one group of sources form a history in Prefect."""
    name = re.sub(r"[^a-z0-9]+", "-", group.lower()).strip("-")
    with house.engine.connect() as connection:
        runs = runs_of(connection, run_id)
    create_table_artifact(source_rows(report), key=f"sources-{name}", description="Sources and outcomes")
    create_markdown_artifact(funnel(runs, report), key=f"funnel-{name}", description="From the lists to the index")
    links = call_links(house, [source.touched for source in report.sources])
    create_markdown_artifact(links, key=f"calls-{name}", description="New and changed calls")
    create_table_artifact(health_rows(load_health(house)), key="source-health", description="How every source is doing")


def source_rows(report: RunReport) -> list[dict[str, object]]:
    """One row a source; its outcomes as `indexed 3, unchanged 8`."""
    return [
        {
            "source": line.source_id,
            "state": report.verdicts[line.source_id].state.value,
            "found": line.discovered,
            "carried": line.carried,
            "new": len(line.touched.new),
            "changed": len(line.touched.changed),
            "pages": line.outcomes.total(),
            "outcomes": ", ".join(f"{name} {line.outcomes[name]}" for name in Outcome if line.outcomes[name]),
            "why": line.reason or report.verdicts[line.source_id].reason,
        }
        for line in report.sources
    ]


def health_rows(rows: Iterable[HealthRow]) -> list[dict[str, object]]:
    """One row for each source that was ever judged."""
    return [
        {
            "source": row.source.id,
            "state": row.turn.state.value,
            "since": f"{row.turn.since:%Y-%m-%d}",
            "why": row.turn.reason,
            "last new": str(row.last_new or ""),
            "new within days": row.usual_gap,
        }
        for row in rows
        if row.turn
    ]


def funnel(runs: Sequence[Run], report: RunReport) -> str:
    """How much was left after each stage, over all sources of a run, as bars in Markdown."""
    steps = {
        "found on lists": sum(run.discovered for run in runs),
        "pages fetched": sum(run.fetched for run in runs),
        "announcements": sum(run.extracted for run in runs),
        "of these calls": sum(run.calls for run in runs),
        "calls with a date": sum(run.dated for run in runs),
        "in the index": sum(run.published for run in runs),
        "new or changed": sum(len(line.touched.new | line.touched.changed) for line in report.sources),
        "sent to the index": report.published.taken,
    }
    longest = max(*steps.values(), 1)
    bars = (f"{name:<18}{count:>7}  {'█' * round(_WIDTH * count / longest)}" for name, count in steps.items())
    return "\n".join(("```", *bars, "```"))


def call_links(house: House, touched: Iterable[Touched]) -> str:
    """The new and the changed calls as lists of links in Markdown."""
    found = list(touched)
    new = {record_id for one in found for record_id in one.new}
    changed = {record_id for one in found for record_id in one.changed} - new
    return "\n\n".join((_links("New", _calls(house, new)), _links("Changed", _calls(house, changed))))


def _calls(house: House, record_ids: Iterable[str]) -> list[Record]:
    records = {}
    for record_id in record_ids:
        try:
            record = house.store.get(record_id)
        except RecordError:  # it has become part of another, or of several
            continue
        if record.kind is Kind.CALL:
            records[record.id] = record
    return sorted(records.values(), key=lambda record: (record.title, record.id))


def _links(title: str, calls: Sequence[Record]) -> str:
    lines = [f"- [{_plain(call.title)}](<{call.canonical_url}>)" for call in calls[:LINKS]]
    more = [f"- and {len(calls) - LINKS} more"] if len(calls) > LINKS else []
    return "\n".join((f"**{title}: {len(calls)}**", "", *lines, *more))


def _plain(text: str) -> str:
    """A page's words as they are: none of them is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", " ".join(text.split()))


def follow(stage: str, total: int) -> Callable[[int], None]:
    """A progress bar in Prefect; returns what moves it on by so many."""
    show = share(stage) if total else _unseen
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        show(done, total)

    return advance


def share(stage: str) -> Callable[[int, int], None]:
    """A progress bar in Prefect; returns what is told how much is done of how much."""
    created, shown = create_progress_artifact(progress=0.0, description=stage), 0.0
    artifact = cast("UUID", created)  # of a coroutine only in async code

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = min(100.0, 100.0 * done / total) if total else 100.0
        if percent - shown >= STEP or (percent == 100.0 and shown < percent):
            update_progress_artifact(artifact, progress=percent)
            shown = percent

    return show


def _unseen(_done: int, _total: int) -> None:
    """Where there is nothing to do."""
