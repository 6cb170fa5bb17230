"""One writer at a time, on whatever machine: two folders stand for two machines here."""

import multiprocessing
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.archive import open_archive
from archive.writer import open_archive_writer
from core.database import open_database
from core.errors import ArchiveError
from tests.servers.databases import database_url as database_url  # noqa: PLC0414 - fixtures, handed on
from tests.servers.databases import postgresql_url as postgresql_url  # noqa: PLC0414

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)

pytestmark = [pytest.mark.server, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]


@pytest.fixture
def engine(database_url):
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def writer_on(machine: Path, engine):
    return open_archive_writer(machine / "archive", engine, lambda: NOON, store=f"file://{machine.parent / 'store'}")


def test_writer_on_another_machine_is_respected_and_makes_way(engine, tmp_path, exchange_of):
    with writer_on(tmp_path / "one", engine) as first:
        first.store(exchange_of("https://www.example.org/1"), None)
        with pytest.raises(ArchiveError, match="another machine"):
            writer_on(tmp_path / "two", engine)
        with pytest.raises(ArchiveError, match="by process"):
            writer_on(tmp_path / "one", engine)
    with writer_on(tmp_path / "two", engine) as second:
        assert second.store(exchange_of("https://www.example.org/2"), None) == 2
    reader = open_archive(tmp_path / "three", engine, store=f"file://{tmp_path / 'store'}")
    assert [reader.read(row.id).final_url[-1] for row in reader.pages()] == ["1", "2"]
    assert list(reader.verify()) == []


def hold(machine, url, told):
    """Write until killed."""
    with writer_on(machine, open_database(url)):
        told.set()
        time.sleep(600)


def test_writer_that_was_killed_makes_way(engine, database_url, tmp_path):
    context = multiprocessing.get_context("spawn")
    told = context.Event()
    other = context.Process(target=hold, args=(tmp_path / "one", database_url, told))
    other.start()
    assert told.wait(60)
    with pytest.raises(ArchiveError, match="another machine"):
        writer_on(tmp_path / "two", engine)
    other.kill()
    other.join()
    writer_on(tmp_path / "two", engine).close()  # waits until the server has noticed
