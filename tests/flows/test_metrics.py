"""The figures for Prometheus are those of the database."""

import sqlite3
import threading
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import inf

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from archive import runs
from archive.ledger import pages
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from core.models import Outcome
from core.settings import Settings
from flows import metrics
from flows.bootstrap import open_house
from records.tables import records
from tests.flows.conftest import DEMO_SOURCES, ROOT, program_at
from tests.servers.databases import database_url as database_url  # noqa: PLC0414 - fixtures, handed on
from tests.servers.databases import postgresql_url as postgresql_url  # noqa: PLC0414

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


def parse(text):
    """{name: {values of the labels, by their names' order: value}} of a file in Prometheus' text format."""
    found = defaultdict(dict)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name][tuple(value for _, value in sorted(sample.labels.items()))] = sample.value
    return dict(found)


@pytest.fixture(scope="module")
def measured_run(tmp_path_factory, site, run_demo):
    """The home of a run that wrote its figures, and the figures."""
    program = program_at(tmp_path_factory.mktemp("measured"), site)
    file = program.home / "clusterwire.prom"
    program.environment["CLUSTERWIRE_METRICS_FILE"] = str(file)
    program(*run_demo)
    return program, parse(file.read_text())


def ask(program, query):
    with closing(sqlite3.connect(program.home / "clusterwire.db")) as database:
        return database.execute(query).fetchall()


def test_figures_of_a_run_are_those_of_the_database(measured_run):
    program, figures = measured_run
    counted = ask(program, "SELECT source_id, outcome, count(*) FROM pages GROUP BY 1, 2")
    assert figures["clusterwire_pages_total"] == {(outcome, source): n for source, outcome, n in counted}
    timed = ask(program, "SELECT source_id, count(*), sum(read_seconds) FROM pages WHERE read_seconds > 0 GROUP BY 1")
    assert {source for source, *_ in timed} == set(DEMO_SOURCES)
    assert figures["clusterwire_extraction_seconds_count"] == {(source,): n for source, n, _ in timed}
    assert figures["clusterwire_extraction_seconds_sum"] == pytest.approx({(source,): s for source, _, s in timed})
    assert figures["clusterwire_runs_total"] == {(source, "healthy"): 1 for source in DEMO_SOURCES}
    assert figures["clusterwire_last_success_timestamp_seconds"] == {(s,): NOW.timestamp() for s in DEMO_SOURCES}
    assert figures["clusterwire_source_state"] == {(source,): 0 for source in DEMO_SOURCES}
    nothing = {(): 0}
    assert figures["clusterwire_pages_waiting"] == figures["clusterwire_records_waiting"] == nothing


@pytest.mark.slow
def test_a_crawl_alone_leaves_pages_that_wait(program, run_demo):
    file = program.home / "clusterwire.prom"
    program.environment["CLUSTERWIRE_METRICS_FILE"] = str(file)
    program("crawl", *run_demo[1:])
    figures = parse(file.read_text())
    ((waiting,),) = ask(program, "SELECT count(*) FROM pages WHERE outcome IS NULL")
    assert figures["clusterwire_pages_waiting"] == {(): waiting}
    assert waiting > 0
    assert figures["clusterwire_runs_total"] == {(source, "unread"): 1 for source in DEMO_SOURCES}
    program("process")
    assert parse(file.read_text())["clusterwire_pages_waiting"] == {(): 0}


@pytest.fixture
def open_here(tmp_path):
    """Opens a house of its own with these settings."""

    def open_here(**values):
        return open_house(Settings(_env_file=None, home=tmp_path, now=NOW, **values))

    return open_here


@pytest.fixture
def house(open_here):
    with open_here() as house:
        yield house


def figures_of(house):
    return parse(generate_latest(metrics.read_metrics(house)).decode())


def note_pages(house, *, ages=(), seconds=()):
    """Pages that wait since so long, and pages whose reading took so long."""
    with open_archive_writer(house.settings.archive_folder, house.engine, fixed_clock(NOW)) as archive:
        for number, age in enumerate([*ages, *(timedelta() for _ in seconds)]):
            archive.store_failure(
                source_id="site",
                run_id=None,
                url=f"https://site.example/{number}",
                outcome=Outcome.INDEXED,
                detail="",
                fetched_at=NOW - age,
            )
    with house.engine.begin() as connection:
        for number, taken in enumerate([*(None for _ in ages), *seconds], 1):
            waits = {"outcome": None} if taken is None else {"read_seconds": taken}
            connection.execute(pages.update().where(pages.c.id == number).values(waits))


