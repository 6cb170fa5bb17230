"""Reads the days of events."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.dates import Link
from nlp.evidence import evidence_at_or_title
from nlp.purposes.purpose import Purpose, Use

_LONGEST = 6
"""Days of an event; what lies in a longer time may be an event of its own."""


@Language.factory("events")
def create_events(nlp: Language, name: str) -> Component:
    """Sets `event_dates`: the first day of each event."""
    del nlp, name
    return read_events


def read_events(doc: Doc) -> Doc:
    found: dict[date, Finding[date]] = {}
    for in_title, purposes in ((False, doc._.purposes), (True, doc._.title_purposes)):
        for purpose, day in _starts(purposes, doc._.article.published_at):
            rule = f"events.{purpose.rule}"
            proof = evidence_at_or_title(doc, None if in_title else purpose.day.start, rule, purpose.confidence)
            found.setdefault(day, Finding(value=day, evidence=proof))
    busy = set(_busy(doc))
    doc._.event_dates = tuple(event for event in found.values() if event.value not in busy or _is_told(event))
    return doc


def _is_told(event: Finding[date]) -> bool:
    """Whether a sentence says that the day is one of an event."""
    return event.evidence is None or event.evidence.rule.endswith("sentence.event")


def _busy(doc: Doc) -> Iterator[date]:
    """The later days of the events that take several days; what happens on them is a part of these."""
    published = doc._.article.published_at
    for purposes in (doc._.purposes, doc._.title_purposes):
        for first, last in pairwise(purposes):
            if first.use is Use.EVENT and last.day.link is Link.RANGE and last.use is not Use.DEADLINE:
                start, end = first.day.settle(published), last.day.settle(published)
                length = (end - start).days if start and end else 0
                if start and length <= _LONGEST:
                    yield from (start + timedelta(days=shift) for shift in range(1, length + 1))


def _starts(purposes: Sequence[Purpose], published: date | None) -> Iterator[tuple[Purpose, date]]:
    """The days of events, of several days in a row the first only."""
    for run in _runs(purposes):
        days = [(purpose, day) for purpose in run if (day := purpose.day.settle(published))]
        in_a_row = all((later - day).days == 1 for (_, day), (_, later) in pairwise(days))
        yield from days[:1] if in_a_row else days


def _runs(purposes: Sequence[Purpose]) -> Iterator[list[Purpose]]:
    """The events among the purposes, those of one list together."""
    run: list[Purpose] = []
    for purpose in purposes:
        if purpose.day.link is not Link.LIST:
            yield run
            run = []
        run += [purpose] if purpose.use is Use.EVENT and purpose.day.day else []
    yield run
