"""Finds every date of a text, whatever it is for."""

import re
from bisect import bisect_right
from collections.abc import Container
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.dates import find_days
from nlp.dates.years import note_years, take_years, years_in
from nlp.folding import fold
from nlp.purposes.passage import Passage
from nlp.structure import Sentence, sentence_at

Doc.set_extension("dates", default=(), force=True)
Doc.set_extension("passage", default=None, force=True)

_YEAR = re.compile(r"\W*20\d\d\W*")


@Language.factory("dates")
def create_dates(nlp: Language, name: str) -> Component:
    """Sets `dates`, a tuple of `nlp.dates.Day`, and `passage`, the text with them."""
    del nlp, name
    return find_dates


def _heads(doc: Doc, dated: Container[int]) -> dict[int, str]:
    """The headings and labels that speak of deadlines or are a year, by their lines; not those with a date."""
    deadline = doc._.lexicon.pattern("cues.deadline")
    lines = {
        number: doc._.folded[block.start : block.end]
        for number, block in enumerate(doc._.blocks)
        if block.kind in ("heading", "label") and number not in dated
    }
    return {number: line for number, line in lines.items() if _YEAR.fullmatch(line) or deadline.search(line)}


def find_dates(doc: Doc) -> Doc:
    lexicon, folded, blocks = doc._.lexicon, doc._.folded, doc._.blocks
    starts = [block.start for block in blocks]

    def line_of(offset: int) -> int:
        return bisect_right(starts, offset) - 1

    @cache
    def years_of(sentence: Sentence) -> set[int]:
        return years_in(folded[sentence.start : sentence.end])

    def said_beside(offset: int) -> set[int]:
        sentence = sentence_at(doc._.sentences, offset)
        return years_of(sentence) if sentence else set()

    days = find_days(folded, lexicon.language)
    days = take_years(days, _heads(doc, {line_of(day.start) for day in days}), line_of)
    days = note_years(days, line_of, said_beside, fold(doc._.article.title))
    doc._.dates = tuple(days)
    doc._.passage = Passage(folded, lexicon, blocks, doc._.sentences, doc._.dates)
    return doc
