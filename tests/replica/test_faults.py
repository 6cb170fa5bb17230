"""Faults of one host: the run ends, the others are complete, and the outcome names the fault."""

import json
import resource

import pytest

from tests.replica.conftest import program_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOST, FAULTY, ITEMS = "cluster-fr.example", "cluster-fr", 8
OTHERS = {"i4be": 10, "cluster-it": 8}  # announcements on their pages
MEGABYTE = 1024  # of the kilobytes that getrusage counts in

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
    done = program.start("run", "--json", *named)
    told, complaints = done.communicate(timeout=200)
    assert done.returncode in (0, 1), complaints
    return {line["id"]: line for line in json.loads(told)["sources"]}


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


def test_memory_stays_small_through_all_faults():
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 500 * MEGABYTE
