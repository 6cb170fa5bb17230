"""Finds every date of a text, whatever it is for."""

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component

Doc.set_extension("dates", default=(), force=True)


@Language.factory("dates")
def create_dates(nlp: Language, name: str) -> Component:
    """Sets `dates`."""
    del nlp, name
    return find_dates


def find_dates(doc: Doc) -> Doc:
    return doc
