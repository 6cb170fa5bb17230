"""Tells a call, an event and a piece of news from one another."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.models import Kind
from nlp.glossary import Glossary
from nlp.lexicon import lexicon_for

_WEIGHTS: Mapping[Kind, Mapping[str, float]] = {
    Kind.CALL: {
        "call": 1.0, "title_call": 1.8, "deadline": 1.6, "rolling": 1.8, "grant": 1.0, "title_event": -0.6, "bias": 0.6,
        "results": -0.8,
    },
    Kind.EVENT: {
        "event": 1.0, "title_event": 1.8, "coming": 1.6, "registration": 1.4, "deadline": -0.8, "past": -0.8,
        "grant": -0.8, "title_call": -1.0,
    },
    Kind.NEWS: {
        "news": 1.3, "title_news": 1.8, "results": 1.2, "past": 1.6, "deadline": -0.8, "rolling": -0.8, "bias": 0.2,
        "registration": -0.8,
    },
}  # fmt: skip
"""What each sign adds to each kind; words count by the square root of how many different ones there are."""


@dataclass(frozen=True)
class Signs:
    """What other components read that tells of the kind."""

    deadline: bool = False
    registration: bool = False
    rolling: bool = False
    grant: bool = False
    coming: bool = False
    past: bool = False
    results: bool = False


@dataclass(frozen=True)
class KindReading:
    """A kind, where its first word stands (None for the title), and how sure it is, 0..1."""

    kind: Kind
    offset: int | None
    confidence: float


def read_kind(title: str, folded: str, spans: Sequence[tuple[int, int]], language: str, signs: Signs) -> KindReading:
    """The likeliest kind of an article; `title` and `folded` are folded, `spans` those of `folded` to be read."""
    words = _glossary(language)
    in_title = {hit.sign for hit in words.find(title)}
    found: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
    for start, end in spans:
        for hit in words.find(folded, start, end):
            found[hit.sign].setdefault(folded[hit.start : hit.end], hit.start)
    features = {"bias": 1.0, **{name: float(value) for name, value in vars(signs).items()}}
    for kind in Kind:
        features[kind.value] = math.sqrt(len(found[kind]))
        features[f"title_{kind.value}"] = float(kind in in_title)
    scores = {kind: sum(row[name] * features[name] for name in row) for kind, row in _WEIGHTS.items()}
    kind = max(scores, key=lambda key: scores[key])
    total = sum(math.exp(score - scores[kind]) for score in scores.values())
    places = found[kind].values()
    return KindReading(kind, None if kind in in_title or not places else min(places), 1 / total)


@cache
def _glossary(language: str) -> Glossary[Kind]:
    lexicon = lexicon_for(language)
    return Glossary({phrase: kind for kind in Kind for phrase in lexicon.terms(f"kind.{kind.value}")})
