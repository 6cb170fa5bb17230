"""Texts of topics of the Funding & Tenders portal against the portal's own deadlines, where its data lies beside us."""

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest

from nlp.annotated import article_of
from nlp.pipeline import facts_of, load_pipeline, open_document

TOPICS = Path(__file__).resolve().parents[3] / "shared" / "data" / "ft_portal" / "cordisdata_open_calls.jsonl.gz"
WRITTEN = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")
LOST_BREAK = re.compile(r"(?<=[a-z0-9.:)])(?=[A-Z][a-z])")
"""Where the collection lost the break between two lines: "29 April 2026Deadline for submitting"."""

MOST_STRANGE = 2
"""Days read besides the portal's own among all its topics; there were none when this was written."""


@pytest.fixture(scope="module")
def topics():
    if not TOPICS.exists():
        pytest.skip("the portal's data does not lie beside the project")
    with gzip.open(TOPICS, "rt", encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["deadline"]]


def body_of(topic):
    parts = (topic.get(key) for key in ("description", "objectives", "topicConditions", "supportInfo"))
    return LOST_BREAK.sub("\n", "\n".join(filter(None, parts)))


def read(topic):
    pipeline = load_pipeline()
    row = {"id": topic["topicId"], "lang": "en", "title": topic["title"], "text": body_of(topic)}
    return {str(d.date) for d in facts_of(pipeline(open_document(pipeline, article_of(row)))).deadlines}


def says(text, day):
    written = {form for pattern in WRITTEN for form in (day.strftime(pattern), day.strftime(pattern).lstrip("0"))}
    return any(form in text for form in written)


@pytest.mark.slow
def test_deadline_that_a_topic_s_text_states_is_found(topics):
    telling = [topic for topic in topics if says(body_of(topic), date.fromisoformat(topic["deadline"]))]
    assert telling
    assert [topic["topicId"] for topic in telling if topic["deadline"] not in read(topic)] == []


@pytest.mark.slow
def test_topics_are_given_hardly_any_deadline_that_the_portal_does_not_know(topics):
    strange = [(topic["topicId"], day) for topic in topics for day in read(topic) - {topic["deadline"]}]
    assert len(strange) <= MOST_STRANGE, strange
