"""Short phrases of real pages against their normalised values, where the development data lies beside the project."""

import json
import re
from pathlib import Path

import pytest

from nlp.annotated import article_of
from nlp.dates.day import Day
from nlp.pipeline import load_pipeline, open_document

PHRASES = Path(__file__).resolve().parents[3] / "shared" / "eval" / "phrases-dev.jsonl"
LEAST = 0.97
VALUE = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?:T(?P<time>\d\d:\d\d))?")


def is_right(row):
    """Whether the grammars read what the phrase says; what its days are for takes more text than a phrase has."""
    pipeline = load_pipeline()
    doc = pipeline(open_document(pipeline, article_of({**row, "id": "phrase"})))
    values = row["value"] if isinstance(row["value"], list) else [row["value"]]
    if row["kind"] == "deadline" and values == [None]:
        return bool(doc._.rolling) and not doc._.deadlines
    if row["kind"] == "deadline":
        return all(any(says(day, value) for day in doc._.dates) for value in values)
    read = {float(amount.value) for amount in doc._.amounts}
    return set(values) <= read if values != [None] else not read  # a rate is no sum


def says(day: Day, value: str) -> bool:
    """Whether a day is the value; a year that only the page around the phrase tells may be missing, not wrong."""
    told = VALUE.fullmatch(value)
    assert told, value
    year, month, number = (int(told[name]) if (told[name] or "-") != "-" else None for name in ("year", "month", "day"))
    same_year = day.year is None or year is None or day.year == year
    return same_year and (day.month, day.day) == (month, number) and told["time"] in (None, day.time)


def judged_phrases():
    """Deadlines, sums and rates; not fields of feeds, which are no text, nor sums whose value the data leaves out."""
    rows = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    return [
        row
        for row in rows
        if (row["kind"] == "deadline" and "structured field" not in row["note"])
        or (row["kind"] == "amount" and (row["value"] is not None or row["note"].startswith("rate")))
    ]


def test_nearly_all_phrases_have_their_normalised_value():
    if not PHRASES.exists():
        pytest.skip(f"no development data at {PHRASES.parent.name}/{PHRASES.name} beside the project")
    rows = judged_phrases()
    wrong = [row["text"] for row in rows if not is_right(row)]
    assert len(rows) > 100
    assert 1 - len(wrong) / len(rows) >= LEAST, "\n".join(wrong)
