"""Whole runs on the replica of the real sites, where it lies beside the project."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.ledger import pages
from tests.flows.conftest import Program

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
REPLICA = SHARED / "replica"
ANNOUNCEMENTS = (SHARED / "eval" / "dev-en.jsonl", SHARED / "eval" / "dev-multi.jsonl")
DAY = "2026-03-13T06:00:00Z"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),  # a run of every source
    pytest.mark.skipif(not (REPLICA / "serve.py").exists(), reason="the replica of the real sites is not here"),
]


def arguments():
    named = [part for path in ANNOUNCEMENTS for part in ("--announcements", str(path))]
    return ["--data", str(SHARED / "data"), *named]


@pytest.fixture(scope="module")
def replica():
    """The replica on day 1; its address."""
    command = [sys.executable, str(REPLICA / "serve.py"), *arguments(), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        told = server.stdout.readline()
        yield next(word.rstrip("/.,") for word in told.split() if word.startswith("http://127.0.0.1"))
        server.terminate()


@pytest.fixture(scope="module")
def program(replica, tmp_path_factory):
    """The program after one run of every source."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLUSTERWIRE_")}
    settings = {
        "HOME": str(tmp_path_factory.mktemp("replica")),
        "MIRROR": replica,
        "NOW": DAY,
        "SOURCES": str(ROOT / "tests" / "replica" / "sources"),
        "DELAY": "0",
        "CONCURRENCY": "4",
    }
    program = Program(inherited | {f"CLUSTERWIRE_{name}": value for name, value in settings.items()})
    program("run", "--json")
    return program


def request_log(replica):
    with urllib.request.urlopen(f"{replica}/__log", timeout=60) as answer:  # noqa: S310 # our own server
        return [json.loads(line) for line in answer.read().decode().splitlines()]


@pytest.fixture(scope="module")
def first_export(program):
    return program("export", "--jsonl")


@pytest.fixture(scope="module")
def figures(program, replica, first_export, tmp_path_factory):
    """What the replica's own comparison says of the export."""
    folder = tmp_path_factory.mktemp("compare")
    expected, got = folder / "expected.jsonl", folder / "got.jsonl"
    got.write_text(first_export)
    dump = [sys.executable, str(REPLICA / "serve.py"), *arguments(), "--day", "1", "--dump-expected", str(expected)]
    subprocess.run(dump, check=True, capture_output=True)
    command = [sys.executable, str(REPLICA / "compare.py"), str(expected), str(got), "--log", f"{replica}/__log"]
    done = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_every_site_is_found(figures):
    assert figures["found all"] >= 0.98
    assert {name: share for name, share in figures.items() if name.startswith("found site:") and share < 0.95} == {}


@pytest.mark.parametrize("name", ["forbidden", "unwanted"])
def test_nothing_forbidden_is_asked_and_nothing_unwanted_kept(figures, name):
    assert figures[name] == 0


@pytest.mark.parametrize(
    ("name", "floor"), [("status", 0.95), ("kind", 0.95), ("deadlines", 0.93), ("same_precision", 0.98)]
)
def test_fields_are_as_good_as_promised(figures, name, floor):
    assert figures[name] >= floor


def test_a_second_run_is_conditional_and_changes_not_a_byte(program, replica, figures, first_export):
    engine = sa.create_engine(f"sqlite:///{program.home / 'clusterwire.db'}")
    offered = pages.c.etag.is_not(None) | pages.c.last_modified.is_not(None)
    with engine.connect() as connection:
        query = sa.select(pages.c.url).where(offered, pages.c.status == 200, pages.c.method == "GET")
        with_validators = set(connection.scalars(query))
    engine.dispose()
    asked_before = len(request_log(replica))
    program("run", "--json")
    assert program("export", "--jsonl") == first_export
    second = request_log(replica)[asked_before:]
    asked = {f"https://{row['host']}{row['path']}{'?' + row['query'] if row['query'] else ''}": row for row in second}
    concerned = [row for url, row in asked.items() if url in with_validators]
    assert len(concerned) > 700
    assert [row["path"] for row in concerned if not row["conditional"]] == []
