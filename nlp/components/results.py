"""Tells articles that report who was chosen in a call."""

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.folding import fold
from nlp.results import tells_results
from nlp.structure import own_spans

Doc.set_extension("tells_results", default=False, force=True)


@Language.factory("results")
def create_results(nlp: Language, name: str) -> Component:
    """Sets `tells_results`."""
    del nlp, name
    return read_results


def read_results(doc: Doc) -> Doc:
    spans = own_spans(doc._.sentences, doc._.blocks)
    doc._.tells_results = tells_results(fold(doc._.article.title), doc._.folded, spans, doc._.lexicon.language)
    return doc
