"""Tables that a person reads: sources, outcomes of a run, hits, one record with its proof."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from archive.health import State
from archive.runs import Run
from core.models import BRUSSELS, Amount, AmountRole, Deadline, Evidence, Outcome, PeriodUse, Record, Status
from core.settings import SettingRow
from flows.health.rows import HealthRow
from flows.reports import RunReport
from records.merge import Opinion
from records.status import explain_status

_STYLES = {Status.OPEN: "green", Status.FORTHCOMING: "cyan", Status.CANCELLED: "red", Status.WITHDRAWN: "red"}
_HEALTH = {State.HEALTHY: "green", State.SUSPICIOUS: "yellow", State.BROKEN: "red"}
_GRANTS = (AmountRole.GRANT_FIXED, AmountRole.GRANT_MAX, AmountRole.GRANT_MIN)


def run_tables(report: RunReport) -> RenderableType:
    """One line a source and one for each outcome."""
    sources = Table(title="Sources", title_justify="left", box=None, pad_edge=False)
    for name in ("source", "state"):
        sources.add_column(name)
    for name in ("found", "carried", "new", "changed", "pages"):
        sources.add_column(name, justify="right")
    sources.add_column("why")
    for line in report.sources:
        verdict = report.verdicts[line.source_id]
        state = Text(verdict.state, _HEALTH[verdict.state])
        numbers = (
            line.discovered,
            line.carried,
            len(line.touched.new),
            len(line.touched.changed),
            line.outcomes.total(),
        )
        sources.add_row(line.source_id, state, *map(str, numbers), escape(verdict.reason))
    return Group(sources, "", outcome_table(report.outcomes))


def outcome_table(outcomes: Counter[Outcome]) -> Table:
    """How many pages ended in which outcome."""
    table = Table(title="Outcomes", title_justify="left", box=None, pad_edge=False)
    table.add_column("outcome")
    table.add_column("pages", justify="right")
    for outcome in Outcome:
        if outcomes[outcome]:
            table.add_row(outcome.value, str(outcomes[outcome]))
    table.add_row("all", str(outcomes.total()), style="bold")
    return table


def calls_table(records: Iterable[Record], moment: datetime) -> Table:
    """Records with status, next deadline and money."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "status", "deadline (Brussels)", "money", "title"):
        table.add_column(name, no_wrap=name in ("id", "status"), overflow="fold")
    for record in records:
        status = record.window.status_at(moment)
        table.add_row(
            record.id[:8],
            Text(status.value, _STYLES.get(status, "")),
            _next_deadline(record, moment),
            _money(record.facts.amounts),
            escape(record.title),
        )
    return table


def _next_deadline(record: Record, moment: datetime) -> str:
    live = sorted((d for d in record.facts.deadlines if not d.superseded), key=lambda d: d.instant)
    ahead = [deadline for deadline in live if deadline.instant > moment] or live[-1:]
    if not ahead:
        times = record.periods(PeriodUse.DEADLINE)
        return "rolling" if record.window.rolling else f"by {times[-1].last}" if times else ""
    later = f" (+{len(ahead) - 1})" if len(ahead) > 1 else ""
    return f"{_day(ahead[0])}{later}"


def _day(deadline: Deadline) -> str:
    if deadline.time is None:
        return deadline.date.isoformat()
    return f"{deadline.instant.astimezone(ZoneInfo(BRUSSELS)):%Y-%m-%d %H:%M}"


def _money(amounts: Sequence[Amount]) -> str:
    """What one applicant can get, else the whole budget."""
    for role in (*_GRANTS, AmountRole.TOTAL_BUDGET):
        if found := [amount for amount in amounts if amount.role is role]:
            prefix = {AmountRole.GRANT_MAX: "up to ", AmountRole.GRANT_MIN: "from "}.get(role, "")
            suffix = " in all" if role is AmountRole.TOTAL_BUDGET else ""
            most = max(found, key=lambda amount: amount.value)
            return f"{prefix}{most.value:,.0f} {most.currency}{suffix}"
    return ""


def record_view(
    record: Record, moment: datetime, opinions: Mapping[str, Sequence[Opinion]], review_below: float = 0.0
) -> RenderableType:
    """All fields of a record, each with the sentence that proves it; values of less confidence are marked.

    `opinions`: what its sources say on the fields on which they differ.
    """
    status, reason = explain_status(record, moment)
    head = Table(box=None, show_header=False, pad_edge=False)
    head.add_column(style="bold")
    head.add_column(overflow="fold")
    head.add_row("title", escape(record.title))
    head.add_row("status", f"{status.value}: {escape(reason)}")
    head.add_row("kind", record.kind.value)
    head.add_row("published", str(record.published_at or ""))
    for url in record.urls:
        head.add_row("address", escape(url))
    for field, told in opinions.items():
        said = ", ".join(f"{opinion.source_id} says {opinion.value}" for opinion in told)
        head.add_row("sources differ", escape(f"{field}: {said}"))
    proofs = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    for name in ("field", "value", "", "sentence"):
        proofs.add_column(name, overflow="fold", ratio=3 if name == "sentence" else None)
    for name, value, evidence in facts_rows(record):
        mark = Text("to review" if evidence.confidence < review_below else "", "yellow")
        proofs.add_row(name, escape(value), mark, Text(evidence.sentence, "dim"))
    return Group(head, "", proofs)


def facts_rows(record: Record) -> list[tuple[str, str, Evidence]]:
    """(field, value, evidence) of everything that was read."""
    facts = record.facts
    rows = [(f"deadline ({d.role.value})", _told(d), d.evidence) for d in facts.deadlines]
    rows += [(a.role.value, f"{a.value:,f} {a.currency}", a.evidence) for a in facts.amounts]
    for name in type(facts).model_fields:
        found = getattr(facts, name)
        findings = found if isinstance(found, tuple) else (found,) if found else ()
        rows += [(name, str(f.value), f.evidence) for f in findings if not isinstance(f, Deadline | Amount)]
    return rows


def _told(deadline: Deadline) -> str:
    """A deadline as announced."""
    parts = (deadline.date.isoformat(), deadline.time, deadline.tz, "superseded" if deadline.superseded else None)
    return " ".join(filter(None, parts))


def sources_table(rows: Sequence[HealthRow]) -> RenderableType:
    """The catalog with the state of each source and how far its announcements came; below, why some are not healthy."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in ("source", "state", "since", "last new"):
        table.add_column(name, no_wrap=name == "source")
    for name in ("found", "read", "dated"):
        table.add_column(name, justify="right")
    for row in rows:
        turn, unjudged = row.turn, "never run" if row.source.enabled else "by name only"
        table.add_row(
            row.source.id,
            Text(turn.state, _HEALTH[turn.state]) if turn else Text(unjudged, "dim"),
            f"{turn.since:%Y-%m-%d}" if turn else "",
            str(row.last_new or ""),
            *(_steps(row.last_run) if row.last_run else ()),
        )
    reasons = (Text(f"{row.source.id}: {row.turn.reason}") for row in rows if row.turn and row.turn.reason)
    return Group(table, *reasons)


def _steps(run: Run) -> tuple[str, str, str]:
    dated = f"{run.dated}/{run.calls}" if run.calls else ""
    return str(run.discovered), str(run.extracted), dated


def settings_table(rows: Iterable[SettingRow]) -> Table:
    """Every setting with its value and origin."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("setting", "value", "from", "meaning"):
        table.add_column(name, overflow="fold", no_wrap=name == "setting")
    for row in rows:
        table.add_row(row.variable, escape(row.value), row.origin, escape(row.meaning))
    return table
