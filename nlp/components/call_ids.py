"""Reads identifiers of calls."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.structure import own_spans
from nlp.taxonomy.calls import find_call_ids


@Language.factory("call_ids")
def create_call_ids(nlp: Language, name: str) -> Component:
    """Sets `call_ids`."""
    del nlp, name
    return read_call_ids


def read_call_ids(doc: Doc) -> Doc:
    article = doc._.article
    doc._.call_ids = tuple(
        Finding(value=call.name, evidence=evidence_at_or_title(doc, call.offset, "call_ids.form"))
        for call in find_call_ids(article.title, article.text, own_spans(doc._.sentences, doc._.blocks))
    )
    return doc
