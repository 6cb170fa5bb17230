"""Reads the industrial ecosystems that an article is for or about."""

import re
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Ecosystem, Finding
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.folding import fold
from nlp.structure import own_spans
from nlp.taxonomy.ecosystems import find_subjects
from nlp.taxonomy.projects import Project

_ISSUER, _MENTIONED = 4.0, 2.0
"""What a known project adds to its ecosystems, shared among them: one that the article is about, one named once."""

_NAME = r"[^\W\d_a-z][^\W\d_]+(?:[-' ’][^\W\d_a-z][^\W\d_]+)*"
_SPEAKER = re.compile(
    rf"[\W\d]*(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )*{_NAME} (?:(?:d[eai]|van|von|der|l[ea]|[A-Z]\.) )*{_NAME}, (?=[^\W\d_a-z])"
)
"""A line that presents a person: what the person's organisation is called tells nothing of the article."""


@Language.factory("ecosystems")
def create_ecosystems(nlp: Language, name: str) -> Component:
    """Sets `ecosystems`; comes after `projects`."""
    del nlp, name
    return read_ecosystems


def read_ecosystems(doc: Doc) -> Doc:
    article = doc._.article
    spans = [span for span in own_spans(doc._.sentences, doc._.blocks) if not _SPEAKER.match(article.text, *span)]
    known = _known(doc._.named_projects)
    found = find_subjects(fold(article.title), doc._.folded, spans, doc._.lexicon.language, known)
    doc._.ecosystems = tuple(
        Finding(
            value=subject.ecosystem,
            evidence=evidence_at_or_title(doc, subject.offset, "ecosystems.words", subject.confidence),
        )
        for subject in found
    )
    return doc


def _known(projects: Iterable[Project]) -> dict[Ecosystem, float]:
    weights: dict[Ecosystem, float] = {}
    for project in projects:
        weight = _ISSUER if project.offset is None or project.mentions > 1 else _MENTIONED
        for ecosystem in project.ecosystems:
            weights[ecosystem] = max(weights.get(ecosystem, 0.0), weight / len(project.ecosystems))
    return weights
