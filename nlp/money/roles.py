"""Tells what each sum of a text is for: weighs the cues around it."""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from core.models import AmountRole
from nlp.lexicon import Lexicon
from nlp.money.context import read_cues
from nlp.money.parts import tell_parts
from nlp.money.passages import passages_of
from nlp.money.sums import Sum
from nlp.structure import Block, Sentence

_TABLES = Path(__file__).with_name("roles.toml")
_SIZE_CENTRE = 5.3  # decimal logarithm of 200,000 euros
_SMALL, _LARGE = 3.0, 8.5  # the same of what grants and budgets mostly lie between
_PART_OF_NONE = 0.6  # what a cue of a part still says of the largest sum of a text
_PAST_OF_WHOLE = 0.7  # what a cue of the past loses that speaks of a part of a sum rather than of the whole
_PAST_OF_EACH = 0.75  # the same, in an article about results, for what each of the winners was given
_PAST_OF_SHARED, _SHARED = 0.9, 0.5  # what the total of all winners has of it, where their cue is this strong
_CLEARLY = 0.65
_MOST_OF_EACH = 500_000
_LARGEST_FACTOR = 5
_LARGEST_OF_RESULTS = 0.4  # what remains of that in news about results, where it is what was awarded
_COMPETITION = 0.8  # what the weaker of "at least" and "at most" loses of itself
_SECOND_ROLE = 0.9
"""The least confidence at which a sum is listed with a second role."""

_REACH_IN_LINE, _REACH_OF_NEXT_LINE = 120, 90  # characters up to which a sum goes with the one before it
_NEXT_LINE = 0.6
_NEXT_CELL = 0.5


@dataclass(frozen=True)
class Tables:
    """The numbers of `roles.toml`."""

    weights: Mapping[AmountRole, Mapping[str, float]]
    follows: Mapping[AmountRole, Mapping[AmountRole, float]]
    euros: Mapping[str, float]


@dataclass(frozen=True)
class RoledSum:
    """A sum with what it is for and how sure that is, 0..1."""

    sum: Sum
    role: AmountRole
    confidence: float


@cache
def _tables() -> Tables:
    raw = tomllib.loads(_TABLES.read_text(encoding="utf-8"))
    follows = {AmountRole(role): {AmountRole(r): w for r, w in row.items()} for role, row in raw["follows"].items()}
    return Tables({AmountRole(role): row for role, row in raw["weights"].items()}, follows, raw["euros"])


def read_roles(
    folded: str,
    sums: Sequence[Sum],
    sentences: Sequence[Sentence],
    blocks: Sequence[Block],
    lexicon: Lexicon,
    *,
    about_results: bool = False,
) -> list[RoledSum]:
    """Every sum outside foreign blocks with its likeliest role, in order of the text.

    `about_results` tells that the article reports who was given money: its totals are those awarded.
    """
    passages = passages_of(folded, sums, sentences, blocks)
    worths = sorted((_euros(found) for passage in passages for found in passage.sums), reverse=True)
    found: list[RoledSum] = []
    read = (zip(passage.sums, read_cues(folded, passage, lexicon), strict=True) for passage in passages)
    for one, cues in tell_parts([*chain.from_iterable(read)]):
        features = _features(one, cues, worths)
        if about_results:
            features |= {"results": 1.0, "largest": _LARGEST_OF_RESULTS * features["largest"]}
            features["past"] *= 1 - _PAST_OF_EACH * _is_of_each(one, cues)
            if _is_shared(one, cues):
                features["past"] = max(features["past"], _PAST_OF_SHARED)
        found.append(_decide(folded, one, features, found[-1] if found else None))
    return found


def distinct(roled: Iterable[RoledSum]) -> list[RoledSum]:
    """Each value once with the role that its mentions speak for most; a second role only where it is sure of itself."""
    by_value: dict[tuple[object, str], list[RoledSum]] = {}
    for one in roled:
        by_value.setdefault((one.sum.value, one.sum.currency), []).append(one)
    kept = []
    for mentions in by_value.values():
        votes: dict[AmountRole, float] = {}
        for mention in mentions:
            votes[mention.role] = votes.get(mention.role, 0.0) + mention.confidence
        leading = max(votes, key=lambda role: votes[role])
        for role in votes:
            best = max(
                (mention for mention in mentions if mention.role == role), key=lambda mention: mention.confidence
            )
            if role == leading or (_is_grant(role) and _is_grant(leading) and best.confidence >= _SECOND_ROLE):
                kept.append(best)
    return kept


def _is_grant(role: AmountRole) -> bool:
    return role in (AmountRole.GRANT_MAX, AmountRole.GRANT_MIN, AmountRole.GRANT_FIXED)


def _is_of_each(found: Sum, cues: Mapping[str, float]) -> bool:
    """Whether it is what each of the winners was given."""
    return cues["per"] >= _CLEARLY and not cues["max"] and _euros(found) <= _MOST_OF_EACH


def _is_shared(found: Sum, cues: Mapping[str, float]) -> bool:
    """Whether it is what all the winners were given together."""
    return min(cues["total"], cues["per"]) >= _SHARED and _euros(found) > _MOST_OF_EACH


def _features(found: Sum, cues: Mapping[str, float], worths: Sequence[float]) -> dict[str, float]:
    worth = _euros(found)
    magnitude = math.log10(worth)
    second = worths[1] if len(worths) > 1 else worths[0]
    low, high = cues["min"] * (found.bound != "high"), cues["max"] * (found.bound != "low")
    weaker = {"max": high - _COMPETITION * low} if high <= low else {"min": low - _COMPETITION * high}
    return {
        **cues,
        "past": cues["past"] * (1 - _PAST_OF_WHOLE * cues["whole"]),
        "part": cues["part"] * (_PART_OF_NONE if worth >= worths[0] else 1.0),
        "min": low,
        "max": high,
        **{cue: max(0.0, strength) for cue, strength in weaker.items()},
        "low": float(found.bound == "low"),
        "high": float(found.bound == "high"),
        "risen_from": cues["rise"] * (found.bound == "low"),
        "risen_to": cues["rise"] * (found.bound == "high"),
        "size": (min(max(magnitude, _SMALL), _LARGE) - _SIZE_CENTRE) / 2,
        "tiny": max(0.0, _SMALL - magnitude),
        "giant": max(0.0, magnitude - _LARGE),
        "largest": float(worth >= worths[0] and worth >= _LARGEST_FACTOR * second),
        "bias": 1.0,
    }


def _decide(folded: str, found: Sum, features: Mapping[str, float], before: RoledSum | None) -> RoledSum:
    tables = _tables()
    present = [(name, strength) for name, strength in features.items() if strength]
    scores = {role: sum(row.get(name, 0.0) * x for name, x in present) for role, row in tables.weights.items()}
    if before:
        nearness = _nearness(folded, before.sum, found)
        for role, weight in tables.follows[before.role].items():
            scores[role] += weight * nearness
    role = max(scores, key=lambda key: scores[key])
    total = sum(math.exp(score - scores[role]) for score in scores.values())
    return RoledSum(found, role, 1 / total)


def _nearness(folded: str, before: Sum, found: Sum) -> float:
    gap = folded[before.end : found.start]
    if "\n" not in gap:
        return max(0.0, 1 - len(gap) / _REACH_IN_LINE) * (_NEXT_CELL if "|" in gap else 1)
    return max(0.0, _NEXT_LINE - len(gap) / _REACH_OF_NEXT_LINE / 1.6)


def _euros(found: Sum) -> float:
    return float(found.value) * _tables().euros.get(found.currency, 1.0)
