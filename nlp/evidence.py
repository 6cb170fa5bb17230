"""The proof of a value: the sentence around it in the article's text."""

from spacy.tokens import Doc

from core.models import Evidence
from nlp.structure import sentence_at

_LONGEST_PROOF = 400
"""Characters before and behind a value; a longer sentence is a list or a text without full stops."""


def evidence_at(doc: Doc, start: int, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what was read at the character `start` of `doc.text`: the sentence that holds it."""
    sentence = sentence_at(doc._.sentences, start)
    if sentence is None:
        return evidence_of_title(doc, rule, confidence)
    low, high = max(sentence.start, start - _LONGEST_PROOF), min(sentence.end, start + _LONGEST_PROOF)
    text: str = doc._.article.text[low:high].rstrip()
    return Evidence(sentence=text, start=low, end=low + len(text), rule=rule, confidence=confidence)


def evidence_of_title(doc: Doc, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what only the title says; it has no place in the text."""
    return Evidence(sentence=doc._.article.title, rule=rule, confidence=confidence)


def evidence_at_or_title(doc: Doc, start: int | None, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what was read at a character of the text, or in the title where `start` is None."""
    return evidence_of_title(doc, rule, confidence) if start is None else evidence_at(doc, start, rule, confidence)
