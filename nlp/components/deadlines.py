"""Reads the deadlines."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Deadline, DeadlineRole
from nlp.components import Component
from nlp.deadlines import Due, dues_of, says_without_deadline
from nlp.evidence import evidence_at, evidence_of_title


@Language.factory("deadlines")
def create_deadlines(nlp: Language, name: str) -> Component:
    """Sets `deadlines`."""
    del nlp, name
    return read_deadlines


def read_deadlines(doc: Doc) -> Doc:
    published = doc._.article.published_at
    body = [due for due in dues_of(doc._.purposes, doc._.passage, published) if not _is_history(doc, due)]
    if body and says_without_deadline(doc._.passage):
        body = [due for due in body if due.role is not DeadlineRole.FINAL]
    dates = {due.date for due in body}
    title = dues_of(doc._.title_purposes, doc._.title_passage, published) if doc._.title_purposes else []
    doc._.deadlines = (
        *(_deadline(doc, due, in_title=False) for due in body),
        *(_deadline(doc, due, in_title=True) for due in title if due.date not in dates),
    )
    return doc


def _is_history(doc: Doc, due: Due) -> bool:
    """Whether it is the closing day, gone by, of a call whose results are told."""
    published = doc._.article.published_at
    return doc._.about_results and (due.purpose.past or (published is not None and due.date < published))


def _deadline(doc: Doc, due: Due, *, in_title: bool) -> Deadline:
    purpose = due.purpose
    rule, confidence = f"deadlines.{purpose.rule}", purpose.confidence
    proof = (
        evidence_of_title(doc, rule, confidence) if in_title else evidence_at(doc, purpose.day.start, rule, confidence)
    )
    return Deadline(
        date=due.date,
        time=purpose.day.time,
        tz=purpose.day.tz,
        role=due.role,
        superseded=due.superseded,
        evidence=proof,
    )
