"""Single sentences about deadlines, openings, events and calls without an end; the sentences are data.

A line of `sentences/<language>.txt` begins with what it gives: `+ day [time]` a deadline, `m old new` one that was
moved, `o day` an opening, `e day` an event, `r` that applications are taken all the time, `-` nothing of the kind.
"""

from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "sentences"
PUBLISHED = date(2025, 3, 1)


def read_lines(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, text = line.partition(" | ")
            sign, _, days = head.partition(" ")
            yield pytest.param(path.stem, sign, days, text, id=f"{path.stem}: {text}")


SENTENCES = [param for path in sorted(FOLDER.glob("*.txt")) for param in read_lines(path)]


def given(sign, facts):
    """What was read of the sort that a sign asks for, as the line writes it."""
    if sign == "m":
        old, new = ([str(d.date) for d in facts.deadlines if d.superseded is old] for old in (True, False))
        return " ".join([*old, *new])
    if sign == "o":
        return str(facts.opens.value) if facts.opens else ""
    if sign == "e":
        return " ".join(str(event.value) for event in facts.event_dates)
    return " ".join(" ".join(filter(None, (str(d.date), d.time))) for d in facts.deadlines)


@pytest.mark.parametrize(("language", "sign", "days", "text"), SENTENCES)
def test_sentence_gives_what_it_says_and_no_more(facts, language, sign, days, text):
    read = facts(text, language, published=PUBLISHED)
    assert given(sign, read) == days
    assert bool(read.deadlines) == (sign in "+m")
    assert bool(read.rolling) == (sign == "r")


def test_every_official_language_has_sentences():
    assert len({param.values[0] for param in SENTENCES}) == 24
