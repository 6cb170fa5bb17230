"""Reads the projects that an article names."""

from spacy.language import Language
from spacy.tokens import Doc

from core.models import Finding
from nlp.components import Component
from nlp.evidence import evidence_at_or_title
from nlp.structure import own_spans
from nlp.taxonomy.projects import find_projects

Doc.set_extension("named_projects", default=(), force=True)

_KNOWN, _GUESSED = 0.95, 0.7


@Language.factory("projects")
def create_projects(nlp: Language, name: str) -> Component:
    """Sets `projects`, and `named_projects` with what the gazetteer knows of them."""
    del nlp, name
    return read_projects


def read_projects(doc: Doc) -> Doc:
    spans = own_spans(doc._.sentences, doc._.blocks)
    doc._.named_projects = tuple(find_projects(doc._.article.title, doc._.article.text, doc._.folded, spans))
    doc._.projects = tuple(
        Finding(
            value=project.name,
            evidence=evidence_at_or_title(
                doc, project.offset, "projects.gazetteer" if project.known else "projects.acronym",
                _KNOWN if project.known else _GUESSED,
            ),
        )
        for project in doc._.named_projects
    )  # fmt: skip
    return doc
