"""Three visits to the replica of the real sites, between which things change, vanish and break."""

import json

import pytest

from tests.replica.conftest import DAYS, SCRIPTS, dump_expected, program_at, serve

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # three runs of every source, on a busy machine

TAKEN_DOWN = "https://i4be.eu/restart-the-agri-food-system-by-organising-a-hackathon-eu-funds-available/"
LISTED_TWICE = "https://piemonteinnova.it/euroclusters-open-calls/"
REDESIGNED = ("eccp-calls", "eccp-feed", "eccp-news", "eccp-sitemap")
EMPTY, DOWN = "eismea-feed", "euroaccess"


@pytest.fixture(scope="module")
def visits(tmp_path_factory):
    """What the program says after each of the three days: report, records, changes, figures of the comparison."""
    if not (SCRIPTS / "serve.py").exists():
        pytest.skip("the replica of the real sites is not here")
    folder = tmp_path_factory.mktemp("days")
    program = program_at(folder, "")
    found = {}
    with serve() as replica:
        program.environment["CLUSTERWIRE_MIRROR"] = replica.address
        for day, moment in DAYS.items():
            replica.ask(f"/__day?n={day}", "POST")
            program.environment["CLUSTERWIRE_NOW"] = moment
            report = json.loads(program("run", "--json", code=1 if day == 3 else 0))
            export, changes = folder / f"export{day}.jsonl", folder / f"changes{day}.jsonl"
            export.write_text(program("export", "--jsonl"))
            changes.write_text(program("changes", "--jsonl", "--since", moment[:10]))
            expected = dump_expected(day, folder / f"expected{day}.jsonl")
            figures = replica.compare(expected, export, "--changes", str(changes))
            found[day] = {"report": report, "figures": figures, "expected": lines(expected)}
            found[day] |= {"records": lines(export), "changes": lines(changes)}
    return found


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def sources(visit):
    return {source["id"]: source for source in visit["report"]["sources"]}


def withdrawn(visit):
    return sorted(url for record in visit["records"] if record["status"] == "withdrawn" for url in record["urls"])


@pytest.mark.parametrize("day", [2, 3])
def test_changes_are_those_that_the_pages_made(visits, day):
    figures = visits[day]["figures"]
    assert figures["change_precision"] >= 0.98
    assert figures["change_recall"] >= 0.95


@pytest.mark.parametrize("day", [1, 2, 3])
def test_pages_of_one_call_are_one_record(visits, day):
    figures = visits[day]["figures"]
    assert figures["same_precision"] >= 0.99
    assert figures["same_recall"] >= 0.95


@pytest.mark.parametrize("day", [2, 3])
def test_what_differs_on_every_page_is_no_change(visits, day):
    """Each page has another nonce, reader count and date on each day."""
    due = {change["url"] for change in visits[day]["expected"] if change["record"] == "change"}
    told = [change for change in visits[day]["changes"] if change["field"] in ("text", "title")]
    assert [change["urls"] for change in told if not due & set(change["urls"])] == []
    assert len(told) < 30


def test_a_first_visit_tells_of_new_documents_only(visits):
    assert {change["field"] for change in visits[1]["changes"]} == {"document"}


def test_a_page_that_is_gone_is_withdrawn_on_the_second_look(visits):
    assert [withdrawn(visits[day]) for day in (1, 2)] == [[], []]
    assert withdrawn(visits[3]) == [TAKEN_DOWN]
    told = [change for change in visits[3]["changes"] if change["new"] == "withdrawn"]
    assert [change["urls"] for change in told] == [[TAKEN_DOWN]]


def test_a_redesign_an_empty_feed_and_a_site_that_is_down_make_their_sources_unhealthy(visits):
    assert all(source["healthy"] for day in (1, 2) for source in sources(visits[day]).values())
    unhealthy = {name for name, source in sources(visits[3]).items() if not source["healthy"]}
    assert {EMPTY, DOWN} < unhealthy <= {EMPTY, DOWN, *REDESIGNED}
    assert {"eccp-calls", "eccp-feed", "eccp-news"} <= unhealthy


NAMED = {
    "eccp-calls": "the lists were fetched but name nothing (empty, or laid out anew)",
    "eccp-news": "the lists were fetched but name nothing (empty, or laid out anew)",
    "eccp-feed": "names no feed",
    "eccp-sitemap": "items, but none could be read (laid out anew?)",
    EMPTY: "the lists were fetched but name nothing (empty, or laid out anew)",
    DOWN: "HTTP 503",
}


def test_sources_are_suspicious_when_and_because_they_were_changed_emptied_or_down(visits):
    states = {(day, line["state"]) for day in (1, 2) for line in sources(visits[day]).values()}
    assert states == {(1, "healthy"), (2, "healthy")}
    doubted = {name: line for name, line in sources(visits[3]).items() if line["state"] != "healthy"}
    assert doubted.keys() <= NAMED.keys()
    assert [name for name, line in doubted.items() if NAMED[name] not in line["state_reason"]] == []
    assert [name for name, line in doubted.items() if line["state"] != "suspicious"] == []


def test_an_unhealthy_source_keeps_its_records(visits):
    hosts = ("clustercollaboration.eu/", "euro-access.eu/", "eismea.ec.europa.eu/")
    for host in hosts:
        before, after = ({r["id"] for r in visits[day]["records"] if host in str(r["urls"])} for day in (2, 3))
        assert before, host
        assert before <= after, host


def test_sections_of_a_page_are_records_of_their_own_also_when_it_is_edited(visits):
    for day in (1, 2, 3):
        listed = [record for record in visits[day]["records"] if LISTED_TWICE in record["urls"]]
        assert len(listed) == 3 * day - (day > 1), day  # the second edition keeps one call of the first
