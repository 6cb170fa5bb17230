"""Reads whether applications are taken continuously, or until the money is spent."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from core.models import DeadlineRole, Finding
from nlp.components import Component
from nlp.evidence import evidence_at
from nlp.glossary import Hit
from nlp.purposes.passage import Passage
from nlp.purposes.signs import Sign, sign_glossary
from nlp.structure import Sentence

_LONGEST_LABEL = 60

_APPLYING = frozenset({Sign.APPLY, Sign.OPENS, Sign.DEADLINE, Sign.CLOSES})


@Language.factory("rolling")
def create_rolling(nlp: Language, name: str) -> Component:
    """Sets `rolling`; a call with a date by which to apply is not rolling. Comes after `deadlines`."""
    del nlp, name
    return read_rolling


def read_rolling(doc: Doc) -> Doc:
    dated = any(not d.superseded and d.role is not DeadlineRole.REGISTRATION for d in doc._.deadlines)
    start = None if dated else _find(doc._.passage)
    if start is not None:
        doc._.rolling = Finding(value=True, evidence=evidence_at(doc, start, "rolling.words"))
    return doc


def _find(passage: Passage) -> int | None:
    lexicon, folded = passage.lexicon, passage.folded
    glossary, unbound = sign_glossary(lexicon.language), lexicon.pattern("rolling.without_deadline")
    for match in lexicon.pattern("rolling.continuous", "rolling.exhausted").finditer(folded):
        sentence = passage.sentence_of(match.start())
        if passage.is_foreign(match.start()):
            continue
        spans = ((sentence.start, sentence.end), *_label_above(passage, sentence.block), *_asked(passage, sentence))
        if unbound.fullmatch(match.group()) or any(_applies(glossary.find(folded, *span)) for span in spans):
            return match.start()
    return None


def _label_above(passage: Passage, index: int) -> Iterator[tuple[int, int]]:
    """The characters of the short line above a line, of which that is the value ("Submission", "all year round")."""
    if index and passage.blocks[index - 1].kind in ("heading", "label"):
        above = passage.blocks[index - 1]
        if above.end - above.start <= _LONGEST_LABEL:
            yield above.start, above.end


def _asked(passage: Passage, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The characters of the question that a sentence answers, in the same line."""
    before = passage.sentence_before(sentence)
    if before and before.block == sentence.block and passage.folded[before.start : before.end].rstrip().endswith("?"):
        yield before.start, before.end


def _applies(signs: Iterator[Hit[Sign]]) -> bool:
    return any(hit.sign in _APPLYING for hit in signs)
