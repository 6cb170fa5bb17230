"""Reads the days of events."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.dates import Link
from nlp.evidence import evidence_at, evidence_of_title
from nlp.purposes import Purpose, Use


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
            proof = evidence_of_title(doc, rule) if in_title else evidence_at(doc, purpose.day.start, rule)
            found.setdefault(day, Finding(value=day, evidence=proof))
    doc._.event_dates = tuple(found.values())
    return doc


def _starts(purposes: tuple[Purpose, ...], published: date | None) -> list[tuple[Purpose, date]]:
    starts: list[tuple[Purpose, date]] = []
    last: date | None = None
    for purpose in purposes:
        day = purpose.day.settle(published) if purpose.use is Use.EVENT and purpose.day.day else None
        follows = purpose.day.link is Link.LIST and last and day and (day - last).days == 1
        if day and not follows:
            starts.append((purpose, day))
        last = day
    return starts
