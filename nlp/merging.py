"""Joins what a source states about an announcement with what its prose says."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from core.models import Amount, Deadline, DeadlineRole, Facts, Finding

_NEW_DAY = "deadlines.extension.new"
"""Rule that a deadline carries which replaced another one."""


def combine_facts(stated: Facts, read: Facts, complete: Collection[str] = ()) -> Facts:
    """What the source states outranks the prose; the prose adds nothing to the fields in `complete`."""
    return Facts(**{name: _combine(name, stated, read, complete) for name in Facts.model_fields})


def _combine(name: str, stated: Facts, read: Facts, complete: Collection[str]) -> Any:
    first, second = getattr(stated, name), getattr(read, name)
    if name == "deadlines" and first:
        return combine_deadlines(first, () if name in complete else second, second)
    if name in complete:
        return first
    if not isinstance(first, tuple) or not first:
        return first or second
    known = {_key(value) for value in first}
    return first + tuple(value for value in second if _key(value) not in known)


def combine_deadlines(
    stated: Sequence[Deadline], read: Sequence[Deadline], told: Sequence[Deadline]
) -> tuple[Deadline, ...]:
    """The stated deadlines, each with the time, zone and role that the prose tells of the same day.

    Of the deadlines in `read` those are added that stand beside the stated ones: superseded ones, ones with another
    role than the final, and earlier finals (of another call on the page). `told` is where times and roles are
    looked up.
    """
    joined = tuple(_joined(deadline, told) for deadline in stated)
    known = {deadline.date for deadline in joined}
    return (*joined, *_beside(known, read))


def _joined(stated: Deadline, told: Iterable[Deadline]) -> Deadline:
    same = next((deadline for deadline in told if deadline.date == stated.date), None)
    if same is None:
        return stated
    told_of_time = {"time": same.time, "tz": same.tz} if stated.time is None else {"tz": stated.tz or same.tz}
    return stated.model_copy(update={**told_of_time, "role": same.role, "superseded": same.superseded})


def _beside(known: Collection[date], read: Iterable[Deadline]) -> list[Deadline]:
    return [deadline for deadline in read if deadline.date not in known and _stands(deadline, known)]


def _stands(deadline: Deadline, known: Collection[date]) -> bool:
    """Whether a deadline of the prose stands beside the stated ones instead of contradicting them."""
    if deadline.superseded or deadline.role is not DeadlineRole.FINAL:
        return True
    return deadline.evidence.rule == _NEW_DAY or deadline.date < max(known)


def _key(value: Amount | Finding[Any]) -> object:
    if isinstance(value, Amount):
        return value.value, value.currency, value.role
    return value.value
