"""Tells what each date is for."""

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import Component
from nlp.dates import find_days
from nlp.folding import fold
from nlp.glossary import Hit
from nlp.lexicon import Lexicon
from nlp.purposes.durations import with_durations
from nlp.purposes.extensions import mark_moved
from nlp.purposes.judge import Judge
from nlp.purposes.passage import Passage
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.spans import with_spans
from nlp.purposes.today import with_today
from nlp.structure import Block, Sentence

_CALLING = frozenset({Sign.APPLY, Sign.OPENS, Sign.DEADLINE})
_OTHER_DAYS = frozenset({Sign.RESULT, Sign.PUBLISH, Sign.LEGAL, Sign.PROJECT, Sign.REPORT})
_HOUR = re.compile(r"\W*(?:[01]?\d|2[0-3]) ?[:.h] ?[0-5]\d(?!\.)(?=\W+[^\W\d]| ?- ?\d)")
_HOURS = 3
"""Lines that make a programme."""

_AT_ONCE = 4
"""Characters of a title before the event that it announces."""

Doc.set_extension("purposes", default=(), force=True)
Doc.set_extension("about_results", default=False, force=True)
Doc.set_extension("title_purposes", default=(), force=True)
Doc.set_extension("title_passage", default=None, force=True)


@Language.factory("purposes")
def create_purposes(nlp: Language, name: str) -> Component:
    """Sets `purposes`, and `about_results` if the title tells of results.

    Of a title that the text does not repeat it sets `title_passage` and `title_purposes`.
    """
    del nlp, name
    return read_purposes


def read_purposes(doc: Doc) -> Doc:
    article, lexicon = doc._.article, doc._.lexicon
    title = fold(article.title)
    hits = list(sign_glossary(lexicon.language).find(title))
    about_event = _is_about_event(hits, doc)
    doc._.about_results = any(hit.sign is Sign.RESULT for hit in hits)
    body = Judge(doc._.passage, article.published_at, about_event=about_event).purposes()
    body = with_durations(body, doc._.passage, article.published_at)
    body = mark_moved(body if about_event else with_spans(body, doc._.passage), doc._.passage, article.struck)
    doc._.purposes = tuple(with_today(body, doc._.passage, article.published_at))
    if title.strip() and title.strip() not in doc._.folded:
        doc._.title_passage = passage = _title_passage(title, lexicon)
        purposes = Judge(passage, None, about_event=about_event).purposes()
        doc._.title_purposes = tuple(mark_moved(purposes, passage, ()))
    return doc


def _is_about_event(hits: Sequence[Hit[Sign]], doc: Doc) -> bool:
    """Whether a page with these signs in its title announces an event.

    The title begins with one, or speaks of no call and no money, but of an event or a day; or the text is a programme.
    """
    signs, title, lexicon = {hit.sign for hit in hits}, fold(doc._.article.title), doc._.lexicon
    if hits and hits[0].sign is Sign.EVENT and hits[0].start <= _AT_ONCE:
        return True
    if not signs.isdisjoint(_CALLING) or lexicon.pattern("kind.funding", "currencies.EUR").search(title):
        return False
    dated = signs.isdisjoint(_OTHER_DAYS) and any(day.day for day in find_days(title, lexicon.language))
    return Sign.EVENT in signs or dated or _has_agenda(doc)


def _has_agenda(doc: Doc) -> bool:
    """Whether lines begin with the hours of a programme."""
    own = (block for block in doc._.blocks if not block.foreign)
    return sum(_HOUR.match(doc._.folded, block.start, block.end) is not None for block in own) >= _HOURS


def _title_passage(title: str, lexicon: Lexicon) -> Passage:
    block = (Block(0, len(title), "heading"),)
    return Passage(title, lexicon, block, (Sentence(0, len(title), 0),), tuple(find_days(title, lexicon.language)))
