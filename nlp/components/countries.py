"""Reads whose applicants may take part."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.structure import own_spans
from nlp.taxonomy.countries import find_countries

_CONFIDENCE = 0.7


@Language.factory("countries")
def create_countries(nlp: Language, name: str) -> Component:
    """Sets `countries`: codes of countries and names of groups such as `EU` and `SMP-associated`."""
    del nlp, name
    return read_countries


def read_countries(doc: Doc) -> Doc:
    found = find_countries(doc._.folded, own_spans(doc._.sentences, doc._.blocks), doc._.lexicon)
    doc._.countries = tuple(
        Finding(
            value=country.name, evidence=evidence_at_or_title(doc, country.offset, "countries.eligible", _CONFIDENCE)
        )
        for country in found
    )
    return doc
