"""The lines of a text that are shown for a hit."""

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 240  # characters, about three lines of a result list


def lead(text: str) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text[: 2 * LONGEST].split())
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rsplit(" ", 1)[0] + "…"


def spans_in_characters(fragment: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans of UTF-8 bytes as spans of characters, ascending, touching ones kept apart."""
    encoded = fragment.encode()
    return tuple((len(encoded[:start].decode()), len(encoded[:end].decode())) for start, end in sorted(set(spans)))
