"""Finds every date of a text, whatever it is for."""

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.dates import find_days
from nlp.dates.years import note_years
from nlp.purposes.passage import Passage

Doc.set_extension("dates", default=(), force=True)
Doc.set_extension("passage", default=None, force=True)


@Language.factory("dates")
def create_dates(nlp: Language, name: str) -> Component:
    """Sets `dates`, a tuple of `nlp.dates.Day`, and `passage`, the text with them."""
    del nlp, name
    return find_dates


def find_dates(doc: Doc) -> Doc:
    lexicon, folded, blocks = doc._.lexicon, doc._.folded, doc._.blocks
    starts = [block.start for block in blocks]
    days = note_years(find_days(folded, lexicon.language), lambda offset: bisect_right(starts, offset))
    doc._.dates = tuple(days)
    doc._.passage = Passage(folded, lexicon, blocks, doc._.sentences, doc._.dates)
    return doc
