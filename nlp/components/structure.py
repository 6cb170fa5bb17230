"""Splits a text into blocks and sentences."""

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.lexicon import lexicon_for
from nlp.structure import SentenceSplitter, blocks_of
from nlp.teasers import teaser_finder

Doc.set_extension("blocks", default=(), force=True)
Doc.set_extension("sentences", default=(), force=True)


@Language.factory("structure")
def create_structure(nlp: Language, name: str) -> Component:
    """Sets `blocks` and `sentences`, tuples of `nlp.structure.Block` and `Sentence`."""
    del nlp, name
    return split_structure


def split_structure(doc: Doc) -> Doc:
    language, folded = doc._.lexicon.language, doc._.folded
    finder = teaser_finder(language)
    doc._.blocks = finder.mark(folded, finder.split(folded, blocks_of(folded)))
    doc._.sentences = _splitter(language).split(doc._.article.text, folded, doc._.blocks)
    return doc


@cache
def _splitter(language: str) -> SentenceSplitter:
    return SentenceSplitter(lexicon_for(language))
