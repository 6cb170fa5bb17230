"""Fields that a source states itself, in its markup or its data, as facts with their proof."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.models import Amount, AmountRole, Deadline, Evidence, Facts, Finding, Kind, Status
from core.source import Extraction
from nlp.folding import fold
from nlp.lexicon import lexicon_for
from nlp.money.sums import find_sums
from nlp.page.moment import find_day, find_moments
from nlp.page.wording import any_of

_FIELDS = {  # stated name: the field of Facts that it becomes
    "deadline": "deadlines", "opens": "opens", "event_date": "event_dates", "total_budget": "amounts",
    "grant_max": "amounts", "grant_min": "amounts", "grant_fixed": "amounts", "kind": "kind",
    "cofunding_rate": "cofunding_rate", "programme": "programme", "project": "projects", "call_id": "call_ids",
    "country": "countries", "status": "announced_status",
}  # fmt: skip
_RATE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*%")
_BARE_NUMBER = re.compile(r"\d[\d., ']*")  # with marks between the thousands
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?")
_CANCELLED = re.compile(rf"\b{any_of('cancelled')}\b", re.IGNORECASE)
_WITHDRAWN = re.compile(rf"\b{any_of('withdrawn')}\b", re.IGNORECASE)
_SENTENCE = 300  # characters of a proof


@dataclass(frozen=True)
class Statement:
    """One field as a source states it.

    Attributes:
        name: a `StatedName` of core.source.
        value: the text of the value.
        proof: the words around it, as the page or the data has them.
        currency: of a sum that is a bare number.
    """

    name: str
    value: str
    proof: str
    currency: str = "EUR"


def facts_of(statements: Iterable[Statement], language: str | None = None) -> Facts:
    """The facts of statements; of one field the first that can be read wins, lists aside."""
    found: dict[str, list[Any]] = {}
    for statement in statements:
        field = _FIELDS.get(statement.name)
        if field:
            found.setdefault(field, []).extend(_READERS[field](statement, language))
    return Facts(**{field: _settled(field, values) for field, values in found.items() if values})


def of_source(rules: Extraction) -> Iterator[Statement]:
    """What holds for every page of a source."""
    pairs = [("kind", rules.kind), ("programme", rules.programme), *(("project", name) for name in rules.projects)]
    for name, value in pairs:
        if value:
            yield Statement(name, value, f"the source is about {value}")


def complete_fields(names: Iterable[str]) -> frozenset[str]:
    """Fields of Facts that stated names stand for, as `Article.complete` wants them."""
    return frozenset(_FIELDS[name] for name in names if name in _FIELDS)


def day_of(statements: Iterable[Statement], name: str, language: str | None = None) -> date | None:
    """The first day that is stated under this name (`published`, `modified`)."""
    days = (find_day(statement.value, language) for statement in statements if statement.name == name)
    return next((day for day in days if day), None)


def text_of_first(statements: Iterable[Statement], name: str) -> str | None:
    """The first text that is stated under this name (`title`, `identity`)."""
    return next((s.value for s in statements if s.name == name and s.value), None)


def _settled(field: str, values: list[Any]) -> Any:
    if field == "deadlines":
        return _distinct_deadlines(values)
    if field in ("amounts", "event_dates", "projects", "call_ids", "countries"):
        return tuple({_key(value): value for value in reversed(values)}.values())[::-1]
    return values[0]


def _distinct_deadlines(deadlines: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """One deadline a day; the one with a time where several rules found it."""
    by_day: dict[date, Deadline] = {}
    for deadline in deadlines:
        known = by_day.get(deadline.date)
        if known is None or (deadline.time and not known.time):
            by_day[deadline.date] = deadline
    return tuple(by_day[day] for day in sorted(by_day))


def _key(value: Amount | Finding[Any]) -> object:
    return (value.value, value.currency, value.role) if isinstance(value, Amount) else value.value


def _deadlines(statement: Statement, language: str | None) -> list[Deadline]:
    proof = _proof(statement)
    return [Deadline(date=m.day, time=m.time, tz=m.tz, evidence=proof) for m in find_moments(statement.value, language)]


def _days(statement: Statement, language: str | None) -> list[Finding[date]]:
    day = find_day(statement.value, language)
    return [Finding[date](value=day, evidence=_proof(statement))] if day else []


def _amounts(statement: Statement, language: str | None) -> list[Amount]:
    plain = statement.value.strip()
    if _PLAIN_NUMBER.fullmatch(plain):
        value, currency = Decimal(plain), statement.currency
    else:
        written = f"{plain} {statement.currency}" if _BARE_NUMBER.fullmatch(plain) else plain
        sums = find_sums(fold(written), lexicon_for(language))
        if not sums:
            return []
        value, currency = sums[0].value, sums[0].currency
    if value <= 0 or not re.fullmatch("[A-Z]{3}", currency):
        return []
    return [Amount(value=value, currency=currency, role=AmountRole(statement.name), evidence=_proof(statement))]


def _rates(statement: Statement, language: str | None) -> list[Finding[Decimal]]:
    del language
    found = _RATE.findall(statement.value) or _PLAIN_NUMBER.findall(statement.value)[:1]
    try:
        rates = [Decimal(rate.replace(",", ".")) for rate in found]
    except InvalidOperation:
        return []
    fitting = [rate for rate in rates if 0 < rate <= 100]
    return [Finding[Decimal](value=max(fitting), evidence=_proof(statement))] if fitting else []


def _kinds(statement: Statement, language: str | None) -> list[Finding[Kind]]:
    del language
    word = statement.value.strip().lower()
    return [Finding[Kind](value=Kind(word), evidence=_proof(statement))] if word in set(Kind) else []


def _statuses(statement: Statement, language: str | None) -> list[Finding[Status]]:
    """Only that a call is called off; whether it is open follows from its dates, never from a flag."""
    del language
    for pattern, status in ((_CANCELLED, Status.CANCELLED), (_WITHDRAWN, Status.WITHDRAWN)):
        if pattern.search(statement.value):
            return [Finding[Status](value=status, evidence=_proof(statement))]
    return []


def _texts(statement: Statement, language: str | None) -> list[Finding[str]]:
    del language
    text = " ".join(statement.value.split())
    return [Finding[str](value=text, evidence=_proof(statement))] if text else []


_READERS: dict[str, Callable[[Statement, str | None], Sequence[Any]]] = {
    "deadlines": _deadlines, "opens": _days, "event_dates": _days, "amounts": _amounts, "kind": _kinds,
    "cofunding_rate": _rates, "programme": _texts, "projects": _texts, "call_ids": _texts, "countries": _texts,
    "announced_status": _statuses,
}  # fmt: skip


def _proof(statement: Statement) -> Evidence:
    return Evidence(sentence=statement.proof[:_SENTENCE], rule=f"stated.{statement.name}")
