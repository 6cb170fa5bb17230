"""The archive read again with another extraction than the one in force."""

import json
import shutil

import pytest

from tests.flows.conftest import ROOT, program_at

pytestmark = pytest.mark.slow  # reads whole archives anew


@pytest.fixture
def filled_anew(tmp_path, filled, site):
    """A copy of the filled program, with source files of its own; its index stands still."""
    home = tmp_path / "home"
    shutil.copytree(filled.home, home)
    shutil.copytree(ROOT / "demo" / "sources", tmp_path / "sources")
    program = program_at(home, site)
    program.environment["CLUSTERWIRE_SOURCES"] = str(tmp_path / "sources")
    return program


def titles(program):
    return {record["id"]: record["title"] for record in map(json.loads, program("export").splitlines())}


def test_the_same_extraction_reads_the_same(filled_anew):
    again = filled_anew.json("reprocess")
    assert again["pages"] >= 10
    assert again["differences"] == []


def test_a_planted_change_of_the_extraction_is_shown_and_put_in_force_without_a_change_event(filled_anew, tmp_path):
    before, changes = titles(filled_anew), filled_anew("changes", "--jsonl")
    planted = tmp_path / "sources" / "demo-calls.yaml"
    rules = planted.read_text()
    planted.write_text(rules.replace("title: [.opportunity__title, h1]", "title: [.opportunity__deadline]"))
    shown = filled_anew.json("reprocess", "--source", "demo-calls")
    counts = {(one["source_id"], one["field"]): one for one in shown["differences"]}
    assert {source for source, _ in counts} == {"demo-calls"}
    assert counts["demo-calls", "title"]["count"] >= 1
    _, old, _ = counts["demo-calls", "title"]["samples"][0]
    assert old in before.values()
    assert "title" in filled_anew("reprocess", "--source", "demo-calls")
    assert titles(filled_anew) == before
    filled_anew("reprocess", "--source", "demo-calls", "--promote")
    assert titles(filled_anew).keys() == before.keys()
    assert titles(filled_anew) != before
    assert [one["id"] for one in map(json.loads, filled_anew("changes", "--jsonl").splitlines())] == [
        one["id"] for one in map(json.loads, changes.splitlines())
    ]
