"""The confidence of a value is how often values like it were right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Deadline, Evidence, Facts, Finding, Kind
from nlp.calibrating import steps_of
from nlp.calibration import calibrate, calibrated_confidence
from nlp.evaluation import Verdict

TABLE = {"a.rule": [(0.5, 0.6), (0.9, 0.8), (1.0, 0.95)]}


def proof(rule="kind.words", confidence=0.3):
    return Evidence(sentence="Apply.", rule=rule, confidence=confidence)


@pytest.mark.parametrize(("claimed", "sure"), [(0.1, 0.6), (0.5, 0.6), (0.51, 0.8), (0.9, 0.8), (1.0, 0.95)])
def test_a_claim_is_replaced_by_what_was_observed(claimed, sure):
    assert calibrated_confidence("a.rule", claimed, TABLE) == sure


def test_a_rule_that_was_not_observed_keeps_its_claim():
    assert calibrated_confidence("another.rule", 0.42, TABLE) == 0.42


def test_all_values_of_facts_are_calibrated_and_nothing_else_changes():
    deadline = Deadline(date=date(2026, 5, 1), evidence=proof("deadlines.sentence.apply", 0.66))
    facts = Facts(kind=Finding[Kind](value=Kind.CALL, evidence=proof()), deadlines=(deadline,))
    found = calibrate(facts)
    assert found.kind.evidence.confidence != 0.3
    assert found.deadlines[0].evidence.confidence != 0.66
    assert (found.kind.value, found.deadlines[0].date) == (Kind.CALL, date(2026, 5, 1))


def test_a_few_right_values_do_not_say_that_all_are():
    once = [Verdict("deadline", "a.rule", 0.95, is_right=True)]
    assert steps_of(once)[0][1] < 0.9
    assert steps_of(once * 200)[0][1] > 0.98


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_who_claims_more_is_never_less_sure(seen):
    steps = steps_of(Verdict("amount", "a.rule", claimed, is_right) for claimed, is_right in seen)
    shares = [share for _, share in steps]
    assert all(0 < share < 1 for share in shares)
    assert [edge for edge, _ in steps] == sorted(edge for edge, _ in steps)
