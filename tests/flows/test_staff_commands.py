"""What staff decide on the command line."""

import json

import pytest

from tests.flows.conftest import program_at

pytestmark = pytest.mark.slow  # some thirty starts of the program

WHO = ("--who", "editor", "--why", "as the project says")


@pytest.fixture(scope="module")
def desk(tmp_path_factory, site, run_demo):
    """The program after one run; each test takes back what it decided."""
    program = program_at(tmp_path_factory.mktemp("desk"), site)
    program(*run_demo)
    return program


def calls(desk):
    records = [json.loads(line) for line in desk("export", "--jsonl").splitlines()]
    return [record for record in records if record["kind"] == "call"]


def test_two_records_are_joined_and_the_decision_is_undone(desk):
    before = calls(desk)
    first, second = before[0], before[1]
    desk("duplicates", "join", first["id"], second["id"], *WHO)
    joined = next(record for record in calls(desk) if set(first["urls"]) <= set(record["urls"]))
    assert set(second["urls"]) <= set(joined["urls"])
    (decision,) = desk.json("duplicates", "decisions")
    assert (decision["verdict"], decision["decided_by"]) == ("together", "editor")
    assert "together" in desk("duplicates", "decisions")
    assert "undone" in desk("duplicates", "undo", str(decision["id"]))
    assert calls(desk) == before


def test_an_address_is_split_off_and_comes_back(desk):
    before = calls(desk)
    shared = next(record for record in before if len(record["sources"]) > 1)
    url = next(url for url in shared["urls"] if url != shared["canonical_url"])
    known = {decision["id"] for decision in desk.json("duplicates", "decisions")}
    desk("duplicates", "split", shared["id"], url, *WHO)
    assert not [record for record in calls(desk) if {url, shared["canonical_url"]} <= set(record["urls"])]
    for decision in desk.json("duplicates", "decisions"):
        if decision["id"] not in known:
            desk("duplicates", "undo", str(decision["id"]))
    assert calls(desk) == before


def test_two_records_are_kept_apart(desk):
    first, second = calls(desk)[:2]
    assert "two records" in desk("duplicates", "apart", first["id"], second["id"], *WHO)
    assert "apart" in desk("duplicates", "decisions")
    for decision in desk.json("duplicates", "decisions"):
        if decision["undone_at"] is None:
            desk("duplicates", "undo", str(decision["id"]))


def test_pairs_to_decide_on_are_listed(desk):
    assert isinstance(desk.json("duplicates"), list)
    assert "why" in desk("duplicates")


def test_a_field_is_set_right_found_by_search_exported_and_undone(desk):
    record = calls(desk)[0]
    desk("corrections", "set", record["id"][:8], "title", "Vouchers, said better", *WHO)
    assert desk.json("search", "said better")["hits"][0]["id"] == record["id"]
    (correction,) = desk.json("corrections", "list")
    assert (correction["field"], correction["value"], correction["in_force"]) == (
        "title",
        "Vouchers, said better",
        True,
    )
    assert "in force" in desk("corrections", "list")
    (line,) = map(json.loads, desk("corrections", "export").splitlines())
    assert (line["title"], line["difficulty"]) == ("Vouchers, said better", ["corrected-title"])
    desk("corrections", "undo", str(correction["id"]))
    assert desk.json("corrections", "list") == []
    assert record["title"] in [one["title"] for one in calls(desk)]


def test_a_value_that_does_not_fit_its_field_is_refused(desk):
    record = calls(desk)[0]
    assert "deadlines" in desk("corrections", "set", record["id"], "deadlines", "soon", *WHO, code=2)


def test_nothing_is_held_back_after_a_usual_run(desk):
    assert desk.json("holds") == {}
    assert "nothing" in desk("holds")
    assert "0 documents" in desk("holds", "accept", "demo-calls")
    assert "0 documents" in desk("holds", "drop", "demo-calls")
    assert "clusterwire sources" in desk("holds", "drop", "nowhere", code=2)


def test_what_sources_say_differently_is_shown_with_the_record(desk):
    first, second = [record for record in calls(desk) if record["deadlines"]][:2]
    desk("duplicates", "join", first["id"], second["id"], *WHO)
    differing = desk.json("show", first["id"])["disagreements"]
    shown = " ".join(desk("show", first["id"]).split())
    assert len({opinion["value"] for opinion in differing["deadlines"]}) == 2
    assert "sources differ deadlines:" in shown
    assert shown.count(" says ") >= 2
    desk("duplicates", "undo", str(desk.json("duplicates", "decisions")[-1]["id"]))
