"""Reads a status that the text announces: cancelled, open again, closed early."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding, Status
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.folding import fold
from nlp.lexicon import Lexicon

_STATUSES = {"cancelled": Status.CANCELLED, "reopened": Status.OPEN, "closed_early": Status.CLOSED}
_PATHS = tuple(f"status.{key}" for key in _STATUSES)


@Language.factory("status")
def create_status(nlp: Language, name: str) -> Component:
    """Sets `announced_status`; the title's comes first, then the one that stands first in the text."""
    del nlp, name
    return read_status


def read_status(doc: Doc) -> Doc:
    start, words = next(_announced(doc), (None, ""))
    if words:
        key = _key_of(words, doc._.lexicon)
        proof = evidence_at_or_title(doc, start, f"status.{key}")
        doc._.announced_status = Finding(value=_STATUSES[key], evidence=proof)
    return doc


def _announced(doc: Doc) -> Iterator[tuple[int | None, str]]:
    """The words that announce a status with their place in the text, None for the title."""
    pattern = doc._.lexicon.pattern(*_PATHS)
    yield from ((None, found.group()) for found in pattern.finditer(fold(doc._.article.title)))
    for found in pattern.finditer(doc._.folded):
        if not doc._.passage.is_foreign(found.start()):
            yield found.start(), found.group()


def _key_of(words: str, lexicon: Lexicon) -> str:
    return next(key for key in _STATUSES if lexicon.pattern(f"status.{key}").fullmatch(words))
