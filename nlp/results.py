"""Tells whether an article reports the results of a call: who was chosen and given money."""

from collections.abc import Sequence
from functools import cache

from nlp.glossary import Glossary
from nlp.lexicon import lexicon_for

_LEAST_WITH_TITLE, _LEAST_ALONE = 1, 3
"""Different words of the body that have to speak of results, with and without one in the title."""


def tells_results(title: str, folded: str, spans: Sequence[tuple[int, int]], language: str) -> bool:
    """Whether title and body speak of winners; all is folded, `spans` are those of `folded` to be read."""
    titles, bodies = _glossaries(language)
    said = {folded[hit.start : hit.end] for start, end in spans for hit in bodies.find(folded, start, end)}
    in_title = next(iter(titles.find(title)), None) is not None
    return len(said) >= (_LEAST_WITH_TITLE if in_title else _LEAST_ALONE)


@cache
def _glossaries(language: str) -> tuple[Glossary[bool], Glossary[bool]]:
    lexicon = lexicon_for(language)
    titles, bodies = (dict.fromkeys(lexicon.terms(f"results.{key}"), True) for key in ("title", "body"))
    return Glossary(titles), Glossary(bodies)
