"""Faults of one host: the run ends, the others are complete, and the outcome names the fault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import PROGRAM
from tests.replica.conftest import program_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOST, FAULTY, ITEMS = "cluster-fr.example", "cluster-fr", 8
OTHERS = {"i4be": 10, "cluster-it": 8}  # announcements on their pages
MOST_MEMORY = 500  # MB of the largest process of a run

ITEM = "/france-2030-un-appel"  # the beginning of one announcement's path
FAULTS = {
    "500": {"failed"},
    "503-retry-after": {"failed", "blocked"},
    "hang": {"failed"},
    "reset": {"failed"},
    "truncated-gzip": {"undecodable"},
    "redirect-loop": {"refused", "failed", "redirected"},
    "redirect-to-private": {"refused", "redirected"},
    "huge": {"oversized"},
    "bomb": {"oversized"},
    "empty-200": {"no_text", "undecodable"},
    "html-for-json": {"failed", "undecodable", "blocked"},
    "captcha-page": {"blocked"},
}
HARMLESS = ("slow", "bad-charset")


def run_with_fault(replica, folder, mode, path):
    replica.ask("/__faults", "DELETE")
    replica.ask(f"/__faults?host={HOST}&mode={mode}&path={path}", "POST")
    program = program_at(folder, replica.address, TIMEOUT="4")
    named = [part for name in (FAULTY, *OTHERS) for part in ("-s", name)]
    peak = folder / "peak"
    command = [sys.executable, Path(__file__).with_name("peak.py"), peak, PROGRAM, "run", "--json", *named]
    done = subprocess.run(
        command, env=program.environment, cwd=folder, text=True, capture_output=True, check=False, timeout=200
    )
    assert done.returncode in (0, 1), done.stderr
    assert int(peak.read_text()) < MOST_MEMORY
    return {line["id"]: line for line in json.loads(done.stdout)["sources"]}


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_of_a_whole_host_stays_there(replica, tmp_path, mode):
    lines = run_with_fault(replica, tmp_path, mode, "/")
    assert {name: lines[name]["carried"] for name in OTHERS} == OTHERS
    assert [lines[name]["reason"] for name in OTHERS] == ["", ""]
    assert not lines[FAULTY]["healthy"]
    assert lines[FAULTY]["outcomes"].keys() & FAULTS[mode]


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_of_one_page_has_a_name_and_takes_no_other_with_it(replica, tmp_path, mode):
    lines = run_with_fault(replica, tmp_path, mode, ITEM)
    assert lines[FAULTY]["carried"] == ITEMS - 1
    assert lines[FAULTY]["outcomes"].keys() & FAULTS[mode]


@pytest.mark.parametrize("mode", HARMLESS)
def test_a_slow_or_wrongly_declared_page_is_read_all_the_same(replica, tmp_path, mode):
    lines = run_with_fault(replica, tmp_path, mode, "/")
    assert lines[FAULTY]["carried"] == ITEMS
    assert lines[FAULTY]["healthy"]
