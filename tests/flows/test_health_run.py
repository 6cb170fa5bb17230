"""The health of a source by whole runs of the program: what `sources` shows, what staff are told."""

import pytest

from tests.servers.staff import hire as hire  # noqa: PLC0414 - a fixture, handed on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # three runs, on a busy machine

SOURCE = "demo-marealia"


def health_after(program, site, day, code=0):
    """What `sources` says after a run on a day of March."""
    program.environment.update({"CLUSTERWIRE_MIRROR": site, "CLUSTERWIRE_NOW": f"2026-03-{day}T06:00:00Z"})
    program("run", "-s", SOURCE, code=code)
    return next(source["health"] for source in program.json("sources") if source["id"] == SOURCE)


def test_a_source_that_cannot_be_reached_is_suspicious_until_it_is_back_and_staff_hear_of_both(program, site, hire):
    staff = hire()
    program.environment["CLUSTERWIRE_NOTIFY"] = staff.address
    assert health_after(program, site, 13)["state"] == "healthy"
    lost = health_after(program, "http://127.0.0.1:9", 14, code=2)  # nothing listens there
    assert (lost["state"], lost["since"]) == ("suspicious", "2026-03-14T06:00:00+00:00")
    assert "marealia.example" in lost["reason"]
    found = health_after(program, site, 15)
    assert (found["state"], found["since"], found["reason"]) == ("healthy", "2026-03-15T06:00:00+00:00", "")
    assert staff.titles == [f"Clusterwire: {SOURCE} is {state}" for state in ("suspicious", "healthy")]
    assert lost["reason"] in staff.read[0]["message"]
