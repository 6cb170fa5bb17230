"""Prefect flows that read the pages that wait in the archive and bring the search index up to date."""

from typing import Any

from prefect import flow, get_run_logger
from pydantic import TypeAdapter

from core.settings import load_settings
from flows import stages
from flows.artifacts import follow
from flows.attempts import HOUR, day, stage
from flows.bootstrap import open_house
from flows.gaps import count_pending, count_unindexed
from flows.metrics import measured
from flows.reports import Published, Touched

TOUCHED = TypeAdapter(dict[str, Touched])
PUBLISHED = TypeAdapter(Published)


@flow(name="process", flow_run_name=lambda: f"process {day()}")
def process(*, then_publish: bool = True) -> dict[str, Any]:
    """Read every pending page; the ids of the records touched, by source.

    Args:
        then_publish: also bring the search index up to date.
    """
    touched = read_pages()
    if then_publish:
        publish()
    found: dict[str, Any] = TOUCHED.dump_python(touched, mode="json")
    return found


@flow(name="publish", flow_run_name=lambda: f"publish {day()}")
def publish() -> dict[str, Any]:
    """Send the records that changed to the search index; how many it took, and which it refused."""
    published = send_records()
    for refused in published.rejected:
        get_run_logger().warning("the index refused %s: %s", refused.record_id, refused.reason)
    told: dict[str, Any] = PUBLISHED.dump_python(published, mode="json")
    return told


@stage("read pages", timeout=23 * HOUR)
def read_pages() -> dict[str, Touched]:
    """Read every pending page and store what it says."""
    with open_house(load_settings()) as house, measured(house):
        return stages.process_new_pages(house, follow("pages read", count_pending(house)))


@stage("send records", timeout=5 * HOUR)
def send_records() -> Published:
    """Send the records that changed to the search index."""
    with open_house(load_settings()) as house, measured(house):
        return stages.publish(house, follow("records sent", count_unindexed(house)))
