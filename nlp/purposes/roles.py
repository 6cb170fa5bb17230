"""Which kind of deadline a day is, by the words that are nearest to it."""

import re
from functools import cache

from core.models import DeadlineRole
from nlp.lexicon import lexicon_for
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose
from nlp.purposes.signs import Sign

Span = tuple[int, int]

_BEHIND = 15
"""Characters that a word behind a day counts as farther away."""

_LAST = "last"
_KEYS = (_LAST, "stage2", "stage1", "expression_of_interest", "cutoff", "registration")


def role_of(purpose: Purpose, passage: Passage, clause: Span) -> DeadlineRole:
    """The role that the words of its clause give a deadline, or else those of the label above it."""
    patterns = _patterns(passage.lexicon.language)
    key = _nearest(patterns, passage.folded, clause, purpose) or _nearest(
        patterns, passage.folded, purpose.label, purpose
    )
    if key == "registration" or (purpose.topic is Sign.REGISTER and key in (None, _LAST)):
        return DeadlineRole.REGISTRATION
    return DeadlineRole.FINAL if key in (None, _LAST) else DeadlineRole(key)


def _nearest(patterns: dict[str, re.Pattern[str]], folded: str, span: Span, purpose: Purpose) -> str | None:
    start, end = purpose.day.start, purpose.day.end
    found = [
        (start - match.end() if match.end() <= start else match.start() - end + _BEHIND, rank, key)
        for rank, (key, pattern) in enumerate(patterns.items())
        for match in pattern.finditer(folded, *span)
        if match.end() <= start or match.start() >= end
    ]
    return min(found)[2] if found else None


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    lexicon = lexicon_for(language)
    return {key: lexicon.pattern(f"roles.{key}") for key in _KEYS}
