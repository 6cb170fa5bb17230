"""Scores readings against annotated announcements, and tells how far their confidence can be trusted."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import EvaluationError
from core.models import Announcement, Evidence
from nlp.annotated import annotation_of, article_of
from nlp.announcement import read_announcements

Row = Mapping[str, Any]
Figures = dict[str, float | None]
"""Each 0..1, None where nothing of the kind occurs; `FIGURES` has the order, and what each of them is."""

FIGURES = {
    "deadline": "micro-F1 of (date, superseded)",
    "deadline_doc": "share of texts whose whole set of deadlines is right",
    "deadline_time": "share of the deadlines found whose time of day is right, where one is told",
    "invented": "share of texts without a deadline for which one was given; the only figure to keep low",
    "rolling": "accuracy",
    "amount": "micro-F1 of (value, currency, role)",
    "amount_value": "micro-F1 of (value, currency)",
    "cofunding": "accuracy",
    "ecosystem": "micro-F1",
    "event_date": "micro-F1",
    "kind": "accuracy",
    "opens": "accuracy",
    "projects": "micro-F1, letter case aside",
}
LOW_IS_GOOD = frozenset({"invented"})

BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Edges of the rows of the reliability table; the last one includes its upper edge."""


@dataclass(frozen=True)
class Case:
    """One annotated announcement and what was read from its text."""

    gold: Row
    announcement: Announcement

    @cached_property
    def read(self) -> Row:
        """What was read, in the schema of the annotation."""
        return annotation_of(self.announcement)


@dataclass(frozen=True)
class Verdict:
    """One value that was read: how sure its rule was, and whether the annotation has it."""

    field: str
    rule: str
    confidence: float
    is_right: bool


@dataclass(frozen=True)
class Band:
    """Values of like confidence: how sure their rules were on average, how often they were right (both 0..1)."""

    name: str
    count: int
    confidence: float
    right: float


