"""Splits a text into blocks and sentences."""

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.structure import blocks_of, sentences_of

Doc.set_extension("blocks", default=(), force=True)
Doc.set_extension("sentences", default=(), force=True)


@Language.factory("structure")
def create_structure(nlp: Language, name: str) -> Component:
    """Sets `blocks` and `sentences`, tuples of `nlp.structure.Block` and `Sentence`."""
    del nlp, name
    return split_structure


def split_structure(doc: Doc) -> Doc:
    doc._.blocks = blocks_of(doc.text, doc._.folded, doc._.lexicon)
    doc._.sentences = sentences_of(doc.text, doc._.blocks)
    return doc
