"""Reads whether an article is a call, an event or news."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from core.models import AmountRole, DeadlineRole, Finding, Status
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.folding import fold
from nlp.kind import Signs, read_kind
from nlp.structure import own_spans

_GRANTS = frozenset((AmountRole.GRANT_MAX, AmountRole.GRANT_MIN, AmountRole.GRANT_FIXED))


@Language.factory("kind")
def create_kind(nlp: Language, name: str) -> Component:
    """Sets `kind`; comes last, what the others read speaks for it."""
    del nlp, name
    return find_kind


def find_kind(doc: Doc) -> Doc:
    spans = own_spans(doc._.sentences, doc._.blocks)
    read = read_kind(fold(doc._.article.title), doc._.folded, spans, doc._.lexicon.language, _signs(doc))
    proof = evidence_at_or_title(doc, read.offset, "kind.words", read.confidence)
    doc._.kind = Finding(value=read.kind, evidence=proof)
    return doc


def _signs(doc: Doc) -> Signs:
    roles = {deadline.role for deadline in doc._.deadlines if deadline.date not in doc._.idle_deadlines}
    status = doc._.announced_status
    published: date | None = doc._.article.published_at
    days = [finding.value for finding in doc._.event_dates]
    return Signs(
        deadline=bool(roles - {DeadlineRole.REGISTRATION}),
        registration=DeadlineRole.REGISTRATION in roles,
        rolling=bool(doc._.rolling),
        grant=doc._.cofunding_rate is not None or any(amount.role in _GRANTS for amount in doc._.amounts),
        coming=any(published is None or day >= published for day in days),
        past=bool(days) and published is not None and all(day < published for day in days),
        results=doc._.tells_results,
        titled_results=doc._.tells_results and doc._.about_results,
        cancelled=status is not None and status.value in (Status.CANCELLED, Status.WITHDRAWN),
    )