def test_empty_house_has_figures_too(house):
    figures = figures_of(house)
    assert figures["clusterwire_pages_waiting_oldest_seconds"] == {(): 0}
    assert figures["clusterwire_records_waiting_oldest_seconds"] == {(): 0}
    assert "clusterwire_segments_waiting" not in figures


def test_age_is_that_of_the_page_that_waits_longest(house):
    note_pages(house, ages=[timedelta(hours=1), timedelta(hours=30), timedelta()])
    figures = figures_of(house)
    assert figures["clusterwire_pages_waiting"] == {(): 3}
    assert figures["clusterwire_pages_waiting_oldest_seconds"] == {(): 30 * 3600}


def test_times_of_reading_are_a_histogram(open_here, database_url):
    with open_here(database=database_url) as house:
        note_pages(house, seconds=[0.05, 0.2, 3, 100])
        figures = figures_of(house)
    buckets = {float(bound): count for (bound, _), count in figures["clusterwire_extraction_seconds_bucket"].items()}
    assert (buckets[0.05], buckets[0.1], buckets[0.25], buckets[5], buckets[30], buckets[inf]) == (1, 1, 2, 3, 3, 4)
    assert list(buckets) == [*metrics.BOUNDS, inf]
    assert figures["clusterwire_extraction_seconds_sum"] == {("site",): 103.25}


def test_records_that_the_index_lacks_are_counted_since_they_were_seen(measured_run):
    program, _ = measured_run
    settings = Settings(_env_file=None, home=program.home, now=NOW + timedelta(hours=2))
    with open_house(settings) as house:
        with house.engine.begin() as connection:
            connection.execute(records.update().values(version=records.c.version + 1))
        figures = figures_of(house)
        ((count,),) = ask(program, "SELECT count(*) FROM records")
        assert figures["clusterwire_records_waiting"] == {(): count}
        assert figures["clusterwire_records_waiting_oldest_seconds"] == {(): 2 * 3600}
        house.store.mark_indexed({record.id: version for record, version in house.store.unindexed()})


def test_runs_are_told_apart_by_their_verdict(house):
    with house.engine.begin() as connection:
        for healthy in (True, True, False):
            run_id = runs.start_run(connection, ["site"], NOW)
            runs.finish_run(connection, run_id, "site", ended_at=NOW, funnel=runs.Funnel(), healthy=healthy)
        runs.start_run(connection, ["site"], NOW)
    expected = {("site", "healthy"): 2, ("site", "unhealthy"): 1, ("site", "unfinished"): 1}
    assert figures_of(house)["clusterwire_runs_total"] == expected


def test_segments_that_could_not_be_moved_are_counted(open_here, tmp_path):
    with open_here(archive=f"file://{tmp_path / 'store'}") as house:
        house.settings.archive_folder.mkdir()
        (house.settings.archive_folder / "clusterwire-20260313T060000Z-000001.warc.gz").touch()
        assert figures_of(house)["clusterwire_segments_waiting"] == {(): 1}


def test_figures_that_cannot_be_written_stop_nothing(open_here, tmp_path, caplog):
    with open_here(metrics_file=tmp_path / "absent" / "x.prom") as house, metrics.measured(house):
        pass
    assert "the metrics could not be written" in caplog.text


def test_figures_are_written_though_the_work_failed(open_here, tmp_path):
    with (
        open_here(metrics_file=tmp_path / "x.prom") as house,
        pytest.raises(ZeroDivisionError),
        metrics.measured(house),
    ):
        raise ZeroDivisionError
    assert "clusterwire_pages_waiting 0.0" in (tmp_path / "x.prom").read_text()


class Gateway(BaseHTTPRequestHandler):
    """Remembers what is put."""

    def do_PUT(self):
        self.server.got = self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Silent."""


def test_figures_are_pushed_to_a_gateway(open_here):
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with open_here(pushgateway=f"127.0.0.1:{server.server_port}") as house:
            metrics.write_metrics(house)
        thread.join()
        path, body = server.got
    assert path == "/metrics/job/clusterwire"
    assert parse(body)["clusterwire_pages_waiting"] == {(): 0}


def test_every_metric_is_in_the_manual(open_here):
    manual = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    with open_here(archive="memory://manual") as house:
        names = {metric.name for metric in metrics.read_metrics(house).collect()}
    assert len(names) == 10
    assert [name for name in names if f"`{name}" not in manual] == []
