"""No text makes the reading fail: Hypothesis, and mutated announcements (`CLUSTERWIRE_FUZZ=100000` for a long run)."""

import os
import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.schema import public_fields
from nlp.annotated import article_of
from nlp.announcement import read_announcement
from nlp.evaluation import read_gold
from tests.nlp.floor import corpus_files

COUNT = int(os.environ.get("CLUSTERWIRE_FUZZ", "150"))
SEED = 2026
NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
LANGUAGES = ("de", "el", "en", "es", "fi", "fr", "it", "mt", "nl", "pl", "pt", None)
PIECES = (
    "31.02.2025", "29/02/2023", "00:00", "24:00", "99:99", "€", "EUR 0", "1.000.000.000.000.000", "1,5 Mio.", "12 – ",
    "until 31 April", "bis zum 30. Februar", "Q2 2025", "2021-2027", "100 %", "0 %", "\u00a0", "\u202e", "\u0301", "ß",
    "İ", "\ufb01", "½ million", "٣٠", "一月", "\x00", "\n\n", "\t|\t", "https://x.eu/?a=1.1.2025", "((((", "9999-12-31",
)  # fmt: skip


def read(text, language, published):
    row = {"id": "fuzz", "title": text[:60], "text": text, "lang": language, "published": published}
    return read_announcement(article_of(row), NOW)


def mutate(chance, text):
    """A text with parts deleted, doubled, moved, or replaced by awkward pieces."""
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(1, 40))
        part = chance.choice(
            ("", text[start:end] * 2, text[start:end][::-1], text[start:end].upper(), chance.choice(PIECES))
        )
        text = text[:start] + part + text[end:]
    return text


@pytest.mark.timeout(120 + COUNT // 20)  # a long run is allowed its time
def test_mutated_announcements_are_read_without_an_error():
    texts = [row["text"] for path in corpus_files() for row in read_gold(path)]
    chance, broken = random.Random(SEED), []  # noqa: S311 - nothing secret
    for _ in range(COUNT):
        text, language = mutate(chance, chance.choice(texts)), chance.choice(LANGUAGES)
        try:
            read(text, language, chance.choice((None, "2025-03-01")))
        except Exception as error:  # noqa: BLE001 - any error is what this looks for
            broken.append((repr(error), language, text))
    assert texts
    assert broken == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=30).map(" ".join),
    st.sampled_from(LANGUAGES),
    st.none() | st.dates(date(1999, 1, 1), date(2099, 12, 31)).map(date.isoformat),
)
def test_whatever_is_read_stands_in_the_text(text, language, published):
    announcement = read(text, language, published)
    facts = announcement.facts
    for value in (*facts.deadlines, *facts.amounts, *facts.event_dates):
        proof = value.evidence
        assert proof.start is None or text[proof.start : proof.end] == proof.sentence
    assert public_fields(facts)["rolling"] in {True, False}
