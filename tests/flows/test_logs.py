"""The log of a whole run, from all of its processes."""

import json
import logging
import re

import pytest
import yaml

from flows.executors import worker_processes
from tests.flows.conftest import ROOT

CRAWLED = re.compile(r"Crawled \(\d+\) <GET https?://([^/>]+)")


@pytest.fixture(scope="session")
def hosts():
    """The host of each source of the bundled site."""
    sources = (yaml.safe_load(path.read_text()) for path in (ROOT / "demo" / "sources").glob("*.yaml"))
    return {source["id"]: source["homepage"].split("/")[2] for source in sources}


@pytest.fixture
def lines(program, run_demo):
    program.environment.update(CLUSTERWIRE_LOG_FORMAT="json", CLUSTERWIRE_LOG_LEVEL="DEBUG")
    running = program.start(*run_demo)
    _, told = running.communicate()
    assert running.returncode == 0, told
    return [json.loads(line) for line in told.splitlines()]


def of(lines, logger):
    return [line for line in lines if line["logger"] == logger]


def test_lines_of_a_run_are_json_and_name_run_source_and_page(lines, hosts):
    crawled = of(lines, "spiders.visit")
    assert {line["run"] for line in crawled} == {1}
    assert {line["source"] for line in crawled} == set(hosts)
    assert len({line["page"] for line in crawled}) == len(crawled)
    pending = {line["page"] for line in crawled if line["message"].startswith("pending")}
    assert {line["page"] for line in of(lines, "flows.stages")} == pending
    assert {(line["source"], line["message"]) for line in of(lines, "flows.health.assessing")} == {
        (source, "healthy") for source in hosts
    }


def test_lines_of_scrapy_name_the_source_whose_page_it_is(lines, hosts):
    crawled = [(line, match) for line in of(lines, "scrapy.core.engine") if (match := CRAWLED.match(line["message"]))]
    assert len(crawled) >= 10
    assert [line["message"] for line, match in crawled if hosts[line["source"]] != match[1]] == []


def test_processes_that_read_log_in_the_same_way(monkeypatch, capfd):
    monkeypatch.setenv("CLUSTERWIRE_LOG_FORMAT", "json")
    with worker_processes(1) as crew:
        crew.executor.submit(logging.getLogger("nlp").warning, "odd").result()
    (line,) = capfd.readouterr().err.splitlines()
    assert (json.loads(line)["logger"], json.loads(line)["message"]) == ("nlp", "odd")
