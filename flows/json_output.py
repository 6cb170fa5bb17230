"""What the commands print for programs, as plain JSON values."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from archive.runs import Run
from core.models import Change, Record
from core.query import SearchResults
from flows.health.rows import HealthRow
from flows.reports import RunReport
from records.export import export_record
from records.merge import Opinion


def report_document(report: RunReport) -> dict[str, Any]:
    """A run: its sources, outcomes and what the index took."""
    return {
        "sources": [
            {
                "id": line.source_id,
                "healthy": not line.reason,
                "reason": line.reason,
                "state": report.verdicts[line.source_id].state.value,
                "state_reason": report.verdicts[line.source_id].reason,
                "discovered": line.discovered,
                "carried": line.carried,
                "new": len(line.touched.new),
                "changed": len(line.touched.changed),
                "outcomes": {outcome.value: count for outcome, count in line.outcomes.items()},
            }
            for line in report.sources
        ],
        "outcomes": {outcome.value: count for outcome, count in report.outcomes.items()},
        "cautions": [asdict(caution) for caution in report.cautions],
        "published": report.published.taken,
        "rejected": [{"id": r.record_id, "reason": r.reason} for r in report.published.rejected],
    }


def results_document(results: SearchResults, records: Iterable[Record], as_of: datetime) -> dict[str, Any]:
    """Hits in the schema of the export, with the total and the facets."""
    return {
        "total": results.total,
        "facets": results.facets,
        "hits": [
            {"score": hit.score, "excerpt": hit.excerpt, **export_record(record, as_of)}
            for hit, record in zip(results.hits, records, strict=True)
        ],
    }


def sources_document(rows: Iterable[HealthRow]) -> list[dict[str, Any]]:
    """The catalog with the state and the last run of each source."""
    return [
        {
            **row.source.model_dump(mode="json"),
            "health": _health_document(row),
            "last_run": _run_document(row.last_run),
        }
        for row in rows
    ]


def _health_document(row: HealthRow) -> dict[str, Any] | None:
    if row.turn is None:
        return None
    return {
        "state": row.turn.state.value,
        "since": row.turn.since.isoformat(),
        "reason": row.turn.reason,
        "judged_at": row.turn.judged_at.isoformat(),
        "last_new": row.last_new.isoformat() if row.last_new else None,
        "usual_gap_days": row.usual_gap,
    }


def _run_document(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    told = {name: value for name, value in asdict(run).items() if name not in ("run_id", "source_id")}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def record_document(
    record: Record, changes: Iterable[Change], opinions: Mapping[str, Iterable[Opinion]]
) -> dict[str, Any]:
    """A record with its proofs, what its sources say otherwise, and its history where it was asked for."""
    differing = {field: [opinion.model_dump(mode="json") for opinion in told] for field, told in opinions.items()}
    history = [change_document(change) for change in changes]
    return {**record.model_dump(mode="json"), "disagreements": differing, "changes": history}


def change_document(change: Change) -> dict[str, Any]:
    """One change, as `changes --jsonl` writes it."""
    return change.model_dump(mode="json")
