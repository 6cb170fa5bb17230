"""A search taken apart into clauses, the questions that an engine answers one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TypeAlias

from core.models import Status
from core.query import SearchQuery
from index.document import FACETS, clean_text

MOST_PHRASES: Final = 64
"""Words and phrases of one search that are asked for; Elasticsearch limits the clauses of a query."""

_PART = re.compile(r'"([^"]+)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in title, text or names; one word in most cases."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet has this value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StatusAt:
    """It has this status at a moment."""

    status: Status
    moment: datetime


@dataclass(frozen=True, slots=True)
class DeadlineBetween:
    """A deadline in force falls on one of these days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class GrantBetween:
    """What one applicant can get overlaps these bounds, in euro."""

    low: float
    high: float


Clause: TypeAlias = Phrase | Facet | StatusAt | DeadlineBetween | GrantBetween
Group: TypeAlias = tuple[Clause, ...]
"""Clauses of which one must hold; an empty group never holds."""


def groups_of(query: SearchQuery) -> tuple[Group, ...]:
    """Every group must hold for a record to be found."""
    return (*text_groups(query.text), *_filters(query))


@lru_cache(maxsize=65536)  # saved searches share their words
def text_groups(text: str) -> tuple[Group, ...]:
    """One group for each word or quoted phrase; text without any word finds nothing."""
    if not text.strip():
        return ()
    parts = (quoted or plain for quoted, plain in _PART.findall(clean_text(text).translate(_QUOTES)))
    phrases = dict.fromkeys(words for part in parts if (words := tuple(_WORD.findall(part))))
    if not phrases:
        return ((),)
    return tuple((Phrase(words),) for words in list(phrases)[:MOST_PHRASES])


def _filters(query: SearchQuery) -> Iterator[Group]:
    for name in FACETS:
        values: tuple[str, ...] = getattr(query, name)
        if values:
            yield tuple(Facet(name, str(value)) for value in values)
    if query.statuses:
        yield tuple(StatusAt(status, query.as_of) for status in query.statuses)
    if query.deadline_from or query.deadline_to:
        yield (DeadlineBetween(query.deadline_from or date.min, query.deadline_to or date.max),)
    if query.amount_min is not None or query.amount_max is not None:
        low = 0.0 if query.amount_min is None else float(query.amount_min)
        yield (GrantBetween(low, float("inf") if query.amount_max is None else float(query.amount_max)),)
