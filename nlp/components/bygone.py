"""Drops from news what nobody can act on."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Deadline, Kind
from nlp.components import Component


@Language.factory("bygone")
def create_bygone(nlp: Language, name: str) -> Component:
    """Takes from news the `deadlines` that are over or idle, and `rolling`. Comes after `kind`.

    A call that is closed, and news of one that is cancelled or open again, keep their deadlines.
    """
    del nlp, name
    return drop_bygone


def drop_bygone(doc: Doc) -> Doc:
    if doc._.kind is not None and doc._.kind.value is Kind.NEWS and doc._.announced_status is None:
        doc._.deadlines = tuple(deadline for deadline in doc._.deadlines if not _is_over(doc, deadline))
        doc._.rolling = None
    return doc


def _is_over(doc: Doc, deadline: Deadline) -> bool:
    if deadline.date in doc._.past_deadlines | doc._.idle_deadlines:
        return True
    published = doc._.article.published_at
    return published is not None and deadline.date < published
