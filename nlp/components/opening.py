"""Reads the day on which applications open."""

from collections.abc import Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.dates import Lean, Link
from nlp.evidence import evidence_at
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign


@Language.factory("opening")
def create_opening(nlp: Language, name: str) -> Component:
    """Sets `opens`: the first of the opening days."""
    del nlp, name
    return read_opening


def read_opening(doc: Doc) -> Doc:
    openings = _openings(doc._.purposes, doc._.article.published_at)
    if openings:
        day, purpose = min(openings, key=lambda opening: (opening[0], opening[1].topic is not Sign.APPLY))
        proof = evidence_at(doc, purpose.day.start, f"opening.{purpose.rule}", purpose.confidence)
        doc._.opens = Finding(value=day, evidence=proof)
    return doc


def _openings(purposes: Sequence[Purpose], published: date | None) -> list[tuple[date, Purpose]]:
    found = []
    for index, purpose in enumerate(purposes):
        if purpose.use is Use.OPENING and purpose.day.day:
            end = _end_of_range(purposes, index)
            closes = end.day.settle(published, Lean.AHEAD) if end else None
            day = purpose.day.last_before(closes) if closes else purpose.day.settle(published)
            found += [(day, purpose)] if day else []
    return found


def _end_of_range(purposes: Sequence[Purpose], index: int) -> Purpose | None:
    following = purposes[index + 1] if index + 1 < len(purposes) else None
    return following if following and following.day.link is Link.RANGE else None
