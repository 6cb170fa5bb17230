"""Reads the deadlines."""

from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Deadline, DeadlineRole, Evidence
from nlp.components import Component
from nlp.evidence import evidence_at, evidence_of_title
from nlp.folding import fold
from nlp.purposes.dues import Due, dues_of, says_without_deadline
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.words import Direction

_INTEREST = DeadlineRole.EXPRESSION_OF_INTEREST
_SHORT_LINE = 70
_BY_NOUN = ("sentence.deadline", "context.apply")
_ACTING = frozenset({Sign.APPLY, Sign.OPENS, Sign.REGISTER})

Doc.set_extension("past_deadlines", default=frozenset(), force=True)
Doc.set_extension("idle_deadlines", default=frozenset(), force=True)


@Language.factory("deadlines")
def create_deadlines(nlp: Language, name: str) -> Component:
    """Sets `deadlines`, and which of their dates mean nothing in news.

    `past_deadlines` are told as over, `idle_deadlines` stand in a sentence that does not speak of applying.
    """
    del nlp, name
    return read_deadlines


def read_deadlines(doc: Doc) -> Doc:
    published, title = doc._.article.published_at, fold(doc._.article.title)
    extended = doc._.lexicon.pattern("cues.extended").search(title) is not None
    reported = doc._.tells_results or doc._.about_results
    body = _standing(doc, dues_of(doc._.purposes, doc._.passage, published, extended=extended, reported=reported))
    known = {due.date for due in body}
    titled: list[Due] = []
    if doc._.title_purposes:
        dues = dues_of(doc._.title_purposes, doc._.title_passage, published, extended=extended, reported=reported)
        titled = [due for due in _standing(doc, dues) if due.date not in known]
    if len(body) + len(titled) == 1 and _asks_for_interest(doc, title):
        body, titled = ([_for_interest(due) for due in dues] for dues in (body, titled))
    doc._.deadlines = (*(_in_text(doc, due) for due in body), *(_in_title(doc, due) for due in titled))
    doc._.past_deadlines = frozenset(due.date for due in body if due.purpose.past)
    doc._.idle_deadlines = frozenset(due.date for due in body if not _is_acting(doc, due))
    return doc


def _standing(doc: Doc, dues: Iterable[Due]) -> list[Due]:
    """Without what is no deadline on this page, whatever its sentence says."""
    standing = [due for due in dues if not _is_history(doc, due)]
    if sum(map(_is_faint, standing)) == 1 and says_without_deadline(doc._.passage):
        return [due for due in standing if not _is_faint(due)]
    return standing


def _is_faint(due: Due) -> bool:
    """Whether it falls to a sentence that says that there is no deadline."""
    return due.role is DeadlineRole.FINAL and due.purpose.topic is not Sign.DEADLINE


def _is_history(doc: Doc, due: Due) -> bool:
    """Whether it is the closing day, gone by, of a call whose results are told."""
    published = doc._.article.published_at
    over = due.purpose.past or (published is not None and due.date < published)
    return over and (doc._.tells_results or doc._.about_results)


def _is_acting(doc: Doc, due: Due) -> bool:
    """Whether the sentence of a deadline speaks of applying, where nothing but a noun, or an end, makes it one."""
    passage, purpose = doc._.passage, due.purpose
    glossary = sign_glossary(passage.lexicon.language)
    sentence = passage.sentence_of(purpose.day.start)
    ends = purpose.rule == "sentence.closes" and purpose.direction is Direction.ON
    if not (ends or purpose.rule in _BY_NOUN) or sentence.end - sentence.start <= _SHORT_LINE:
        return True
    before = passage.sentence_before(sentence) if ends else None
    spans = ((sentence.start, sentence.end), purpose.label, *([(before.start, before.end)] if before else []))
    return any(hit.sign in _ACTING for span in spans for hit in glossary.find(passage.folded, *span))


def _asks_for_interest(doc: Doc, title: str) -> bool:
    """Whether the title or the first sentence calls for expressions of interest."""
    pattern = doc._.lexicon.pattern("roles.expression_of_interest")
    opening = doc._.folded[: doc._.sentences[0].end] if doc._.sentences else ""
    return pattern.search(title) is not None or pattern.search(opening) is not None


def _for_interest(due: Due) -> Due:
    return replace(due, role=_INTEREST) if due.role is DeadlineRole.FINAL else due


def _in_text(doc: Doc, due: Due) -> Deadline:
    return _deadline(due, evidence_at(doc, due.purpose.day.start, _rule(due), due.purpose.confidence))


def _in_title(doc: Doc, due: Due) -> Deadline:
    return _deadline(due, evidence_of_title(doc, _rule(due), due.purpose.confidence))


def _rule(due: Due) -> str:
    return f"deadlines.{due.purpose.rule}"


def _deadline(due: Due, proof: Evidence) -> Deadline:
    day = due.purpose.day
    return Deadline(date=due.date, time=day.time, tz=day.tz, role=due.role, superseded=due.superseded, evidence=proof)
