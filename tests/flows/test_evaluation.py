"""`clusterwire eval`, and the mark on values that staff should review."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from rich.console import Console
from typer.testing import CliRunner

from clusterwire import app
from core.models import Amount, Deadline, Evidence, Facts, Kind, Record
from flows.tables import record_view

ROW = {
    "id": "en-1",
    "lang": "en",
    "published": "2026-01-12",
    "title": "Vouchers for weavers",
    "text": "Weavers can apply for a voucher until 2 March 2026. Each voucher is worth up to EUR 5,000.",
    "kind": "call",
    "deadlines": [{"date": "2026-03-02", "time": None, "superseded": False}],
    "amounts": [{"value": 5000, "currency": "EUR", "role": "grant_max"}],
}


def evaluate(tmp_path, *arguments, rows=(ROW,)):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = CliRunner().invoke(app, ["eval", str(gold), *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_eval_gives_the_figures_of_all_and_of_each_language(tmp_path):
    document = json.loads(evaluate(tmp_path, "--json", "--by-language"))
    assert set(document["figures"]) == {"all", "en"}
    assert document["figures"]["en"]["deadline"] == 1.0
    assert sum(band["count"] for band in document["reliability"]) == 4


def test_eval_shows_as_many_wrong_texts_as_asked_for(tmp_path):
    wrong = [{**ROW, "id": f"en-{number}", "deadlines": []} for number in (1, 2, 3)]
    shown = evaluate(tmp_path, "--errors", "2", rows=wrong)
    assert "deadline: wrong 2026-03-02" in shown
    assert [name for name in ("en-1", "en-2", "en-3") if name in shown] == ["en-1", "en-2"]


def test_eval_prints_the_reliability_of_rules(tmp_path):
    shown = evaluate(tmp_path, "--by-rule")
    assert "deadline deadlines." in shown
    assert "invented" in shown


def shown_record(review_below):
    day = Deadline(date=date(2026, 3, 2), evidence=Evidence(sentence="By 2 March.", rule="test", confidence=0.4))
    money = Amount(value=Decimal(5000), evidence=Evidence(sentence="EUR 5,000.", rule="test", confidence=0.9))
    record = Record(
        id="0123456789abcdef",
        urls=("https://site.example/a",),
        canonical_url="https://site.example/a",
        kind=Kind.CALL,
        title="Vouchers",
        text="Vouchers",
        facts=Facts(deadlines=(day,), amounts=(money,)),
        sources=("site",),
    )
    console = Console(width=120)
    with console.capture() as capture:
        console.print(record_view(record, datetime(2026, 1, 1, tzinfo=UTC), {}, review_below))
    return capture.get().splitlines()


def test_values_of_little_confidence_are_marked_for_review():
    assert [line.split()[0] for line in shown_record(0.5) if "to review" in line] == ["deadline"]
    assert [line for line in shown_record(0.0) if "to review" in line] == []
