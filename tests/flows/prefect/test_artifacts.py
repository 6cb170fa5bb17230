"""What a crawl leaves for people."""

import re
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from archive.health import State, Turn, Verdict
from archive.runs import Run
from core.errors import RecordError
from core.models import Kind, Outcome
from flows.artifacts import LINKS, call_links, funnel, health_rows, source_rows
from flows.reports import Published, RunReport, SourceReport, Touched

GOOD = SourceReport("one", 8, 7, Touched({"a"}, {"b"}), Counter({Outcome.INDEXED: 2, Outcome.UNCHANGED: 6}))
EMPTY = SourceReport("two", 0, 0, Touched(), Counter(), reason="0 announcements, at least 3 expected")
VERDICTS = {"one": Verdict(State.HEALTHY), "two": Verdict(State.SUSPICIOUS, "it has no items")}
REPORT = RunReport((GOOD, EMPTY), Published(2), verdicts=VERDICTS)
DAY = datetime(2026, 3, 13, tzinfo=UTC)


def shelf(**titles):
    """A house whose store knows calls by these ids, and one news item."""
    records = {
        name: SimpleNamespace(id=name, title=title, kind=Kind.CALL, canonical_url=f"https://site.example/{name}")
        for name, title in titles.items()
    }
    records["news"] = SimpleNamespace(id="news", title="News", kind=Kind.NEWS, canonical_url="https://site.example/n")

    def get(record_id):
        if record_id not in records:
            raise RecordError("gone")
        return records[record_id]

    return SimpleNamespace(store=SimpleNamespace(get=get))


def run(source_id, **funnel):
    return Run(run_id=1, source_id=source_id, started_at=DAY, **funnel)


def test_every_source_has_a_row_with_its_outcomes_its_state_and_what_is_wrong():
    rows = {row["source"]: row for row in source_rows(REPORT)}
    assert rows["one"]["outcomes"] == "indexed 2, unchanged 6"
    assert (rows["one"]["new"], rows["one"]["changed"], rows["one"]["state"], rows["one"]["why"]) == (
        1,
        1,
        "healthy",
        "",
    )
    assert rows["two"]["state"] == "suspicious"
    assert "at least 3 expected" in rows["two"]["why"]


def test_the_funnel_narrows_from_the_lists_to_the_index():
    runs = [run("one", discovered=8, fetched=8, extracted=7, calls=6, dated=5, published=7), run("two", discovered=1)]
    counts = [int(re.search(r"\d+", line)[0]) for line in funnel(runs, REPORT).splitlines()[1:-1]]
    assert counts == [9, 8, 7, 6, 5, 7, 2, 2]


def test_the_funnel_of_a_run_that_found_nothing_can_be_drawn():
    assert "█" not in funnel([run("two")], RunReport((EMPTY,), Published()))


def test_the_health_of_a_source_that_was_never_judged_is_not_told():
    turn = Turn(1, "one", State.BROKEN, DAY, "nothing new for 90 days", DAY, frozenset())
    rows = [SimpleNamespace(source=SimpleNamespace(id=name), turn=of, last_new=None, usual_gap=30)
            for name, of in (("one", turn), ("two", None))]  # fmt: skip
    assert health_rows(rows) == [
        {
            "source": "one",
            "state": "broken",
            "since": "2026-03-13",
            "why": "nothing new for 90 days",
            "last new": "",
            "new within days": 30,
        }
    ]


def test_new_and_changed_calls_are_links_and_other_records_are_not():
    text = call_links(shelf(a="First", b="Second"), [Touched({"a", "news"}, {"b", "a"})])
    assert text.split("\n\n") == [
        "**New: 1**", "- [First](<https://site.example/a>)", "**Changed: 1**", "- [Second](<https://site.example/b>)",
    ]  # fmt: skip


def test_a_record_that_became_part_of_another_is_left_out():
    assert "New: 0" in call_links(shelf(), [Touched({"merged"})])


@pytest.mark.parametrize("title", ["[x](https://evil.example)", "<script>alert(1)</script>", "a\n# b"])
def test_the_words_of_a_page_are_never_markup(title):
    line = call_links(shelf(a=title), [Touched({"a"})]).split("\n\n")[1]
    shown = line.removeprefix("- [").removesuffix("](<https://site.example/a>)")
    assert "\n" not in line
    assert not {"[", "<", "#"} & {sign for before, sign in zip(" " + shown, shown, strict=False) if before != "\\"}


def test_a_long_list_says_how_many_it_leaves_out():
    many = {f"r{number}": f"Call {number:03}" for number in range(LINKS + 5)}
    assert "- and 5 more" in call_links(shelf(**many), [Touched(set(many))])
