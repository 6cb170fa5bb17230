"""Tells a call, an event and a piece of news from one another."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from core.models import Kind
from nlp.glossary import Glossary
from nlp.lexicon import lexicon_for

_SIGNS = ("call", "funding", "event", "news", "past_event")
"""The keys of `[kind]` in a lexicon: what calls on the reader to apply, what only speaks of money, and so on."""

_WEIGHTS: Mapping[Kind, Mapping[str, float]] = {
    Kind.CALL: {
        "call": 1.4, "funding": 0.5, "title_call": 1.5, "title_funding": 0.7, "deadline": 1.4, "rolling": 1.8,
        "grant": 1.2, "title_event": -1.0, "uncalled": -0.4, "idle": -0.9, "registration": -0.7, "results": -2.8,
        "titled_results": -1.0, "past_event": -0.7, "past": -0.4, "bias": 0.45,
    },
    Kind.EVENT: {
        "event": 1.2, "title_event": 2.4, "coming": 1.5, "registration": 2.0, "deadline": -0.4, "past": -0.9,
        "grant": -0.9, "title_call": -1.0, "news": -0.6, "past_event": -0.7, "bias": -0.6,
    },
    Kind.NEWS: {
        "news": 1.8, "past_event": 1.3, "title_news": 1.7, "results": 3.8, "titled_results": 1.5, "past": 1.8,
        "deadline": -1.3, "rolling": -0.8, "registration": -0.9, "grant": -0.4, "coming": -0.3, "uncalled": 0.4,
        "idle": 0.5, "cancelled": 3.0, "bias": 0.7,
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
    titled_results: bool = False
    cancelled: bool = False


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
    places = _places(words, folded, spans)
    features = _features(in_title, places, signs)
    scores = {kind: sum(row[name] * features[name] for name in row) for kind, row in _WEIGHTS.items()}
    kind = max(scores, key=lambda key: scores[key])
    total = sum(math.exp(score - scores[kind]) for score in scores.values())
    own = places[kind.value].values()
    return KindReading(kind, None if kind.value in in_title or not own else min(own), 1 / total)


def _places(words: Glossary[str], folded: str, spans: Sequence[tuple[int, int]]) -> dict[str, dict[str, int]]:
    """Where each different word of each sign stands first."""
    found: dict[str, dict[str, int]] = {sign: {} for sign in _SIGNS}
    for start, end in spans:
        for hit in words.find(folded, start, end):
            found[hit.sign].setdefault(folded[hit.start : hit.end], hit.start)
    return found


def _features(in_title: AbstractSet[str], places: Mapping[str, Mapping[str, int]], signs: Signs) -> dict[str, float]:
    """What `_WEIGHTS` weighs."""
    features = {"bias": 1.0, **{name: float(value) for name, value in vars(signs).items()}}
    for sign in _SIGNS:
        features[sign] = math.sqrt(len(places[sign]))
        features[f"title_{sign}"] = float(sign in in_title)
    features["uncalled"] = float(not (places["call"] or signs.deadline or signs.rolling))
    features["idle"] = float(not (signs.deadline or signs.rolling or signs.grant))
    return features


@cache
def _glossary(language: str) -> Glossary[str]:
    lexicon = lexicon_for(language)
    return Glossary({phrase: sign for sign in _SIGNS for phrase in lexicon.terms(f"kind.{sign}")})
