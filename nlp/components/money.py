"""Reads sums of money and what they are for."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Amount
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.money.roles import distinct, read_roles
from nlp.money.sums import Sum, find_sums


@Language.factory("money")
def create_money(nlp: Language, name: str) -> Component:
    """Sets `amounts`: each value once with its role; struck text and foreign blocks are not read. After `results`."""
    del nlp, name
    return read_money


def read_money(doc: Doc) -> Doc:
    folded, lexicon = doc._.folded, doc._.lexicon
    sums = [found for found in find_sums(folded, lexicon) if not _is_struck(found, doc._.article.struck)]
    roled = distinct(
        read_roles(folded, sums, doc._.sentences, doc._.blocks, lexicon, about_results=doc._.tells_results)
    )
    doc._.amounts = tuple(
        Amount(
            value=one.sum.value,
            currency=one.sum.currency,
            role=one.role,
            evidence=evidence_at(doc, one.sum.start, "money.cues", one.confidence),
        )
        for one in roled
    )
    return doc


def _is_struck(found: Sum, struck: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= found.start < end for start, end in struck)
