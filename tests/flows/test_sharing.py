"""Several workers on one ledger: each page is read into the records by one of them, whatever becomes of the others."""

import os
import signal
import subprocess
import sys
from concurrent.futures import Future
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from archive.claims import LEASE, claim_pages, find_claimants, settle_claimed
from archive.ledger import pages
from core.clock import fixed_clock, system_clock
from core.database import open_database
from core.models import Outcome
from flows import sharing
from flows.bootstrap import open_house
from flows.crew import Crew
from flows.executors import InlineExecutor
from flows.sharing import Share, open_share
from flows.stages import process_new_pages
from records.tables import announcements
from tests.flows.conftest import ROOT
from tests.flows.stored import NOW, fill, short_page, site_settings
from tests.servers.databases import database_url as database_url  # noqa: PLC0414 - fixtures, handed on
from tests.servers.databases import postgresql_url as postgresql_url  # noqa: PLC0414

PAGES = 2000
WORKER = """
from core.settings import Settings
from flows.bootstrap import open_house
from flows.stages import process_new_pages

with open_house(Settings()) as house:
    process_new_pages(house, lambda _: print("page", flush=True))
"""


@pytest.fixture
def settings(tmp_path, database_url):
    return site_settings(tmp_path, database=database_url, workers=1)


@pytest.fixture
def few(tmp_path):
    """Settings with three pages that wait."""
    settings = site_settings(tmp_path, workers=1)
    fill(settings, [short_page(number) for number in range(3)])
    return settings


@pytest.fixture
def start_worker(settings):
    """Starts workers on the pages that wait; none outlives the test."""
    environment = {
        **os.environ,
        "CLUSTERWIRE_HOME": str(settings.home),
        "CLUSTERWIRE_DATABASE": settings.database_url,
        "CLUSTERWIRE_SOURCES": str(settings.sources[0]),
        "CLUSTERWIRE_NOW": NOW.isoformat(),
        "CLUSTERWIRE_WORKERS": "1",
    }
    with ExitStack() as running:

        def start_worker():
            command = [sys.executable, "-c", WORKER]
            pipes = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            worker = running.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))
            running.callback(worker.kill)
            return worker

        yield start_worker


def finish(worker):
    """How many pages it told of from now on."""
    told, complaints = worker.communicate()
    assert (worker.returncode, complaints) == (0, "")  # a dropped reading would be a complaint
    return told.count("page")


def state(settings):
    """Pages by outcome, and announcements kept."""
    engine = open_database(settings.database_url)
    with engine.connect() as connection:
        outcomes = connection.execute(sa.select(pages.c.outcome, sa.func.count()).group_by(pages.c.outcome)).all()
        kept = connection.scalar(sa.select(sa.func.count()).select_from(announcements))
        assert find_claimants(connection) == set()
    engine.dispose()
    return dict(map(tuple, outcomes)), kept


@pytest.mark.slow
@pytest.mark.timeout(900)  # 2,000 pages on a busy machine
def test_two_workers_read_each_page_once(settings, start_worker):
    fill(settings, map(short_page, range(PAGES)))
    counts = [finish(worker) for worker in [start_worker(), start_worker()]]
    assert sum(counts) == PAGES
    assert min(counts) > 0
    assert state(settings) == ({Outcome.INDEXED: PAGES}, PAGES)


