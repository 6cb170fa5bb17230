"""The figures of the reading on our own corpus only rise, and our texts are what they claim to be."""

import re
from collections import Counter
from datetime import date

import pytest

from core.models import AmountRole, DeadlineRole, Ecosystem, Kind
from nlp.evaluation import FIGURES, read_gold
from nlp.lexicon import languages
from tests.nlp.floor import corpus_cases, corpus_digest, corpus_files, fallen, measured, read_floor, unseen_files

CORPUS = [row for path in corpus_files() for row in read_gold(path)]
UNSEEN = [row for path in unseen_files() for row in read_gold(path)]
ROWS = CORPUS + UNSEEN
MAIN_LANGUAGES = {"de", "en", "es", "fr", "it", "nl", "pl", "pt"}
TRAPS = {
    "call-id", "cancelled", "consultant-promotion", "cutoffs", "de-minimis", "end-of-day", "expression-of-interest",
    "extended", "fee", "loan", "midnight", "no-year", "noon", "other-currencies", "past-deadline", "range",
    "registration", "reopened", "results-with-next-call", "rolling", "round-up", "several-events", "shared-unit",
    "teaser", "thousand-dot", "total-vs-grant", "turnover-limit", "two-stage", "tz", "until-date-or-exhausted",
    "until-exhausted", "voucher", "weekday", "words-and-figures",
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_falls_below_its_floor(name):
    assert fallen({name: measured()[name]}, {name: read_floor()["figures"][name]}) == []


def test_the_floor_was_measured_on_this_corpus():
    assert read_floor()["digest"] == corpus_digest(), "run: python -m tests.nlp.floor --raise-floor"


def test_the_corpus_has_the_main_languages_most_others_and_every_trap():
    count = Counter(row["lang"] for row in CORPUS)
    assert min(count[language] for language in MAIN_LANGUAGES) >= 12
    assert set(count) <= set(languages())
    assert len(count) >= 20
    assert TRAPS - {tag for row in CORPUS for tag in row["difficulty"]} == set()


def test_there_are_texts_that_nobody_tunes_on():
    assert len(UNSEEN) >= 100
    assert len({row["lang"] for row in UNSEEN}) >= 12


def test_ids_and_texts_occur_once():
    assert [text for text, count in Counter(row["text"] for row in ROWS).items() if count > 1] == []
    assert [key for key, count in Counter(row["id"] for row in ROWS).items() if count > 1] == []


def test_texts_are_as_long_as_announcements_are():
    assert [row["id"] for row in ROWS if not 80 <= len(row["text"].split()) <= 320] == []


def test_labels_keep_to_the_schema():
    assert {row["kind"] for row in ROWS} <= set(Kind)
    assert {d["role"] for row in ROWS for d in row["deadlines"]} == set(DeadlineRole)
    assert {a["role"] for row in ROWS for a in row["amounts"]} == set(AmountRole)
    assert {code for row in ROWS for code in row["ecosystems"]} == set(Ecosystem)
    assert all(date.fromisoformat(d["date"]) for row in ROWS for d in row["deadlines"])


def test_a_rolling_call_has_no_deadline():
    assert [row["id"] for row in ROWS if row["rolling"] and row["deadlines"]] == []


def test_the_sentence_of_every_value_stands_in_its_text():
    facts = [(case.announcement.article, case.announcement.facts) for case in corpus_cases()]
    proofs = [(article, value.evidence) for article, found in facts for value in (*found.deadlines, *found.amounts)]
    assert len(proofs) > 300
    assert [
        proof
        for article, proof in proofs
        if proof.start is not None and article.text[proof.start : proof.end] != proof.sentence
    ] == []


def test_numbers_of_labels_are_told_in_their_texts():
    """A slip of the pen in a label would teach the extraction nonsense."""
    days = [(row, d["date"]) for row in ROWS for d in row["deadlines"]]
    assert days
    assert [
        (row["id"], day)
        for row, day in days
        if not re.search(rf"(?<!\d)0?{date.fromisoformat(day).day}(?!\d)", row["text"])
    ] == []


def test_a_worse_figure_is_told_and_a_better_one_is_not():
    assert fallen({"deadline": 0.9, "invented": 0.1}, {"deadline": 0.8, "invented": 0.2}) == []
    assert fallen({"deadline": 0.7, "invented": 0.3}, {"deadline": 0.8, "invented": 0.2}) == [
        "deadline: 0.7, floor 0.8",
        "invented: 0.3, floor 0.2",
    ]
    assert fallen({}, {"deadline": 0.8}) == ["deadline: None, floor 0.8"]
