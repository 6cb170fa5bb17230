"""Finds the countries and groups of countries whose applicants may take part."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from nlp.glossary import Glossary
from nlp.lexicon import Lexicon
from nlp.taxonomy.calls import Named

_COUNTRIES = Path(__file__).with_name("countries.toml")
_EVERYWHERE = "en"
_LONGEST_LABEL = 80


def find_countries(folded: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Named]:
    """Codes of countries, and names of groups such as `EU` or `SMP-associated`, in sentences on who may take part.

    A line under a heading such as "Eligible countries" counts as such a sentence.
    """
    eligibility = lexicon.pattern("countries.eligible")
    found: dict[str, int] = {}
    labelled = False
    for start, end in spans:
        speaks = eligibility.search(folded, start, end) is not None
        if speaks or labelled:
            for hit in _countries(lexicon.language).find(folded, start, end):
                found.setdefault(hit.sign, hit.start)
        labelled = speaks and end - start <= _LONGEST_LABEL
    return [Named(code, offset) for code, offset in found.items()]


@cache
def _countries(language: str) -> Glossary[str]:
    table: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(_COUNTRIES.read_text(encoding="utf-8"))
    return Glossary(
        {term: code for code, names in table.items() for key in (_EVERYWHERE, language) for term in names.get(key, ())}
    )
