"""The first day of the replica of the real sites through Prefect into Elasticsearch, and by the command line."""

import secrets

import pytest

from tests.flows.prefect.conftest import settings_of
from tests.replica.conftest import SCRIPTS, dump_expected, program_at, serve

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(1800)]  # two runs of every source


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """What `clusterwire run` makes of it, with the embedded engine: the export and the figures of the comparison."""
    if not (SCRIPTS / "serve.py").exists():
        pytest.skip("the replica of the real sites is not here")
    with serve() as replica:
        program = program_at(tmp_path_factory.mktemp("by-hand"), replica.address)
        program("run", "--json")
        return _judged(program, replica, tmp_path_factory.mktemp("compare"))


@pytest.fixture(scope="module")
def by_prefect(by_hand, prefect_server, elasticsearch_url, tmp_path_factory):
    """What a deployment makes of it, and how many records Elasticsearch then has."""
    index = {"INDEX": elasticsearch_url, "INDEX_NAME": f"test-{secrets.token_hex(4)}", "INDEX_REPLICAS": "0"}
    with serve() as replica:
        program = program_at(tmp_path_factory.mktemp("by-prefect"), replica.address, **index)
        with prefect_server.worker(settings_of(program)):
            prefect_server.call("deploy", "--all")
            run = prefect_server.wait(prefect_server.start("crawl/by-hand"), patience=1200)
        assert run["state_type"] == "COMPLETED", run["state"]["message"]
        return *_judged(program, replica, tmp_path_factory.mktemp("compare")), program.json("search")["total"]


def _judged(program, replica, folder):
    got = folder / "got.jsonl"
    got.write_text(program("export", "--jsonl"))
    return got.read_text(), replica.compare(dump_expected(1, folder / "expected.jsonl"), got)


def test_the_export_is_the_same(by_hand, by_prefect):
    assert by_prefect[0] == by_hand[0]


def test_the_figures_are_the_same(by_hand, by_prefect):
    assert by_prefect[1] == by_hand[1]


def test_every_record_is_in_elasticsearch(by_prefect):
    assert by_prefect[2] == len(by_prefect[0].splitlines())
