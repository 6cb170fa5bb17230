"""Reads a status that the text announces: cancelled, open again, closed early."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding, Status
from nlp.components import Component
from nlp.evidence import evidence_at, evidence_of_title
from nlp.folding import fold

_STATUSES = {"cancelled": Status.CANCELLED, "reopened": Status.OPEN, "closed_early": Status.CLOSED}


@Language.factory("status")
def create_status(nlp: Language, name: str) -> Component:
    """Sets `announced_status`; the one that stands first in the text holds."""
    del nlp, name
    return read_status


def read_status(doc: Doc) -> Doc:
    found = []
    title = fold(doc._.article.title)
    for key, status in _STATUSES.items():
        pattern = doc._.lexicon.pattern(f"status.{key}")
        if pattern.search(title):
            found.append((-1, status, evidence_of_title(doc, f"status.{key}")))
        for match in pattern.finditer(doc._.folded):
            if not doc._.passage.is_foreign(match.start()):
                found.append((match.start(), status, evidence_at(doc, match.start(), f"status.{key}")))
                break
    if found:
        _, status, proof = min(found, key=lambda row: row[0])
        doc._.announced_status = Finding(value=status, evidence=proof)
    return doc
