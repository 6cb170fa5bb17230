"""Reads the days of events."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.dates import Lean, Link
from nlp.evidence import evidence_at_or_title
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use

_LONGEST = 6
"""Days of an event; what lies in a longer time may be an event of its own."""

_OF_LATE = 60
"""Days for which what has been is still told as news."""

_IN_TITLE = -1
_BULLET = 3


@Language.factory("events")
def create_events(nlp: Language, name: str) -> Component:
    """Sets `event_dates`: the first day of each event."""
    del nlp, name
    return read_events


def read_events(doc: Doc) -> Doc:
    found: dict[date, Finding[date]] = {}
    places: dict[date, int] = {}
    told: set[date] = set()
    for in_title, passage, purposes in _readings(doc):
        for purpose, day in _starts(purposes, passage, doc._.article.published_at):
            place, tells = _IN_TITLE if in_title else purpose.day.start, _is_told(purpose, passage)
            if day not in found or (tells and day not in told):
                rule, offset = f"events.{purpose.rule}", None if in_title else place
                found[day] = Finding(value=day, evidence=evidence_at_or_title(doc, offset, rule, purpose.confidence))
            if tells:
                told.add(day)
            places[day] = min(place, places.get(day, place))
    busy = dict(_busy(doc))
    doc._.event_dates = tuple(
        event for day, event in found.items() if day in told or day not in busy or places[day] < busy[day]
    )
    return doc


def _readings(doc: Doc) -> Iterator[tuple[bool, Passage, Sequence[Purpose]]]:
    """The text and the title, with what the days in them are for."""
    yield False, doc._.passage, doc._.purposes
    if doc._.title_purposes:
        yield True, doc._.title_passage, doc._.title_purposes


def _is_told(purpose: Purpose, passage: Passage) -> bool:
    """Whether a sentence says that a day is one of an event.

    A line that begins with the day is rather one of a programme, if no heading makes it one of a list of events.
    """
    block = passage.blocks[passage.sentence_of(purpose.day.start).block]
    leads = purpose.day.start - block.start <= _BULLET and not purpose.label[1]
    return purpose.rule == "sentence.event" and not leads


def _busy(doc: Doc) -> Iterator[tuple[date, int]]:
    """The later days of the events that take several days, with where these are told.

    What is told behind that of one of the days is a part of the event.
    """
    published = doc._.article.published_at
    for in_title, passage, purposes in _readings(doc):
        for first, last in pairwise(purposes):
            if first.use is Use.EVENT and last.day.link is Link.RANGE and last.use is not Use.DEADLINE:
                start, end = _settle(first, passage, published), _settle(last, passage, published)
                length = (end - start).days if start and end else 0
                if start and length <= _LONGEST:
                    place = _IN_TITLE if in_title else first.day.start
                    yield from ((start + timedelta(days=shift), place) for shift in range(1, length + 1))


def _starts(purposes: Sequence[Purpose], passage: Passage, published: date | None) -> Iterator[tuple[Purpose, date]]:
    """The days of events, of several days in a row the first only."""
    for run in _runs(purposes):
        days = [(purpose, day) for purpose in run if (day := _settle(purpose, passage, published))]
        in_a_row = all((later - day).days == 1 for (_, day), (_, later) in pairwise(days))
        yield from days[:1] if in_a_row else days


def _settle(purpose: Purpose, passage: Passage, published: date | None) -> date | None:
    """The day; without a year it lies ahead, unless it was of late or its sentence tells what has been."""
    nearest = purpose.day.settle(published)
    if not nearest or not published or purpose.day.year or (published - nearest).days < _OF_LATE:
        return nearest
    sentence = passage.sentence_of(purpose.day.start)
    over = passage.lexicon.pattern("kind.past_event").search(passage.folded, sentence.start, sentence.end)
    return nearest if purpose.past or over else purpose.day.settle(published, Lean.AHEAD) or nearest


def _runs(purposes: Sequence[Purpose]) -> Iterator[list[Purpose]]:
    """The events among the purposes, those of one list together."""
    run: list[Purpose] = []
    for purpose in purposes:
        if purpose.day.link is not Link.LIST:
            yield run
            run = []
        run += [purpose] if purpose.use is Use.EVENT and purpose.day.day else []
    yield run
