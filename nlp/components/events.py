"""Reads the days of events."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.dates import Link
from nlp.evidence import evidence_at_or_title
from nlp.purposes.purpose import Purpose, Use


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
    doc._.event_dates = tuple(found.values())
    return doc


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
