"""Reading archived pages in other processes."""

import sys
from functools import partial

import pytest

from core.database import open_database
from core.errors import CrewError
from core.models import Outcome
from core.settings import Settings
from flows import reading
from flows.executors import open_crew, this_process, worker_processes
from flows.reading import ReadingJob, read_batch, read_pages
from nlp.announcement import read_announcements
from tests.flows.stored import NOW, page, source, store_pages


@pytest.fixture
def job(tmp_path):
    return partial(
        ReadingJob,
        database_url=f"sqlite:///{tmp_path}/clusterwire.db",
        archive_folder=tmp_path / "archive",
        max_decompressed=10**7,
        now=NOW,
    )


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


def test_a_fault_of_the_program_on_one_page_is_its_outcome_and_logged(tmp_path, job, caplog, monkeypatch):
    engine = open_database(f"sqlite:///{tmp_path}/clusterwire.db")
    ids = store_pages(tmp_path / "archive", engine, [page(number) for number in range(3)])

    def read(articles, now):
        if "number 1" in articles[0].title:
            raise OverflowError("date value out of range")
        return read_announcements(articles, now)

    monkeypatch.setattr(reading, "read_announcements", read)
    readings = list(read_pages(job(sources=(source("site"),)), ids, this_process))
    assert [one.outcome for one in readings] == [Outcome.INDEXED, Outcome.UNDECODABLE, Outcome.INDEXED]
    assert readings[1].detail == "OverflowError: date value out of range"
    assert "Traceback" in caplog.text
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


def test_a_worker_of_another_version_is_refused(tmp_path, job):
    message = job(sources=(), extractor="0").model_dump_json()
    with pytest.raises(CrewError, match="update its program"):
        read_batch(message, (1,))


def test_a_cluster_without_dask_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "flows.cluster", raising=False)
    with pytest.raises(CrewError, match=r"install clusterwire\[dask\]"):
        open_crew(Settings(executor="tcp://127.0.0.1:8786"))
