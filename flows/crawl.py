"""The Prefect flow that takes in a group of sources: crawl, read, judge, publish."""

from typing import Any, NamedTuple

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE

from archive.health import Verdict
from core.errors import CrawlError
from core.settings import load_settings
from flows import stages
from flows.artifacts import leave_report
from flows.attempts import HOUR, archive_turn, day, stage
from flows.bootstrap import open_house
from flows.care import take_care
from flows.choosing import choose_scheduled, choose_sources
from flows.crawl_log import log_crawl
from flows.crawling import CrawlReport
from flows.health.assessing import assess_sources
from flows.health.judging import judge_sources
from flows.json_output import report_document
from flows.metrics import measured
from flows.process import PUBLISHED, TOUCHED, process, publish
from flows.reports import Cautions, RunReport, SourceReport, Touched
from spiders.catalog import load_catalog


class Fetched(NamedTuple):
    """What a crawl brought into the archive."""

    run_id: int
    sources: list[str]
    reports: dict[str, CrawlReport]


def _group() -> str:
    """What the sources of this flow run are called: by their ids, or as the deployment is."""
    named = runtime.flow_run.parameters.get("sources")
    return "+".join(named) if named else runtime.deployment.name or "all"


@flow(name="crawl", flow_run_name=lambda: f"{_group()} {day()}")
def crawl(schedule: str | None = None, sources: list[str] | None = None) -> dict[str, Any]:
    """Crawl sources, read what is new, bring the index up to date.

    Args:
        schedule: the sources that have this schedule; ignored where sources are named.
        sources: ids of sources; with neither, every enabled source.

    Raises:
        CrawlError: no source is healthy.
    """
    ids = choose(schedule, sources or [])
    with archive_turn():
        report = take_in(ids, _group())
    if report.exit_code == 2:
        raise CrawlError("; ".join(f"{line.source_id}: {line.reason}" for line in report.sources))
    return report_document(report)


def take_in(ids: list[str], group: str) -> RunReport:
    """Crawl, read, judge, publish; the caller has the archive's turn."""
    fetched = fetch(ids)
    touched = TOUCHED.validate_python(process(then_publish=False))
    lines, cautions = judge(fetched, touched)
    published = PUBLISHED.validate_python(publish())
    report = RunReport(lines, published, cautions, compare(fetched.run_id, lines))
    tell(group, fetched.run_id, report)
    return report


@task(name="choose sources", cache_policy=NO_CACHE)
def choose(schedule: str | None, sources: list[str]) -> list[str]:
    """The ids of the sources that a run is for."""
    catalog = load_catalog(load_settings().sources)
    if schedule and not sources:
        return [source.id for source in choose_scheduled(catalog, schedule)]
    return [source.id for source in choose_sources(catalog, sources, None)]


@stage("fetch", timeout=23 * HOUR)
def fetch(ids: list[str]) -> Fetched:
    """Fetch the sources' pages into the archive."""
    with open_house(load_settings()) as house:
        run_id, reports = stages.crawl_sources(house, choose_sources(house.catalog, ids, None), log_crawl())
    return Fetched(run_id, ids, reports)


@stage("judge", timeout=HOUR)
def judge(fetched: Fetched, touched: dict[str, Touched]) -> tuple[tuple[SourceReport, ...], tuple[Cautions, ...]]:
    """Hold each source against what is expected of it, and hold back what is unlikely before it is published."""
    with open_house(load_settings()) as house:
        sources = choose_sources(house.catalog, fetched.sources, None)
        lines = assess_sources(house, sources, fetched.run_id, fetched.reports, touched)
        return lines, take_care(house, fetched.run_id, lines)


@stage("compare", timeout=HOUR)
def compare(run_id: int, lines: tuple[SourceReport, ...]) -> dict[str, Verdict]:
    """Hold each source against its own past, and tell staff of those whose state has turned."""
    with open_house(load_settings()) as house:
        return judge_sources(house, run_id, lines)


@stage("tell", timeout=HOUR)
def tell(group: str, run_id: int, report: RunReport) -> None:
    """Leave what happened as artifacts."""
    with open_house(load_settings()) as house, measured(house):
        leave_report(house, group, run_id, report)