@pytest.mark.slow
@pytest.mark.timeout(900)  # 2,000 pages on a busy machine
def test_the_pages_of_a_killed_worker_are_taken_over(settings, start_worker):
    fill(settings, map(short_page, range(PAGES)))
    killed, other = start_worker(), start_worker()
    begun = sum(1 for _ in zip(range(PAGES // 4), killed.stdout, strict=False))
    killed.send_signal(signal.SIGKILL)
    begun += killed.communicate()[0].count("page")
    assert killed.returncode == -signal.SIGKILL
    assert PAGES // 4 <= begun < PAGES
    assert finish(other) + begun in (PAGES - 1, PAGES)  # it may have been killed before it could tell of its last
    assert state(settings) == ({Outcome.INDEXED: PAGES}, PAGES)


@pytest.mark.slow
def test_a_page_that_ends_a_run_is_undecodable_in_the_next(settings, start_worker):
    source = settings.sources[0] / "site.yaml"
    source.write_text(source.read_text() + "extraction: {reader: 'tests.flows.fatal:read'}\n")
    fill(settings, [short_page(1), "<p>DEADLY</p>", short_page(2)])
    ended = start_worker()
    ended.communicate()
    assert ended.returncode == 1
    assert finish(start_worker()) == 3
    assert state(settings) == ({Outcome.INDEXED: 2, Outcome.UNDECODABLE: 1}, 2)


def test_a_reading_that_comes_too_late_is_dropped(few):
    with open_house(few) as house:

        class Overtaken(InlineExecutor):
            """Another worker takes the pages over and finishes them while they are read here."""

            def submit(self, fn, /, *args) -> Future:
                with house.engine.begin() as connection:
                    for page_id in claim_pages(connection, "other", 3, system_clock() + LEASE):
                        settle_claimed(connection, "other", page_id, Outcome.IRRELEVANT)
                return super().submit(fn, *args)

        told = []
        touched = process_new_pages(house, told.append, lambda: nullcontext(Crew(Overtaken(), 1)))
    assert told == []
    assert touched["site"].new == set()
    assert state(few) == ({Outcome.IRRELEVANT: 3}, 0)


def test_a_worker_waits_for_what_others_hold_and_takes_over_what_they_leave(few, monkeypatch):
    monkeypatch.setattr(sharing, "POLL_EVERY", 0.01)
    with open_house(few) as house, open_share(house.engine) as other:
        held = next(other.rounds()).page_ids
        assert next(held) == 1
        reading = Thread(target=process_new_pages, args=(house, lambda _: None))
        reading.start()
        reading.join(0.2)
        assert reading.is_alive()
        other.release()
        reading.join(60)
        assert not reading.is_alive()
    assert state(few) == ({Outcome.INDEXED: 3}, 3)


def test_pages_are_given_back_when_reading_fails(few):
    class Broken(InlineExecutor):
        def submit(self, fn, /, *args) -> Future:
            raise RuntimeError("no room")

    with open_house(few) as house, pytest.raises(RuntimeError, match="no room"):
        process_new_pages(house, lambda _: None, lambda: nullcontext(Crew(Broken(), 1)))
    assert state(few) == ({None: 3}, 0)


def test_claims_are_renewed_while_the_worker_lives(few, monkeypatch):
    monkeypatch.setattr(sharing, "RENEW_EVERY", 0.01)
    engine = open_database(few.database_url)
    start, renewed, ended = system_clock(), Event(), Event()

    def later():
        renewed.set()
        return start + LEASE

    share = Share(engine, fixed_clock(start), "me")
    next(next(share.rounds()).page_ids)
    keeping = Thread(target=Share(engine, later, "me").keep, args=(ended,))
    keeping.start()
    assert renewed.wait(60)
    ended.set()
    keeping.join()
    with engine.begin() as connection:
        assert claim_pages(connection, "other", 3, start + LEASE + timedelta(seconds=1)) == ()
    engine.dispose()


def test_what_a_dead_process_of_this_machine_held_is_free_at_once(few):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], text=True, stdout=-1, check=True)
    engine = open_database(few.database_url)
    with open_share(engine) as share:
        host, own, token = share.worker.rsplit("/", 2)
        for holder, is_free in ((f"{host}/{own}/{token}x", False), (f"elsewhere/{gone.stdout.strip()}/x", False)):
            with engine.begin() as connection:
                connection.execute(pages.update().values(claimed_by=holder, claimed_until=system_clock() + LEASE))
            assert (share._find_dead() == {holder}) is is_free
        with engine.begin() as connection:
            connection.execute(pages.update().values(claimed_by=f"{host}/{gone.stdout.strip()}/x"))
        assert list(next(share.rounds()).page_ids) == [1, 2, 3]
    engine.dispose()
