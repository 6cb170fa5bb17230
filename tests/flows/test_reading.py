"""Reading archived pages in other processes."""

from datetime import UTC, datetime
from functools import partial

import pytest

from archive.exchange import Exchange
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from core.database import open_database
from core.models import Authority, Outcome
from core.source import Extraction, ListingSpider, Source
from flows.executors import worker_processes
from flows.reading import ReadingJob, read_pages

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
TEXT = (
    "<p>Small firms can apply for vouchers until 15 May 2026; each voucher is worth EUR 5,000 and pays for advice.</p>"
)


def source(source_id, **extraction):
    return Source(
        id=source_id,
        title="A site",
        homepage="https://site.example/",
        country="EU",
        authority=Authority.PROJECT,
        schedule="0 6 * * *",
        spider=ListingSpider(kind="listing"),
        extraction=Extraction(**extraction),
    )


def store_pages(folder, engine, bodies, source_id="site"):
    with open_archive_writer(folder, engine, fixed_clock(NOW)) as archive:
        return [
            archive.store(
                Exchange(
                    source_id=source_id,
                    run_id=None,
                    url=f"https://site.example/{number}",
                    method="GET",
                    request_headers=[],
                    request_body=b"",
                    requested_url=f"https://site.example/{number}",
                    status=200,
                    response_headers=[("Content-Type", "text/html; charset=utf-8")],
                    body=body.encode(),
                    fetched_at=NOW,
                ),
                None,
            )
            for number, body in enumerate(bodies)
        ]


@pytest.fixture
def job(tmp_path):
    return partial(
        ReadingJob,
        database_url=f"sqlite:///{tmp_path}/clusterwire.db",
        archive_folder=tmp_path / "archive",
        max_decompressed=10**7,
        now=NOW,
    )


def page(number, extra=""):
    return f"<html><body><main><h1>Call number {number}</h1>{TEXT}<p>{extra}</p></main></body></html>"


def read_all(job, page_ids):
    return {reading.page_id: reading for reading in read_pages(job, page_ids, partial(worker_processes, 1))}


def test_a_page_that_ends_its_process_is_undecodable_and_takes_no_other_with_it(tmp_path, job):
    engine = open_database(f"sqlite:///{tmp_path}/clusterwire.db")
    ids = store_pages(tmp_path / "archive", engine, [page(n, "DEADLY" if n == 3 else "") for n in range(20)])
    readings = read_all(job(sources=(source("site", reader="tests.flows.fatal:read"),)), ids)
    assert readings.keys() == set(ids)
    assert readings[ids[3]].outcome is Outcome.UNDECODABLE
    others = {reading.outcome for page_id, reading in readings.items() if page_id != ids[3]}
    assert others == {Outcome.INDEXED}
    engine.dispose()


def test_a_page_of_a_source_that_is_no_more_has_an_outcome(tmp_path, job):
    engine = open_database(f"sqlite:///{tmp_path}/clusterwire.db")
    (page_id,) = store_pages(tmp_path / "archive", engine, [page(1)], source_id="former")
    reading = read_all(job(sources=(source("site"),)), [page_id])[page_id]
    assert (reading.outcome, reading.announcements) == (Outcome.IRRELEVANT, ())
    engine.dispose()


def test_values_come_back_with_their_proof(tmp_path, job):
    engine = open_database(f"sqlite:///{tmp_path}/clusterwire.db")
    (page_id,) = store_pages(tmp_path / "archive", engine, [page(1)])
    (announcement,) = read_all(job(sources=(source("site"),)), [page_id])[page_id].announcements
    (deadline,) = announcement.facts.deadlines
    assert deadline.date.isoformat() == "2026-05-15"
    evidence = deadline.evidence
    assert announcement.article.text[evidence.start : evidence.end] == evidence.sentence
    engine.dispose()