def read_gold(path: Path) -> list[Row]:
    """The lines of an evaluation file.

    Raises:
        EvaluationError: the file cannot be read, or a line is no annotated announcement; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
    return [_gold_row(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]


def _gold_row(place: str, line: str) -> Row:
    try:
        row = json.loads(line)
        missing = [name for name in ("id", "lang", "text", "kind") if name not in row]
    except (ValueError, TypeError) as error:
        raise EvaluationError(f"{place}: not JSON: {error}") from error
    if missing or not isinstance(row, dict):
        raise EvaluationError(f"{place}: not an annotated announcement: {', '.join(missing) or 'no object'}")
    return row


def read_cases(rows: Iterable[Row], now: datetime, *, calibrated: bool = True) -> list[Case]:
    """Read the text of every row."""
    kept = list(rows)
    announcements = read_announcements((article_of(row) for row in kept), now, calibrated=calibrated)
    return [Case(gold, announcement) for gold, announcement in zip(kept, announcements, strict=True)]


def figures_of(cases: Iterable[Case]) -> Figures:
    """All figures over all cases together."""
    kept = list(cases)
    figures: Figures = {name: _micro_f1(kept, keys) for name, keys in _SETS.items()}
    figures |= {
        name: _share(_plain(case.gold, field) == _plain(case.read, field) for case in kept)
        for name, field in _FLAGS.items()
    }
    figures["deadline_doc"] = _share(_deadlines(case.gold) == _deadlines(case.read) for case in kept)
    figures["deadline_time"] = _share(right for case in kept for right in _times_right(case))
    figures["invented"] = _share(bool(_deadlines(case.read)) for case in kept if not _deadlines(case.gold))
    return {name: figures[name] for name in FIGURES}


def differences(case: Case) -> list[str]:
    """What was missed and what was given wrongly, a line each; empty where all is right."""
    found = []
    for name, keys in _SETS.items():
        if name != "amount_value":  # the amounts with their roles say it already
            gold, read = keys(case.gold), keys(case.read)
            found += [f"{name}: missed {_told(key)}" for key in sorted(gold - read, key=str)]
            found += [f"{name}: wrong {_told(key)}" for key in sorted(read - gold, key=str)]
    found += [f"deadline_time: {told}" for told in _wrong_times(case)]
    for name, field in _FLAGS.items():
        gold_value, read_value = _plain(case.gold, field), _plain(case.read, field)
        if gold_value != read_value:
            found.append(f"{name}: {read_value} instead of {gold_value}")
    return found


def verdicts(cases: Iterable[Case]) -> Iterator[Verdict]:
    """Every value that was read of the fields that are annotated, judged by the annotation."""
    for case in cases:
        facts = case.announcement.facts
        judged: list[tuple[str, Evidence, bool]] = []
        deadlines, amounts, events = _deadlines(case.gold), _amounts(case.gold), _events(case.gold)
        judged += [("deadline", d.evidence, (d.date.isoformat(), d.superseded) in deadlines) for d in facts.deadlines]
        judged += [
            ("amount", a.evidence, (_cents(a.value), a.currency, a.role.value) in amounts) for a in facts.amounts
        ]
        judged += [("event_date", f.evidence, f.value.isoformat() in events) for f in facts.event_dates]
        judged += [("ecosystem", f.evidence, f.value in _ecosystems(case.gold)) for f in facts.ecosystems]
        judged += [("projects", f.evidence, f.value.casefold() in _projects(case.gold)) for f in facts.projects]
        judged += [
            (name, getattr(facts, field).evidence, _plain(case.gold, field) == _plain(case.read, field))
            for name, field in _FLAGS.items()
            if getattr(facts, field)
        ]
        yield from (Verdict(field, proof.rule, proof.confidence, right) for field, proof, right in judged)


def reliability(judged: Iterable[Verdict]) -> list[Band]:
    """How often values were right, by how sure their rules were; bands without a value are left out."""
    return _bands(judged, lambda verdict: _band_name(verdict.confidence))


def reliability_by_rule(judged: Iterable[Verdict]) -> list[Band]:
    """How often values were right, by field and rule."""
    return _bands(judged, lambda verdict: f"{verdict.field} {verdict.rule}")


def _bands(judged: Iterable[Verdict], name_of: Callable[[Verdict], str]) -> list[Band]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in judged:
        groups.setdefault(name_of(verdict), []).append(verdict)
    return [
        Band(name, len(of), sum(v.confidence for v in of) / len(of), sum(v.is_right for v in of) / len(of))
        for name, of in sorted(groups.items())
    ]


def _band_name(confidence: float) -> str:
    upper = next((edge for edge in BANDS[1:] if confidence < edge), BANDS[-1])
    return f"{BANDS[BANDS.index(upper) - 1]:.1f}-{upper:.1f}"


def _deadlines(row: Row) -> set[Hashable]:
    return {(d["date"], bool(d.get("superseded"))) for d in row.get("deadlines") or ()}


def _amounts(row: Row) -> set[Hashable]:
    return {(_cents(a["value"]), a["currency"], a["role"]) for a in row.get("amounts") or ()}


def _values(row: Row) -> set[Hashable]:
    return {(_cents(a["value"]), a["currency"]) for a in row.get("amounts") or ()}


def _events(row: Row) -> set[Hashable]:
    return set(row.get("event_dates") or ())


def _ecosystems(row: Row) -> set[Hashable]:
    return set(row.get("ecosystems") or ())


def _projects(row: Row) -> set[Hashable]:
    return {name.casefold() for name in row.get("projects") or ()}


_SETS: dict[str, Callable[[Row], set[Hashable]]] = {
    "deadline": _deadlines,
    "amount": _amounts,
    "amount_value": _values,
    "ecosystem": _ecosystems,
    "event_date": _events,
    "projects": _projects,
}
_FLAGS = {"rolling": "rolling", "cofunding": "cofunding_rate", "kind": "kind", "opens": "opens"}


def _cents(value: Any) -> float:
    return round(float(value), 2)


def _plain(row: Row, field: str) -> Any:
    """A single value; a missing `rolling` is false, every other missing value is None."""
    return bool(row.get(field)) if field == "rolling" else row.get(field)


def _micro_f1(cases: Iterable[Case], keys: Callable[[Row], set[Hashable]]) -> float | None:
    pairs = [(keys(case.gold), keys(case.read)) for case in cases]
    given = sum(len(gold) + len(read) for gold, read in pairs)
    return 2 * sum(len(gold & read) for gold, read in pairs) / given if given else None


def _share(answers: Iterable[bool]) -> float | None:
    given = list(answers)
    return sum(given) / len(given) if given else None


def _timed(case: Case) -> Iterator[tuple[str, str, str | None]]:
    """(date, time told, time read) of the deadlines found of which a time is told."""
    read = {(d["date"], d["superseded"]): d["time"] for d in case.read["deadlines"]}
    for deadline in case.gold.get("deadlines") or ():
        key = (deadline["date"], bool(deadline.get("superseded")))
        if deadline.get("time") and key in read:
            yield deadline["date"], deadline["time"], read[key]


def _times_right(case: Case) -> Iterator[bool]:
    return (told == read for _, told, read in _timed(case))


def _wrong_times(case: Case) -> list[str]:
    return [f"{day} at {read} instead of {told}" for day, told, read in _timed(case) if told != read]


def _told(key: Hashable) -> str:
    if not isinstance(key, tuple):
        return str(key)
    parts = ("superseded" if part is True else f"{part:,.2f}" if isinstance(part, float) else part for part in key)
    return " ".join(str(part) for part in parts if part is not False)
