"""Reads the day on which applications open."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.purposes import Use


@Language.factory("opening")
def create_opening(nlp: Language, name: str) -> Component:
    """Sets `opens`: the first of the opening days."""
    del nlp, name
    return read_opening


def read_opening(doc: Doc) -> Doc:
    published = doc._.article.published_at
    days = [(p.day.settle(published), p) for p in doc._.purposes if p.use is Use.OPENING and p.day.day]
    found = min(((day, purpose.day.start, purpose.rule) for day, purpose in days if day), default=None)
    if found:
        doc._.opens = Finding(value=found[0], evidence=evidence_at(doc, found[1], f"opening.{found[2]}"))
    return doc
