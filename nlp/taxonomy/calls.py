"""Finds identifiers of calls, and the programmes that texts and identifiers name."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.glossary import Glossary

_PROGRAMMES = Path(__file__).with_name("programmes.toml")
_IDENTIFIER = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,11}(?:[-_][A-Za-z0-9.]{1,14}){2,9}(?<!\.)(?![\w-])")
_YEAR = re.compile(r"(?:^|[-_.])20\d\d(?:$|[-_.])|[-_]2\d$")
_PORTAL = re.compile(r"competitive-calls-cs/(\d{4,8})|callccm2id\W{0,3}(\d{4,8})", re.IGNORECASE)
_TITLE_COUNTS = 3


@dataclass(frozen=True)
class Named:
    """A name with the place where it is read first; None for the title."""

    name: str
    offset: int | None


def find_call_ids(title: str, text: str, spans: Sequence[tuple[int, int]]) -> list[Named]:
    """Identifiers such as `SMP-COSME-2024-CLUSTER-01`, and the portal's numbers as `callccm2id:13882`."""
    found: dict[str, int | None] = {}
    for match in _IDENTIFIER.finditer(title):
        if _is_call(match.group()):
            found.setdefault(match.group(), None)
    for start, end in spans:
        for match in _IDENTIFIER.finditer(text, start, end):
            if _is_call(match.group()):
                found.setdefault(match.group(), match.start())
        for match in _PORTAL.finditer(text, start, end):
            found.setdefault(f"callccm2id:{match.group(1) or match.group(2)}", match.start())
    whole = [name for name in found if not any(other != name and other.startswith(f"{name}-") for other in found)]
    return [Named(name, found[name]) for name in whole]


def _is_call(identifier: str) -> bool:
    """Whether it begins like a programme's, or bears a year; names in capitals do neither."""
    prefix = re.split(r"[-_]", identifier, maxsplit=1)[0]
    has_digits = any(map(str.isdigit, identifier[len(prefix) :]))
    return has_digits and (prefix in _prefixes() or _YEAR.search(identifier) is not None)


def find_programme(
    title: str, folded: str, spans: Sequence[tuple[int, int]], call_ids: Sequence[Named]
) -> Named | None:
    """The programme that an identifier belongs to; else the one named most, the title counting more.

    `title` and `folded` are folded text, `spans` those of `folded` that may be read.
    """
    for call in call_ids:
        for prefix in sorted(_prefixes(), key=len, reverse=True):
            if call.name.startswith((f"{prefix}-", f"{prefix}_")):
                return Named(_prefixes()[prefix], call.offset)
    counts: dict[str, int] = {}
    places: dict[str, int | None] = {}
    for hit in _programmes().find(title):
        counts[hit.sign] = counts.get(hit.sign, 0) + _TITLE_COUNTS
        places.setdefault(hit.sign, None)
    for start, end in spans:
        for hit in _programmes().find(folded, start, end):
            counts[hit.sign] = counts.get(hit.sign, 0) + 1
            places.setdefault(hit.sign, hit.start)
    if not counts:
        return None
    name = max(counts, key=lambda key: counts[key])
    return Named(name, places[name])


@cache
def _rows() -> list[dict[str, list[str]]]:
    return list(tomllib.loads(_PROGRAMMES.read_text(encoding="utf-8"))["programmes"])


@cache
def _prefixes() -> dict[str, str]:
    return {prefix: str(row["name"]) for row in _rows() for prefix in row["call_ids"]}


@cache
def _programmes() -> Glossary[str]:
    return Glossary({term: str(row["name"]) for row in _rows() for term in row["terms"]})
