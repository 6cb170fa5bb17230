"""Reads the times in which a call will open or close, where the text names no day."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding, Period, PeriodUse, Precision
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.purposes.purpose import Purpose, Use

_USES = {Use.OPENING: PeriodUse.OPENING, Use.DEADLINE: PeriodUse.DEADLINE}


@Language.factory("periods")
def create_periods(nlp: Language, name: str) -> Component:
    """Sets `periods`; comes after `deadlines` and `opening`, whose days say more than the time around them."""
    del nlp, name
    return read_periods


def read_periods(doc: Doc) -> Doc:
    found: dict[Period, Finding[Period]] = {}
    for purpose, period in _periods(doc):
        proof = evidence_at(doc, purpose.day.start, f"periods.{purpose.rule}", purpose.confidence)
        found.setdefault(period, Finding(value=period, evidence=proof))
    doc._.periods = tuple(found.values())
    return doc


def _periods(doc: Doc) -> Iterator[tuple[Purpose, Period]]:
    published = doc._.article.published_at
    exact = {
        PeriodUse.DEADLINE: [deadline.date for deadline in doc._.deadlines],
        PeriodUse.OPENING: [doc._.opens.value] if doc._.opens else [],
    }
    for purpose in doc._.purposes:
        day, use = purpose.day, _USES.get(purpose.use)
        first, last = day.known_first, day.known
        if use is None or first is None or last is None or day.precision is Precision.DAY:
            continue
        is_over = purpose.past or purpose.superseded or (published is not None and last < published)
        if not is_over and not any(first <= known <= last for known in exact[use]):
            yield purpose, Period(use=use, first=first, last=last, precision=day.precision)
