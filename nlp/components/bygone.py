"""Drops from news the closing days that are over: nobody can act on them any more."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Deadline, Kind
from nlp.components import Component


@Language.factory("bygone")
def create_bygone(nlp: Language, name: str) -> Component:
    """Takes days gone by from the `deadlines` of news. Comes after `kind`; a closed call keeps its deadline."""
    del nlp, name
    return drop_bygone


def drop_bygone(doc: Doc) -> Doc:
    if doc._.kind is not None and doc._.kind.value is Kind.NEWS:
        doc._.deadlines = tuple(deadline for deadline in doc._.deadlines if not _is_over(doc, deadline))
    return doc


def _is_over(doc: Doc, deadline: Deadline) -> bool:
    published = doc._.article.published_at
    return deadline.date in doc._.past_deadlines or (published is not None and deadline.date < published)
