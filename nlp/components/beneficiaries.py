"""Reads who may apply."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.beneficiaries import find_beneficiaries
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.structure import own_spans

_CONFIDENCE = 0.7


@Language.factory("beneficiaries")
def create_beneficiaries(nlp: Language, name: str) -> Component:
    """Sets `beneficiaries`, names of `nlp.beneficiaries.Beneficiary`."""
    del nlp, name
    return read_beneficiaries


def read_beneficiaries(doc: Doc) -> Doc:
    found = find_beneficiaries(doc._.folded, own_spans(doc._.sentences, doc._.blocks), doc._.lexicon)
    doc._.beneficiaries = tuple(
        Finding(value=kind.value, evidence=evidence_at(doc, offset, "beneficiaries.applying", _CONFIDENCE))
        for kind, offset in found.items()
    )
    return doc
