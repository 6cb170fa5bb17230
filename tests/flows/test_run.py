"""Whole runs against the bundled site."""

import json
import os
import signal
import time

import pytest

from tests.flows.conftest import DEMO_SOURCES

KILLED_AFTER = (0.8, 1.9, 2.7, 3.4, 4.2)  # seconds: start, crawl, reading, indexing


def test_a_second_run_asks_conditionally_and_changes_not_a_byte(filled, run_demo, tmp_path):
    program = filled
    before = program("export")
    report = program.json(*run_demo)
    assert program("export") == before
    assert report["outcomes"].keys() <= {"unchanged", "listing"}
    assert report["published"] == 0


def test_every_page_of_a_run_has_one_outcome(program, run_demo):
    report = program.json(*run_demo)
    assert {line["id"] for line in report["sources"]} == set(DEMO_SOURCES)
    assert all(line["healthy"] for line in report["sources"]), report
    assert report["outcomes"]["indexed"] >= 10
    assert report["published"] == len(program("export").splitlines())


def test_one_failing_source_leaves_the_others_complete(program, run_demo, tmp_path):
    sources = tmp_path / "more"
    sources.mkdir()
    (sources / "absent.yaml").write_text(
        "id: absent\ntitle: A site that is gone\nhomepage: https://absent.example/\ncountry: EU\n"
        "authority: platform\nschedule: '0 6 * * *'\n"
        "spider: {kind: listing, urls: ['https://absent.example/calls'], items: [a]}\n"
    )
    program.environment["CLUSTERWIRE_SOURCES"] += f":{sources}"
    report = program.json(*run_demo, "-s", "absent", code=1)
    healthy = {line["id"]: line["healthy"] for line in report["sources"]}
    assert healthy == dict.fromkeys(DEMO_SOURCES, True) | {"absent": False}


def test_a_run_of_which_nothing_is_healthy_ends_with_two(program, tmp_path):
    program.environment["CLUSTERWIRE_MIRROR"] = "http://127.0.0.1:9"  # nothing listens there
    program("run", "-s", DEMO_SOURCES[0], "--json", code=2)


def test_real_sites_are_not_asked_before_there_is_a_contact(program):
    del program.environment["CLUSTERWIRE_MIRROR"]
    assert "CLUSTERWIRE_CONTACT" in program("run", "-s", DEMO_SOURCES[0], code=2)


@pytest.mark.slow
def test_crawl_and_process_apart_give_what_a_run_gives(filled, program, run_demo):
    program("crawl", *run_demo[1:])
    assert program("export") == ""
    program("process")
    assert program("export") == filled("export")


@pytest.mark.slow
def test_an_archive_can_be_taken_in_elsewhere(filled, program, tmp_path):
    segments = sorted(map(str, (filled.home / "archive").glob("*.warc.gz")))
    assert segments
    other = program.with_home(tmp_path / "other")
    other("import-warc", *segments)
    assert other("export") == filled("export")


@pytest.mark.slow
def test_runs_that_were_killed_end_where_an_undisturbed_one_does(filled, program, run_demo):
    for seconds in KILLED_AFTER:
        running = program.start(*run_demo)
        time.sleep(seconds)  # the moment is what is tried
        kill_group(running)
    program(*run_demo)
    assert program("export") == filled("export")
    assert "sound" in program("archive", "verify")


def test_ctrl_c_keeps_what_was_fetched(program, run_demo):
    running = program.start(*run_demo)
    time.sleep(2.5)  # into the crawl
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode in (0, 130), told
    program(*run_demo)
    assert json.loads(program("archive", "verify", "--json")) == []


def kill_group(running):
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


@pytest.mark.slow
def test_archive_in_an_object_store_gives_what_one_in_a_folder_gives(filled, program, run_demo, tmp_path):
    program.environment["CLUSTERWIRE_ARCHIVE"] = f"file://{tmp_path / 'store'}"
    program(*run_demo)
    assert program("export") == filled("export")
    assert len(list((tmp_path / "store").glob("*.warc.gz"))) == 1
    assert not list((program.home / "archive").glob("*.warc.gz"))
    assert "sound" in program("archive", "verify")
