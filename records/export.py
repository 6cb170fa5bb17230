"""Writes a record in the public schema of `export --jsonl` and as a row of CSV."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.models import Record
from core.schema import public_fields
from records.status import explain_status

CSV_COLUMNS = (
    "id", "status", "kind", "title", "canonical_url", "language", "published", "opens", "deadlines", "periods",
    "rolling", "event_dates", "amounts", "cofunding_rate", "ecosystems", "projects", "programme", "call_ids",
    "countries", "sources", "urls",
)  # fmt: skip


def export_record(record: Record, as_of: datetime) -> dict[str, Any]:
    """The record as plain JSON values; `status` is that of the aware moment."""
    return {
        "id": record.id,
        "urls": list(record.urls),
        "canonical_url": record.canonical_url,
        "kind": record.kind.value,
        "title": record.title,
        "language": record.language,
        "published": record.published_at.isoformat() if record.published_at else None,
        "status": explain_status(record, as_of)[0].value,
        **public_fields(record.facts),
        "sources": list(record.sources),
    }


def csv_row(exported: Mapping[str, Any]) -> dict[str, str]:
    """An exported record as one cell a column; several values are separated by `; `."""
    cells = {name: _cell(exported[name]) for name in CSV_COLUMNS}
    cells["deadlines"] = "; ".join(_deadline_cell(d) for d in exported["deadlines"] if not d["superseded"])
    cells["periods"] = "; ".join(f"{p['use']} {p['first']}/{p['last']}" for p in exported["periods"])
    cells["amounts"] = "; ".join(f"{a['role']} {a['value']} {a['currency']}" for a in exported["amounts"])
    return cells


def _deadline_cell(deadline: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (deadline["date"], deadline["time"], deadline["tz"])))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    # A spreadsheet runs what begins with these signs; the apostrophe makes it text.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
