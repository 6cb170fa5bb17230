"""How often a value of a rule is right: the confidence that a rule claims, put right by `calibration.toml`."""

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from core.models import Amount, Deadline, Evidence, Facts, Finding

TABLE = Path(__file__).with_name("calibration.toml")

Steps = Sequence[tuple[float, float]]
"""What a rule claims at most, and how often it was right then; both rise, the last claim is 1."""
_VALUES = (Deadline, Amount, Finding)


def calibrate(facts: Facts) -> Facts:
    """The same values, each as sure as values of its rule were right; rules without observations are left alone."""
    return facts.model_copy(update={name: _calibrated(value) for name, value in facts if value})


def calibrated_confidence(rule: str, claimed: float, table: Mapping[str, Steps]) -> float:
    """The share of right values among those for which the rule claimed about as much."""
    steps = table.get(rule)
    if not steps:
        return claimed
    index = bisect_left(steps, claimed, key=lambda step: step[0])
    return steps[min(index, len(steps) - 1)][1]


def _calibrated(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_with_proof, value))
    return _with_proof(value)


def _with_proof(value: object) -> object:
    if not isinstance(value, _VALUES):
        return value
    proof: Evidence = value.evidence
    confidence = calibrated_confidence(proof.rule, proof.confidence, _table())
    return value.model_copy(update={"evidence": proof.model_copy(update={"confidence": confidence})})


@cache
def _table() -> Mapping[str, Steps]:
    rules = tomllib.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    return {rule: [(step[0], step[1]) for step in steps] for rule, steps in rules.items()}
