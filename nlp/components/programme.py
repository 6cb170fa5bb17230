"""Reads the programme that pays."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.folding import fold
from nlp.structure import own_spans
from nlp.taxonomy.calls import Named, find_programme

_BY_IDENTIFIER, _BY_NAME = 0.95, 0.8


@Language.factory("programme")
def create_programme(nlp: Language, name: str) -> Component:
    """Sets `programme`; comes after `call_ids`."""
    del nlp, name
    return read_programme


def read_programme(doc: Doc) -> Doc:
    calls = [Named(call.value, call.evidence.start) for call in doc._.call_ids]
    spans = own_spans(doc._.sentences, doc._.blocks)
    found = find_programme(fold(doc._.article.title), doc._.folded, spans, calls)
    if found:
        confidence = _BY_IDENTIFIER if calls else _BY_NAME
        proof = evidence_at_or_title(doc, found.offset, "programme.named", confidence)
        doc._.programme = Finding(value=found.name, evidence=proof)
    return doc
