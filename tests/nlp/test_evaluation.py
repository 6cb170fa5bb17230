"""The figures mean what the manual says, seen on readings that are made by hand."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import EvaluationError
from core.models import Amount, AmountRole, Announcement, Deadline, Evidence, Facts, Finding, Kind
from nlp.annotated import article_of
from nlp.evaluation import FIGURES, Case, differences, figures_of, read_gold, reliability, reliability_by_rule, verdicts

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
GOLD = {
    "id": "en-1",
    "lang": "en",
    "text": "Apply by 2 March 2026, noon.",
    "kind": "call",
    "deadlines": [{"date": "2026-03-02", "time": "12:00", "superseded": False}],
    "amounts": [{"value": 9999.99, "currency": "EUR", "role": "grant_max"}],
    "cofunding_rate": 80,
}


def proof(confidence=0.9, rule="test.rule"):
    return Evidence(sentence="Apply by 2 March 2026, noon.", rule=rule, confidence=confidence)


def deadline(day="2026-03-02", time="12:00", *, superseded=False, confidence=0.9):
    return Deadline(date=date.fromisoformat(day), time=time, superseded=superseded, evidence=proof(confidence))


def amount(value="9999.99", role=AmountRole.GRANT_MAX):
    return Amount(value=Decimal(value), role=role, evidence=proof(0.6, "test.money"))


def case(gold=None, **facts):
    facts.setdefault("kind", Finding[Kind](value=Kind.CALL, evidence=proof()))
    row = {**GOLD, **(gold or {})}
    return Case(row, Announcement(article=article_of(row), facts=Facts(**facts), extracted_at=NOW))


def right():
    rate = Finding[Decimal](value=Decimal(80), evidence=proof())
    return case(deadlines=(deadline(),), amounts=(amount(),), cofunding_rate=rate)


def test_a_reading_without_a_fault_has_full_figures():
    figures = figures_of([right()])
    expected = ("deadline", "deadline_doc", "deadline_time", "amount", "amount_value", "cofunding", "kind", "rolling")
    assert {name: figures[name] for name in expected} == dict.fromkeys(expected, 1.0)
    assert tuple(figures) == tuple(FIGURES)
    assert differences(right()) == []


def test_figures_of_what_does_not_occur_are_none():
    assert figures_of([right()])["event_date"] is None
    assert figures_of([right()])["invented"] is None


def test_a_deadline_that_is_not_known_as_superseded_is_missed_and_wrong():
    figures = figures_of([case(deadlines=(deadline(superseded=True),))])
    assert (figures["deadline"], figures["deadline_doc"]) == (0.0, 0.0)


def test_half_of_the_deadlines_found_makes_two_thirds():
    gold = {"deadlines": [*GOLD["deadlines"], {"date": "2026-05-01", "superseded": False}]}
    assert figures_of([case(gold, deadlines=(deadline(),))])["deadline"] == pytest.approx(2 / 3)


def test_a_wrong_role_spoils_the_amount_but_not_its_value():
    figures = figures_of([case(amounts=(amount(role=AmountRole.OTHER),))])
    assert (figures["amount"], figures["amount_value"]) == (0.0, 1.0)


def test_times_count_only_for_deadlines_that_were_found():
    assert figures_of([case(deadlines=(deadline(time="17:00"),))])["deadline_time"] == 0.0
    assert figures_of([case(deadlines=(deadline("2026-04-01"),))])["deadline_time"] is None


def test_a_deadline_where_there_is_none_is_invented():
    assert figures_of([case({"deadlines": []}, deadlines=(deadline(),)), case({"deadlines": []})])["invented"] == 0.5


def test_differences_tell_both_sides():
    told = differences(case(deadlines=(deadline(time="17:00"),), amounts=(amount("10000"),)))
    assert told == [
        "amount: missed 9,999.99 EUR grant_max",
        "amount: wrong 10,000.00 EUR grant_max",
        "deadline_time: 2026-03-02 at 17:00 instead of 12:00",
        "cofunding: None instead of 80",
    ]


def test_reliability_sets_confidence_against_what_was_right():
    read = case(deadlines=(deadline(), deadline("2026-06-01", confidence=1.0)), amounts=(amount(),))
    judged = [verdict for verdict in verdicts([read]) if verdict.field != "kind"]
    bands = {band.name: (band.count, band.confidence, band.right) for band in reliability(judged)}
    assert bands == {"0.9-1.0": (2, 0.95, 0.5), "0.6-0.7": (1, 0.6, 1.0)}
    assert [band.name for band in reliability_by_rule(judged)] == ["amount test.money", "deadline test.rule"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "en-1"}', "7"])
def test_a_line_that_is_no_announcement_is_named(tmp_path, line):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(f"{json.dumps(GOLD)}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"gold\.jsonl:3"):
        read_gold(gold)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(EvaluationError, match="absent"):
        read_gold(tmp_path / "absent.jsonl")
