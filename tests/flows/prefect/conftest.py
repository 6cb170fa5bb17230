"""A Prefect server with a worker and every deployment, pointed at the bundled site and a real Elasticsearch."""

import secrets
from dataclasses import dataclass

import pytest

from tests.flows.conftest import Program, program_at
from tests.servers.prefect import PrefectServer, prefect_server  # noqa: F401 - a fixture

GROUP = "0 6 * * *"  # the schedule that the sources of the bundled site share


@dataclass(frozen=True)
class Installation:
    """The server, and the program with the settings that the worker has."""

    prefect: PrefectServer
    program: Program

    def crawl(self, **parameters):
        return self.prefect.wait(self.prefect.start("crawl/by-hand", **({"schedule": GROUP} | parameters)))


def settings_of(program):
    """The program's settings, for a worker."""
    return {name: value for name, value in program.environment.items() if name.startswith("CLUSTERWIRE_")}


@pytest.fixture(scope="module")
def installation(prefect_server, elasticsearch_url, site, tmp_path_factory):  # noqa: F811 - pytest's way
    program = program_at(tmp_path_factory.mktemp("home"), site)
    here = {
        "CLUSTERWIRE_INDEX": elasticsearch_url,
        "CLUSTERWIRE_INDEX_NAME": f"test-{secrets.token_hex(4)}",
        "CLUSTERWIRE_INDEX_REPLICAS": "0",
    }
    program.environment.update(here)
    with prefect_server.worker(settings_of(program)):
        prefect_server.call("deploy", "--all")
        yield Installation(prefect_server, program)
