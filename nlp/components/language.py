"""Finds the language of a text, and with it the lexicon that the other components use."""

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.folding import fold
from nlp.languages import language_of
from nlp.lexicon import lexicon_for

Doc.set_extension("folded", default="", force=True)
Doc.set_extension("language", default=None, force=True)
Doc.set_extension("lexicon", default=None, force=True)


@Language.factory("language")
def create_language(nlp: Language, name: str) -> Component:
    """Sets `folded` (see `nlp.folding`), `language` (ISO 639-1 or None) and `lexicon`."""
    del nlp, name
    return find_language


def find_language(doc: Doc) -> Doc:
    doc._.folded = fold(doc._.article.text)
    article = doc._.article
    doc._.language = article.language or language_of(f"{article.title} {article.text}")
    doc._.lexicon = lexicon_for(doc._.language)
    return doc
