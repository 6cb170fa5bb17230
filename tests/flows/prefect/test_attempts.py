"""What is tried again."""

from datetime import datetime

import pytest
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import ParameterTypeError
from prefect.states import Failed

from core.errors import (
    CrawlError,
    CrewError,
    DatabaseError,
    IndexOutdatedError,
    IndexUnavailableError,
    SettingsError,
    SourceError,
)
from flows import crawl, process, upkeep
from flows.attempts import is_outage

TASKS = [
    *(crawl.fetch, crawl.judge, crawl.compare, crawl.tell),
    *(process.read_pages, process.send_records),
    *(upkeep.look, upkeep.check, upkeep.reread, upkeep.put_in_force),
]


@pytest.mark.parametrize("error", [DatabaseError, IndexUnavailableError, CrewError])
def test_an_outage_is_worth_another_try(error):
    assert is_outage(process.send_records, None, Failed(data=error("gone for a moment")))


@pytest.mark.parametrize("error", [SettingsError, SourceError, CrawlError, IndexOutdatedError, ValueError])
def test_what_fails_as_often_as_it_is_tried_is_not(error):
    assert not is_outage(process.send_records, None, Failed(data=error("wrong")))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_stage_is_tried_again_after_a_growing_pause_ends_in_time_and_is_never_cached(task):
    assert task.retry_condition_fn is is_outage
    assert task.retry_delay_seconds == [15, 30, 60, 120]
    assert task.retry_jitter_factor > 0
    assert task.timeout_seconds > 0
    assert task.cache_policy == NO_CACHE


@pytest.mark.parametrize(
    "flow", [crawl.crawl, process.process, process.publish, upkeep.sweep, upkeep.verify_archive, upkeep.reprocess]
)
def test_every_flow_leaves_the_timeouts_to_its_stages_and_says_in_its_name_of_which_day_it_is(flow, monkeypatch):
    monkeypatch.setenv("CLUSTERWIRE_NOW", "2026-03-12T23:30:00Z")
    assert flow.timeout_seconds is None
    assert flow.flow_run_name().endswith(" 2026-03-13")  # as people in Brussels count


@pytest.mark.parametrize("wrong", [{"source": "No Id"}, {"since": "lately"}, {"promote": "perhaps"}])
def test_parameters_that_cannot_be_meant_end_a_run_before_it_begins(wrong):
    with pytest.raises(ParameterTypeError):
        upkeep.reprocess.validate_parameters(wrong)


def test_parameters_are_read_as_their_types():
    read = upkeep.reprocess.validate_parameters({"source": "demo-calls", "since": "2026-03-01", "promote": "true"})
    assert read == {"source": "demo-calls", "since": datetime(2026, 3, 1), "promote": True}  # noqa: DTZ001 - as given
