"""The deployments on a real Prefect server, by a real worker, into a real Elasticsearch."""

import pytest

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(400),  # three programs start, on a busy machine
]

LIMIT = "clusterwire-archive"


@pytest.fixture(scope="module")
def first_run(installation):
    """The first crawl, held back until a second of the same deployment was refused; both flow runs."""
    prefect = installation.prefect
    prefect.ask("/v2/concurrency_limits/", {"name": LIMIT, "limit": 1})
    slot = {"names": [LIMIT], "slots": 1, "mode": "concurrency"}
    prefect.ask("/v2/concurrency_limits/increment", slot)
    first = prefect.start("crawl/by-hand", schedule="0 6 * * *")
    prefect.wait(first, until={"RUNNING"})
    second = prefect.wait(prefect.start("crawl/by-hand", schedule="0 6 * * *"))
    assert prefect.state(first) == "RUNNING"
    prefect.ask("/v2/concurrency_limits/decrement", slot)
    return prefect.wait(first), second


def test_a_crawl_waits_for_its_turn_and_its_calls_are_found_in_elasticsearch(installation, first_run):
    assert first_run[0]["state_type"] == "COMPLETED"
    found = installation.program.json("search", "--kind", "call")
    assert found["total"] >= 7
    assert len(installation.program("export").splitlines()) == installation.program.json("search")["total"]


def test_a_deployment_that_overlaps_itself_is_skipped(first_run):
    assert first_run[1]["state_type"] == "CANCELLED"


def test_a_second_run_indexes_nothing_new(installation, first_run):
    before = installation.program("export")
    again = installation.crawl()
    assert again["state_type"] == "COMPLETED"
    assert "sent to the index       0" in installation.prefect.artifacts(again["id"])["funnel-by-hand"]
    assert installation.program("export") == before
