"""What is known of each language: the words of `lexicons/*.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nlp.folding import fold
from nlp.terms import terms_expression, terms_pattern

FOLDER = Path(__file__).parent / "lexicons"
INTERNATIONAL = "international"
"""Words that pages of every language use; they are added to each lexicon."""


class Lexicon:
    """The words of one language by section and key, e.g. `deadlines.cues`."""

    def __init__(self, language: str, sections: Mapping[str, Mapping[str, Any]], base: "Lexicon | None" = None) -> None:
        self.language = language
        self._sections = sections
        self._base = base
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}

    def section(self, name: str) -> Mapping[str, Any]:
        """A section as the file has it, international keys where the language has none; empty if unknown."""
        inherited = self._base.section(name) if self._base else {}
        return {**inherited, **self._sections.get(name, {})}

    def terms(self, path: str) -> tuple[str, ...]:
        """The phrases under `section.key`, the international ones included."""
        section, _, key = path.partition(".")
        inherited = self._base.terms(path) if self._base else ()
        return (*self._sections.get(section, {}).get(key, ()), *inherited)

    def folded_terms(self, path: str) -> frozenset[str]:
        """The phrases under `section.key` as they stand in folded text."""
        return frozenset(map(fold, self.terms(path)))

    def pattern(self, *paths: str) -> re.Pattern[str]:
        """A pattern for folded text that finds any phrase under the paths."""
        if paths not in self._patterns:
            self._patterns[paths] = terms_pattern(term for path in paths for term in self.terms(path))
        return self._patterns[paths]

    def expression(self, *paths: str) -> str:
        """The same as an expression to be part of a larger pattern."""
        return terms_expression(term for path in paths for term in self.terms(path))


@cache
def lexicon_for(language: str | None) -> Lexicon:
    """The lexicon of a language (ISO 639-1); English where there is none for it."""
    known = language if language in languages() else "en"
    return Lexicon(known, _read(known), Lexicon(INTERNATIONAL, _read(INTERNATIONAL)))


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a lexicon, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != INTERNATIONAL))


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
