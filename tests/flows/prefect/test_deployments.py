"""The deployments on a real Prefect server, by a real worker, into a real Elasticsearch."""

import urllib.error
from datetime import datetime

import pytest
import yaml

from archive.runs import Funnel, finish_run, start_run
from core.database import open_database
from spiders.catalog import load_catalog
from tests.flows.conftest import DAY, DEMO_SOURCES, ROOT
from tests.flows.prefect.conftest import GROUP

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]  # three programs start, on a busy machine

LIMIT = "clusterwire-archive"
FORGOTTEN = "demo-news"


@pytest.fixture(scope="module")
def first_run(installation):
    """The first crawl, held back until a second of the same deployment was refused; both flow runs."""
    prefect = installation.prefect
    prefect.ask("/v2/concurrency_limits/", {"name": LIMIT, "limit": 1})
    slot = {"names": [LIMIT], "slots": 1, "mode": "concurrency"}
    prefect.ask("/v2/concurrency_limits/increment", slot)
    first = prefect.start("crawl/by-hand", schedule=GROUP)
    prefect.wait(first, until={"RUNNING"})
    second = prefect.wait(prefect.start("crawl/by-hand", schedule=GROUP))
    assert prefect.state(first) == "RUNNING"
    prefect.ask("/v2/concurrency_limits/decrement", slot)
    return prefect.wait(first), second


@pytest.fixture(scope="module")
def second_run(installation, first_run):
    """The same crawl again, with the export before it."""
    return installation.crawl(), installation.program("export")


@pytest.fixture(scope="module")
def upkeep_runs(installation, second_run):
    """One run of each of the others, side by side; all sources but one pass for crawled."""
    prefect = installation.prefect
    _note_runs_but_of(FORGOTTEN, installation.program)
    begun = {
        "sweep": prefect.start("sweep/nightly"),
        "verify": prefect.start("verify-archive/weekly"),
        "reprocess": prefect.start("reprocess/by-hand", source="demo-calls", since="2026-03-01"),
        "gone": prefect.start("crawl/by-hand", sources=["eccp-calls"]),  # the bundled site does not have it
    }
    return {name: prefect.wait(run_id) for name, run_id in begun.items()}


def _note_runs_but_of(forgotten, program):
    engine = open_database(f"sqlite:///{program.home / 'clusterwire.db'}")
    now = datetime.fromisoformat(DAY)
    with engine.begin() as connection:
        names = [source.id for source in load_catalog([ROOT / "demo" / "sources"]).sources]
        run_id = start_run(connection, names, now)
        for name in names:
            if name != forgotten:
                finish_run(connection, run_id, name, ended_at=now, funnel=Funnel(), healthy=True)
    engine.dispose()


def test_every_deployment_has_its_schedule_on_the_server(installation):
    there = installation.prefect.ask("/deployments/filter", {"limit": 200})
    told = {(one["name"], s["schedule"]["cron"], s["schedule"]["timezone"]) for one in there for s in one["schedules"]}
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    assert len(there) == len(written)
    assert told == {(one["name"], s["cron"], s["timezone"]) for one in written for s in one.get("schedules", ())}


def test_a_crawl_waits_for_its_turn_and_its_calls_are_found_in_elasticsearch(installation, first_run):
    assert first_run[0]["state_type"] == "COMPLETED"
    assert installation.program.json("search", "--kind", "call")["total"] >= 7
    assert installation.program.json("search")["total"] == len(installation.program("export").splitlines())


def test_the_name_of_a_run_tells_its_group_and_its_day(first_run):
    assert first_run[0]["name"] == f"by-hand {DAY[:10]}"


def test_a_deployment_that_overlaps_itself_is_skipped(first_run):
    assert first_run[1]["state_type"] == "CANCELLED"


def test_a_crawl_leaves_a_table_a_funnel_and_links(installation, first_run):
    left = installation.prefect.artifacts(first_run[0]["id"])
    assert set(left) == {"sources-by-hand", "funnel-by-hand", "calls-by-hand", "source-health"}
    assert all(name in left[key] for key in ("sources-by-hand", "source-health") for name in DEMO_SOURCES)
    assert "](<https://noticeboard.example/" in left["calls-by-hand"]


def test_what_the_stages_log_is_with_the_run(installation, first_run):
    lines = [line["message"] for line in installation.prefect.ask("/logs/filter", {"limit": 200})]
    assert [line for line in lines if line.startswith("demo-calls: done, 7 items")]


def test_a_second_run_indexes_nothing_new(installation, first_run, second_run):
    again, export = second_run
    assert again["state_type"] == "COMPLETED"
    left = installation.prefect.artifacts(again["id"])
    assert left["calls-by-hand"].split() == ["**New:", "0**", "**Changed:", "0**"]
    assert left["funnel-by-hand"].splitlines()[-2].split() == ["sent", "to", "the", "index", "0"]
    assert installation.program("export") == export


@pytest.mark.slow
def test_the_sweep_crawls_what_was_forgotten_and_leaves_nothing_undone(installation, upkeep_runs):
    assert upkeep_runs["sweep"]["state_type"] == "COMPLETED"
    left = installation.prefect.artifacts(upkeep_runs["sweep"]["id"])
    assert FORGOTTEN in left["sources-sweep"]
    assert '"missed": []' in left["sweep"]


@pytest.mark.slow
def test_the_archive_is_checked(installation, upkeep_runs):
    assert upkeep_runs["verify"]["state_type"] == "COMPLETED"
    assert installation.prefect.artifacts(upkeep_runs["verify"]["id"]) == {"archive": "[]"}


@pytest.mark.slow
def test_the_archive_is_read_again(installation, upkeep_runs):
    assert upkeep_runs["reprocess"]["state_type"] == "COMPLETED"
    assert installation.prefect.artifacts(upkeep_runs["reprocess"]["id"]) == {"reprocess": "[]"}


@pytest.mark.parametrize("wrong", [{"source": "No Id"}, {"source": 7}, {"promote": "perhaps"}])
def test_the_server_refuses_parameters_that_cannot_be_meant(installation, wrong):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        installation.prefect.start("reprocess/by-hand", **wrong)
    assert refusal.value.code in (409, 422)


@pytest.mark.slow
def test_a_crawl_of_which_no_source_is_healthy_has_failed(upkeep_runs):
    assert upkeep_runs["gone"]["state_type"] == "FAILED"
    assert "eccp-calls" in upkeep_runs["gone"]["state"]["message"]
