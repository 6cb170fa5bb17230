"""The public schema of an exported record."""

from datetime import UTC, date, datetime
from decimal import Decimal

from core.models import AmountRole, Ecosystem, Finding
from records.export import CSV_COLUMNS, csv_row, export_record
from records.merge import merge_sightings
from tests.records.conftest import amount, announcement, deadline, period, proof
from tests.records.test_merge import sighting

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


def test_a_record_is_exported_in_the_public_schema():
    found = announcement(
        title="Vouchers",
        published_at=date(2026, 1, 2),
        deadlines=(deadline("2026-05-28", "17:00"), deadline("2026-05-14", superseded=True)),
        periods=(period("deadline", "2026-07-01", "2026-09-30"),),
        amounts=(amount(42_000_000, AmountRole.TOTAL_BUDGET), amount(5)),
        cofunding_rate=Finding[Decimal](value=Decimal("87.5"), evidence=proof()),
        ecosystems=(Finding[Ecosystem](value=Ecosystem.TOURISM, evidence=proof()),),
    )
    record = merge_sightings("0123456789abcdef", [sighting(found)])
    assert export_record(record, NOW) == {
        "id": "0123456789abcdef",
        "urls": ["https://platform.example/a-call"],
        "canonical_url": "https://platform.example/a-call",
        "kind": "call",
        "title": "Vouchers",
        "language": "en",
        "published": "2026-01-02",
        "status": "open",
        "deadlines": [
            {"date": "2026-05-28", "time": "17:00", "tz": None, "role": "final", "superseded": False},
            {"date": "2026-05-14", "time": None, "tz": None, "role": "final", "superseded": True},
        ],
        "rolling": False,
        "opens": None,
        "periods": [{"use": "deadline", "first": "2026-07-01", "last": "2026-09-30", "precision": "quarter"}],
        "event_dates": [],
        "amounts": [
            {"value": 5, "currency": "EUR", "role": "grant_max"},
            {"value": 42000000, "currency": "EUR", "role": "total_budget"},
        ],
        "cofunding_rate": 87.5,
        "ecosystems": ["tourism"],
        "projects": [],
        "programme": None,
        "call_ids": [],
        "countries": [],
        "sources": ["platform"],
    }


def test_the_table_row_has_every_column_and_runs_nothing():
    record = merge_sightings(
        "0123", [sighting(announcement(title="=HYPERLINK(1)", deadlines=(deadline("2026-05-28"),)))]
    )
    row = csv_row(export_record(record, NOW))
    assert tuple(row) == CSV_COLUMNS
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["deadlines"] == "2026-05-28"
