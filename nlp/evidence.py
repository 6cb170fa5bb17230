"""The proof of a value: the sentence around it in the article's text."""

from spacy.tokens import Doc

from core.models import Evidence
from nlp.structure import sentence_at


def evidence_at(doc: Doc, start: int, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what was read at the character `start` of `doc.text`: the sentence that holds it."""
    sentence = sentence_at(doc._.sentences, start)
    if sentence is None:
        return evidence_of_title(doc, rule, confidence)
    text: str = doc._.article.text[sentence.start : sentence.end].rstrip()
    return Evidence(
        sentence=text, start=sentence.start, end=sentence.start + len(text), rule=rule, confidence=confidence
    )


def evidence_of_title(doc: Doc, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what only the title says; it has no place in the text."""
    return Evidence(sentence=doc._.article.title, rule=rule, confidence=confidence)


def evidence_at_or_title(doc: Doc, start: int | None, rule: str, confidence: float = 1.0) -> Evidence:
    """Proof for what was read at a character of the text, or in the title where `start` is None."""
    return evidence_of_title(doc, rule, confidence) if start is None else evidence_at(doc, start, rule, confidence)
