"""Reads the co-funding rate."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.cofunding import labels_of_cells, rate_reader
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.structure import own_spans


@Language.factory("cofunding")
def create_cofunding(nlp: Language, name: str) -> Component:
    """Sets `cofunding_rate` in percent, the highest if there are several."""
    del nlp, name
    return read_cofunding


def read_cofunding(doc: Doc) -> Doc:
    folded, sentences = doc._.folded, doc._.sentences
    reader = rate_reader(doc._.lexicon.language)
    rate = reader.read(folded, own_spans(sentences, doc._.blocks), labels_of_cells(folded, sentences))
    if rate:
        proof = evidence_at(doc, rate.offset, "cofunding.cues", rate.confidence)
        doc._.cofunding_rate = Finding(value=rate.value, evidence=proof)
    return doc
