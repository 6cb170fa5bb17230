"""Reading on a real Dask cluster: a scheduler and workers as processes on loopback."""

from functools import partial

import pytest

from core.errors import CrewError, DatabaseError
from core.models import Outcome
from flows import cluster
from flows.bootstrap import open_house
from flows.cluster import dask_workers
from flows.executors import worker_processes
from flows.reading import read_pages
from flows.rereading import reread_archive
from flows.stages import FEW_PAGES, process_new_pages, reading_job
from tests.flows.stored import fill, page, short_page, site_settings
from tests.servers.dask import start_cluster

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]  # workers load spaCy first, on a busy machine


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    with start_cluster(tmp_path_factory.mktemp("dask"), workers=2) as running:
        yield running


@pytest.fixture
def settings(tmp_path, dask):
    return site_settings(tmp_path, executor=dask.address)


def test_pages_are_read_and_read_again(settings):
    count = FEW_PAGES + 20
    fill(settings, map(short_page, range(count)))
    with open_house(settings) as house:
        touched = process_new_pages(house, lambda _: None)
        assert len(touched["site"].new) == count
        assert list(house.archive.pending()) == []
        assert reread_archive(house, None, None, lambda _: None) == (count, [])


def test_a_cluster_reads_what_processes_read(settings):
    page_ids = fill(settings, [page(number) for number in range(20)])
    with open_house(settings) as house:
        job = reading_job(house)
        far, near = (
            list(read_pages(job, page_ids, crew))
            for crew in (partial(dask_workers, settings.executor), partial(worker_processes, 1))
        )
    assert [reading.page_id for reading in far] == page_ids
    untimed = {"seconds": None}
    assert [one.model_copy(update=untimed) for one in far] == [one.model_copy(update=untimed) for one in near]


@pytest.mark.slow
def test_a_page_that_ends_its_worker_is_undecodable_and_takes_no_other_with_it(settings):
    source = settings.sources[0] / "site.yaml"
    source.write_text(source.read_text() + "extraction: {reader: 'tests.flows.fatal:read'}\n")
    page_ids = fill(settings, [page(number, "DEADLY" if number == 3 else "") for number in range(20)])
    with open_house(settings) as house:
        crew = partial(dask_workers, settings.executor)
        outcomes = [reading.outcome for reading in read_pages(reading_job(house), page_ids, crew)]
    assert outcomes == [Outcome.UNDECODABLE if number == 3 else Outcome.INDEXED for number in range(20)]


def test_what_a_worker_cannot_reach_is_told_without_the_password(settings, dask):
    with open_house(settings) as house:
        job = reading_job(house).model_copy(update={"database_url": "postgresql+psycopg://me:s3cret@127.0.0.1:9/none"})
    with pytest.raises(DatabaseError, match="cannot open the database"):
        list(read_pages(job, [1], partial(dask_workers, dask.address)))
    assert "s3cret" not in (dask.folder / "dask.log").read_text()


def test_a_scheduler_that_is_absent_is_a_clear_error(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.5)
    with pytest.raises(CrewError, match="no Dask scheduler answers"), dask_workers("tcp://127.0.0.1:9"):
        pass


def test_a_scheduler_without_workers_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "JOIN_WITHIN", 0.5)
    with (
        start_cluster(tmp_path, workers=0) as dask,
        pytest.raises(CrewError, match="no worker has joined"),
        dask_workers(dask.address),
    ):
        pass


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_a_clear_error(tmp_path):
    settings = site_settings(tmp_path)
    page_ids = fill(settings, [page(number) for number in range(200)])
    with start_cluster(tmp_path, workers=1) as dask, open_house(settings) as house:
        readings = read_pages(reading_job(house), page_ids, partial(dask_workers, dask.address))
        next(readings)
        dask.scheduler.kill()
        with pytest.raises(CrewError, match="went away"):
            list(readings)
