"""Log lines: one for each event, whatever a page brought along, and each names what it is about."""

import asyncio
import json
import logging
import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.logs import about, log_to_stderr

log = logging.getLogger("spiders.visit")


@pytest.fixture
def started():
    """Starts the log in a format; afterwards all is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda log_format, level="INFO": log_to_stderr(level, log_format)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def written(capsys):
    """The lines that were written since it was asked last."""
    return lambda: capsys.readouterr().err.removesuffix("\n").split("\n")


def test_line_for_people_begins_with_the_time_and_ends_with_what_it_is_about(started, written):
    started("text")
    with about(run=12, source="site", page=3071):
        log.info("gone: %s", "https://site.example/call/")
    (line,) = written()
    moment, rest = line.split(" ", 1)
    assert moment.endswith("Z")
    assert datetime.fromisoformat(moment).utcoffset() == timedelta(0)
    assert rest == "INFO spiders.visit: gone: https://site.example/call/ [run=12 source=site page=3071]"


def test_line_for_programs_has_a_field_for_each(started, written):
    started("json")
    with about(run=12):
        log.warning("gone: %s", "Łódź", extra={"source": "site", "page": 3071, "spider": object()})
    (line,) = written()
    fields = json.loads(line)
    assert datetime.fromisoformat(fields.pop("time")).utcoffset() == timedelta(0)
    assert fields == {
        "level": "WARNING",
        "logger": "spiders.visit",
        "message": "gone: Łódź",
        "run": 12,
        "source": "site",
        "page": 3071,
    }


@pytest.mark.parametrize("log_format", ["text", "json"])
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(message=st.text(), source=st.text(min_size=1))
def test_nothing_that_was_crawled_breaks_a_line(started, written, log_format, message, source):
    started(log_format)
    with about(source=source):
        log.info("%s", message)
    (line,) = written()
    assert line.isprintable()
    if log_format == "json":
        assert (json.loads(line)["message"], json.loads(line)["source"]) == (message, source)


@pytest.mark.parametrize(
    "hostile", ["\n2026-03-13T06:00:00.000Z ERROR core: forged", "\x1b[2J", "\r", "\u2028", "\u202e"]
)
def test_an_error_that_quotes_a_page_cannot_forge_a_line(started, written, hostile):
    started("text")
    log.error("a page could not be read", exc_info=ValueError(hostile))
    first, *below = written()
    assert "ERROR spiders.visit: a page could not be read" in first
    assert below
    assert all(line.startswith("    ") and line.isprintable() for line in below)


def test_what_is_less_than_the_level_is_left_out(started, written):
    started("text", level="WARNING")
    log.info("a detail")
    log.warning("a matter")
    (line,) = written()
    assert "a matter" in line


def test_starting_again_replaces_the_format(started, written):
    started("text")
    started("json")
    log.info("once")
    (line,) = written()
    assert json.loads(line)["message"] == "once"


def test_line_goes_to_where_standard_error_leads_now(started, capsys, monkeypatch, tmp_path):
    started("text")
    with (tmp_path / "elsewhere").open("w+") as elsewhere:
        monkeypatch.setattr(sys, "stderr", elsewhere)
        log.info("hello")
        elsewhere.seek(0)
        assert "hello" in elsewhere.read()


def test_subjects_end_with_their_block_and_are_kept_apart_between_tasks(started, written):
    started("text")

    async def visit(source):
        with about(source=source):
            await asyncio.sleep(0)
            log.info("seen")

    async def visit_both():
        await asyncio.gather(visit("one"), visit("two"))

    with about(run=1):
        asyncio.run(visit_both())
    log.info("over")
    assert [line.rpartition(": ")[2] for line in written()] == [
        "seen [run=1 source=one]",
        "seen [run=1 source=two]",
        "over",
    ]
