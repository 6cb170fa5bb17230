"""Real texts against real fields: the largest grant that a topic of the portal states is read from its text."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.models import Article
from nlp.announcement import read_announcements

TOPICS = Path(__file__).parents[3].parent / "shared/data/ft_portal/cordisdata_open_calls.jsonl.gz"
NOW = datetime(2026, 3, 13, tzinfo=UTC)
LEAST = 0.95


def states(text, value):
    """Whether a text writes a sum out, by patterns that have nothing to do with the grammar under test."""
    millions = f"{value / 1e6:.2f}".rstrip("0").rstrip(".")
    grouped = f"{value:,.0f}".replace(",", "[ ., \u202f]?")
    return re.search(rf"(?:EUR|€) ?(?:{grouped}|{re.escape(millions)}0? ?million)(?!\d)", text) is not None


def topics():
    with gzip.open(TOPICS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if row.get("budgetMax") and states(row["description"], float(row["budgetMax"]))]


def article(row):
    url = row["portalUrl"]
    return Article(
        source_id="portal", url=url, canonical_url=url, title=row["title"], text=row["description"], language="en"
    )


@pytest.mark.slow
@pytest.mark.skipif(not TOPICS.exists(), reason="the portal's topics are not part of the project")
def test_the_largest_grant_that_a_topic_states_is_read_from_its_text():
    rows = topics()
    assert len(rows) >= 10
    read = [
        {float(amount.value) for amount in announcement.facts.amounts}
        for announcement in read_announcements(map(article, rows), NOW)
    ]
    missed = [row["topicId"] for row, values in zip(rows, read, strict=True) if float(row["budgetMax"]) not in values]
    assert len(missed) <= (1 - LEAST) * len(rows), missed
