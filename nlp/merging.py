"""Joins what a source states about an announcement with what its prose says."""

from collections.abc import Collection
from typing import Any

from core.models import Amount, Deadline, Facts, Finding


def combine_facts(stated: Facts, read: Facts, complete: Collection[str] = ()) -> Facts:
    """What the source states outranks the prose; the prose adds nothing to the fields in `complete`."""
    return Facts(**{name: _combine(name, stated, read, complete) for name in Facts.model_fields})


def _combine(name: str, stated: Facts, read: Facts, complete: Collection[str]) -> Any:
    first, second = getattr(stated, name), getattr(read, name)
    if name in complete:
        return first
    if not isinstance(first, tuple):
        return first if first is not None else second
    known = {_key(value) for value in first}
    return first + tuple(value for value in second if _key(value) not in known)


def _key(value: Deadline | Amount | Finding[Any]) -> object:
    if isinstance(value, Deadline):
        return value.date, value.superseded
    if isinstance(value, Amount):
        return value.value, value.currency, value.role
    return value.value
