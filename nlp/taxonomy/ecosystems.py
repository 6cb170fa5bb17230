"""Tells which of the Union's industrial ecosystems a text is about."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from core.models import Ecosystem
from nlp.glossary import Glossary
from nlp.terms import terms_pattern

FOLDER = Path(__file__).parent / "ecosystems"
INTERNATIONAL = "international"

_WEIGHTS = {"named": 5.0, "strong": 3.0, "usual": 1.5, "weak": 0.5}
_TITLE = 2.5
_LEAD = 1.25  # in the first part of a text, where it says what it is about
_LEAD_SHARE = 0.3
_LEAD_LEAST = 300  # characters
_REPEATED = 0.35  # what each further mention of a word adds of its weight
_MOST_REPEATS = 4
_ENUMERATED = {1: 1.0, 2: 1.0, 3: 0.4}  # by ecosystems in one sentence; more are a list of sectors, not a subject
_LEAST = 3.75
_LEAST_SHARE = 0.6  # of the strongest, as far as
_ENOUGH = 6.0
_USUAL_LENGTH = 2500  # characters; a longer text has to say more
_MOST = 3  # a text about more is about none
_SURE = 15.0
_TITLED = 5.0  # enough for what the title names with a word of its own

Words = tuple[tuple[Ecosystem, float], ...]


@dataclass(frozen=True)
class Subject:
    """An ecosystem that a text is about: the offset of its strongest word (None for the title), confidence 0..1."""

    ecosystem: Ecosystem
    offset: int | None
    confidence: float


@dataclass
class _Score:
    """What speaks for one ecosystem."""

    total: float = 0.0
    best: float = 0.0
    offset: int | None = None
    mentions: Counter[str] = field(default_factory=Counter)

    def add(self, word: str, weight: float, offset: int | None) -> None:
        repeats = self.mentions[word]
        self.mentions[word] += 1
        if repeats > _MOST_REPEATS:
            return
        gain = weight * (_REPEATED if repeats else 1.0)
        self.total += gain
        if gain > self.best:
            self.best, self.offset = gain, offset


def find_subjects(
    title: str, folded: str, sentences: Sequence[tuple[int, int]], language: str, known: Mapping[Ecosystem, float]
) -> list[Subject]:
    """The ecosystems of a text, the strongest first; none where it lists many sectors or names none clearly.

    `title` and `folded` are folded text; `sentences` spans of `folded` that may be read; `known` is what the projects
    and call identifiers of the text already say.
    """
    vocabulary = _vocabulary(language)
    scores = {ecosystem: _Score(total=weight) for ecosystem, weight in known.items()}
    _count(vocabulary, title, [(0, len(title))], scores, in_title=True)
    _count(vocabulary, folded, sentences, scores, in_title=False)
    return _choose(scores, len(folded), known)


@dataclass(frozen=True)
class _Vocabulary:
    """The words of a language and the international ones; a sentence with an excluding phrase is not read."""

    words: Glossary[Words]
    excluding: re.Pattern[str]


@cache
def _vocabulary(language: str) -> _Vocabulary:
    own, shared = _read(language), _read(INTERNATIONAL)
    signs: dict[str, Words] = {}
    for table in (shared, own):
        for name in Ecosystem:
            for key, phrases in table.get(name, {}).items():
                for phrase in phrases:
                    others = tuple(sign for sign in signs.get(phrase, ()) if sign[0] is not name)
                    signs[phrase] = (*others, (name, _WEIGHTS[key]))
    ignored = own.get("ignored", {})
    signs.update(dict.fromkeys(ignored.get("phrases", ()), ()))
    return _Vocabulary(Glossary(signs), terms_pattern(ignored.get("sentences", ())))


def _read(language: str) -> dict[str, dict[str, list[str]]]:
    path = FOLDER / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _count(
    vocabulary: _Vocabulary,
    folded: str,
    spans: Iterable[tuple[int, int]],
    scores: dict[Ecosystem, _Score],
    *,
    in_title: bool,
) -> None:
    lead = max(_LEAD_LEAST, len(folded) * _LEAD_SHARE)
    for start, end in spans:
        hits = [hit for hit in vocabulary.words.find(folded, start, end) if hit.sign]
        if not hits or vocabulary.excluding.search(folded, start, end):
            continue
        enumerated = _ENUMERATED.get(len({ecosystem for hit in hits for ecosystem, _ in hit.sign}), 0.0)
        for hit in hits:
            place = enumerated * (_TITLE if in_title else _LEAD if hit.start < lead else 1.0)
            for ecosystem, weight in hit.sign:
                score = scores.setdefault(ecosystem, _Score())
                score.add(folded[hit.start : hit.end], weight * place, None if in_title else hit.start)


def _choose(scores: Mapping[Ecosystem, _Score], length: int, known: Mapping[Ecosystem, float]) -> list[Subject]:
    ranked = sorted(scores, key=lambda ecosystem: -scores[ecosystem].total)
    if not ranked:
        return []
    scale = max(1.0, (length / _USUAL_LENGTH) ** 0.5)
    least = scale * max(_LEAST, min(_ENOUGH, scores[ranked[0]].total * _LEAST_SHARE))
    chosen = [e for e in ranked if scores[e].total >= least or known.get(e, 0.0) >= _LEAST or _is_titled(scores[e])]
    if len(chosen) > _MOST:
        return []
    return [Subject(e, scores[e].offset, min(1.0, scores[e].total / _SURE)) for e in chosen]


def _is_titled(score: _Score) -> bool:
    return score.offset is None and score.best >= _WEIGHTS["usual"] * _TITLE and score.total >= _TITLED
