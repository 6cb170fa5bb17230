"""Drops from news what nobody can act on."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Deadline, Kind
from nlp.components import Component


@Language.factory("bygone")
def create_bygone(nlp: Language, name: str) -> Component:
    """Takes from news the `deadlines` that are over or idle, and `rolling`, and this from events. Comes after `kind`.

    A call that is closed, and news of one that is cancelled or open again, keep their deadlines. `opens` goes from
    news, too, unless it lies ahead, and from events, where nothing but the registration opens.
    """
    del nlp, name
    return drop_bygone


def drop_bygone(doc: Doc) -> Doc:
    kind = doc._.kind.value if doc._.kind else Kind.CALL
    if kind is Kind.EVENT:
        doc._.rolling = None
    if doc._.opens and (_only_registers(doc, kind) or (kind is Kind.NEWS and not _lies_ahead(doc, doc._.opens.value))):
        doc._.opens = None
    if kind is Kind.NEWS and doc._.announced_status is None:
        doc._.deadlines = tuple(deadline for deadline in doc._.deadlines if not _is_over(doc, deadline))
        doc._.rolling = None
    return doc


def _only_registers(doc: Doc, kind: Kind) -> bool:
    """Whether what opens is the registration for an event, nothing for which one applies."""
    proof = doc._.opens.evidence
    return kind is Kind.EVENT and not (proof is not None and proof.rule.endswith(".apply"))


def _lies_ahead(doc: Doc, day: date) -> bool:
    published = doc._.article.published_at
    return published is not None and day >= published


def _is_over(doc: Doc, deadline: Deadline) -> bool:
    if deadline.date in doc._.past_deadlines | doc._.idle_deadlines:
        return True
    published = doc._.article.published_at
    return published is not None and deadline.date < published
