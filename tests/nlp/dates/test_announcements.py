"""What the dates of whole announcements mean; the cases are data."""

import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(path.stem, case, id=f"{case.get('language', path.stem)}: {case['trap']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def shown(deadline):
    parts = (str(deadline.date), deadline.time, deadline.role.value, "superseded" if deadline.superseded else None)
    return " ".join(filter(None, parts))


def struck_span(case, text):
    if "struck" not in case:
        return ()
    start = text.index(case["struck"])
    return ((start, start + len(case["struck"])),)


@pytest.mark.parametrize(("file", "case"), CASES)
def test_dates_of_an_announcement_mean_what_they_say(facts, file, case):
    text = case["text"].strip()
    read = facts(
        text, case.get("language", file), title=case.get("title", ""), published=case.get("published"),
        struck=struck_span(case, text),
    )  # fmt: skip
    assert sorted(map(shown, read.deadlines)) == sorted(case["deadlines"])
    assert sorted(str(finding.value) for finding in read.event_dates) == case.get("events", [])
    assert bool(read.rolling) == case.get("rolling", False)
    assert (read.opens.value if read.opens else None) == case.get("opens")
    assert (read.announced_status.value.value if read.announced_status else None) == case.get("status")


def test_every_official_language_has_a_case():
    languages = {case.get("language", file) for file, case in (param.values for param in CASES)}
    assert len(languages) == 24


def test_proof_is_the_sentence_at_its_place_in_the_text(facts):
    text = "A call.\nApply until 5 May 2025, 17:00. Results come in June."
    proof = facts(text).deadlines[0].evidence
    assert proof.sentence == "Apply until 5 May 2025, 17:00."
    assert text[proof.start : proof.end] == proof.sentence
    assert proof.rule.startswith("deadlines.")
    assert 0.5 < proof.confidence <= 1


def test_proof_of_what_only_the_title_says_has_no_place_in_the_text(facts):
    proof = facts("Money for cheese.", title="Cheese call, apply by 5 May 2025").deadlines[0].evidence
    assert proof.sentence == "Cheese call, apply by 5 May 2025"
    assert (proof.start, proof.end) == (None, None)


def test_proof_of_a_date_in_an_endless_sentence_stays_short(facts):
    text = "word " * 2000 + "apply until 5 May 2025 " + "word " * 2000
    assert len(facts(text).deadlines[0].evidence.sentence) < 1000
