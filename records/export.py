"""Writes a record in the public schema of `export --jsonl` and as a row of CSV."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.models import Amount, Deadline, Record
from records.status import explain_status

CSV_COLUMNS = (
    "id", "status", "kind", "title", "canonical_url", "language", "published", "opens", "deadlines", "rolling",
    "event_dates", "amounts", "cofunding_rate", "ecosystems", "projects", "programme", "call_ids", "countries",
    "sources", "urls",
)  # fmt: skip


def export_record(record: Record, as_of: datetime) -> dict[str, Any]:
    """The record as plain JSON values; `status` is that of the aware moment."""
    facts = record.facts
    return {
        "id": record.id,
        "urls": list(record.urls),
        "canonical_url": record.canonical_url,
        "kind": record.kind.value,
        "title": record.title,
        "language": record.language,
        "published": record.published_at.isoformat() if record.published_at else None,
        "status": explain_status(record, as_of)[0].value,
        "deadlines": [_deadline(d) for d in sorted(facts.deadlines, key=lambda d: (d.superseded, d.instant, d.role))],
        "rolling": bool(facts.rolling and facts.rolling.value),
        "opens": facts.opens.value.isoformat() if facts.opens else None,
        "event_dates": sorted({finding.value.isoformat() for finding in facts.event_dates}),
        "amounts": [_amount(a) for a in sorted(facts.amounts, key=lambda a: (a.role, a.currency, a.value))],
        "cofunding_rate": _number(facts.cofunding_rate.value) if facts.cofunding_rate else None,
        "ecosystems": sorted({finding.value.value for finding in facts.ecosystems}),
        "projects": sorted({finding.value for finding in facts.projects}),
        "programme": facts.programme.value if facts.programme else None,
        "call_ids": sorted({finding.value for finding in facts.call_ids}),
        "countries": sorted({finding.value for finding in facts.countries}),
        "sources": list(record.sources),
    }


def csv_row(exported: Mapping[str, Any]) -> dict[str, str]:
    """An exported record as one cell a column; several values are separated by `; `."""
    cells = {name: _cell(exported[name]) for name in CSV_COLUMNS}
    cells["deadlines"] = "; ".join(_deadline_cell(d) for d in exported["deadlines"] if not d["superseded"])
    cells["amounts"] = "; ".join(f"{a['role']} {a['value']} {a['currency']}" for a in exported["amounts"])
    return cells


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return deadline.model_dump(mode="json", exclude={"evidence"})


def _amount(amount: Amount) -> dict[str, Any]:
    return {"value": _number(amount.value), "currency": amount.currency, "role": amount.role.value}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


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
