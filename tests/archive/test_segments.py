"""Segments rotate by size, sort by name, and have one writer at a time."""

import errno
import multiprocessing
import os
import subprocess
import sys
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import pytest

from archive import folder_storage
from archive.archive import open_archive
from archive.segment_writer import LOCK
from archive.segments import list_segments
from archive.writer import open_archive_writer
from core.database import open_database
from core.errors import ArchiveError, DatabaseError
from core.models import Outcome

ROOT = Path(__file__).parents[2]


def names(folder):
    return [path.name for path in list_segments(folder)]


def test_segments_rotate_by_size_and_sort_by_name(open_writer, exchange_of, folder, reader):
    with open_writer(segment_size=5000) as writer:
        ids = [writer.store(exchange_of(f"https://www.example.org/{n}", os.urandom(2000)), None) for n in range(10)]
    assert len(names(folder)) > 2
    assert names(folder) == sorted(names(folder))
    assert names(folder)[0] == "clusterwire-20260313T120000Z-000001.warc.gz"
    assert all(path.stat().st_size < 8000 for path in list_segments(folder))
    assert [len(reader.read(page_id).body) for page_id in ids] == [2000] * 10
    assert list(reader.verify()) == []


def test_segment_is_continued_after_reopening(open_writer, exchange_of, folder, reader):
    for n in range(3):
        with open_writer() as writer:
            writer.store(exchange_of(f"https://www.example.org/{n}"), None)
    assert len(names(folder)) == 1
    assert list(reader.verify()) == []


def test_number_goes_on_where_the_clock_does_not(folder, engine, exchange_of, reader):
    for day in (20, 13, 25):
        clock = datetime(2026, 3, day, tzinfo=UTC)
        with open_archive_writer(folder, engine, lambda clock=clock: clock, segment_size=1) as writer:
            writer.store(exchange_of(), None)
    assert [name.partition("-")[2] for name in names(folder)] == [
        "20260320T000000Z-000001.warc.gz",
        "20260313T000000Z-000002.warc.gz",
        "20260325T000000Z-000003.warc.gz",
    ]
    assert list(reader.verify()) == []


def test_opening_without_storing_leaves_no_segment(open_writer, folder):
    open_writer().close()
    assert names(folder) == []


def test_second_writer_is_refused_by_name_of_the_first(writer, open_writer):
    with pytest.raises(ArchiveError, match=f"process {os.getpid()}"):
        open_writer()


def test_writer_that_closed_makes_way(open_writer):
    open_writer().close()
    open_writer().close()


def test_closed_writer_takes_nothing_more(open_writer, exchange_of, reader):
    writer = open_writer()
    writer.store(exchange_of(), None)
    writer.close()
    with pytest.raises(ArchiveError, match="closed"):
        writer.store(exchange_of(), None)
    assert len(list(reader.pages())) == 1


def test_writer_in_another_process_is_respected_and_its_death_noticed(open_writer, folder):
    hold = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); input()"
    folder.mkdir()
    command = [sys.executable, "-c", hold, str(folder / LOCK)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(ArchiveError, match="being written"):
            open_writer()
        other.kill()
        other.wait()
        open_writer().close()


def test_folder_that_cannot_be_made_is_a_clear_error(tmp_path, engine):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be read or written"):
        open_archive_writer(tmp_path / "file" / "archive", engine, lambda: datetime(2026, 1, 1, tzinfo=UTC))


def test_driver_that_is_missing_is_named(folder, engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ArchiveError, match="Install s3fs"):
        open_archive(folder, engine, store="s3://bucket/archive")


def test_store_that_nothing_knows_is_a_clear_error(folder, engine):
    with pytest.raises(ArchiveError, match=r"nosuch://bucket.*not known"):
        open_archive(folder, engine, store="nosuch://bucket")


class FullDisk(FileIO):
    """Takes a hundred bytes, then no more."""

    def write(self, content):
        if len(content) > 100:
            return super().write(content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("kept", [0, 1], ids=["in its first record", "later"])
def test_full_disk_loses_what_waits_and_nothing_else(open_writer, exchange_of, folder, reader, monkeypatch, kept):
    with open_writer() as writer:
        for n in range(kept):
            writer.store(exchange_of(f"https://www.example.org/{n}"), None)
    sizes = [path.stat().st_size for path in list_segments(folder)]
    with monkeypatch.context() as patched:
        patched.setattr("archive.segment_writer.FileIO", FullDisk)
        writer = open_writer()
        with pytest.raises(ArchiveError, match="No space left"):
            writer.store(exchange_of("https://www.example.org/lost", os.urandom(500)), None)
    assert [path.stat().st_size for path in list_segments(folder)] == sizes
    writer.close()
    with open_writer() as again:
        again.store(exchange_of("https://www.example.org/after"), None)
    assert [reader.read(row.id).final_url[-5:] for row in reader.pages()] == [*["org/0"] * kept, "after"]
    assert list(reader.verify()) == []


@pytest.mark.parametrize("segment_size", [1, 10**9], ids=["at the change of segments", "within one"])
def test_page_that_the_disk_did_not_take_never_gets_a_row(
    open_writer, exchange_of, folder, reader, monkeypatch, segment_size
):
    monkeypatch.setattr("archive.writer.GROUP_SECONDS", 10**9)
    with monkeypatch.context() as patched:
        patched.setattr("archive.segment_writer.FileIO", FullDisk)
        writer = open_writer(segment_size=segment_size)
        writer._committed_at = float("inf")
        writer.store(exchange_of("https://www.example.org/1"), None)
        with pytest.raises(ArchiveError, match="No space left"):  # noqa: PT012 -- the one or the other writes
            writer.store(exchange_of("https://www.example.org/2"), None)
            writer.flush()
    writer.store(exchange_of("https://www.example.org/3"), None)
    writer.close()
    assert [row.url for row in reader.pages()] == ["https://www.example.org/3"]
    assert list(reader.verify()) == []


def test_number_of_a_segment_that_was_lost_is_not_given_again(open_writer, exchange_of, folder, reader):
    with open_writer() as writer:
        writer.store(exchange_of(os.urandom(9).hex()), None)
    list_segments(folder)[0].unlink()
    with open_writer() as writer:
        writer.store(exchange_of(), None)
    assert names(folder) == ["clusterwire-20260313T120000Z-000002.warc.gz"]
    assert [str(problem) for problem in reader.verify()] == [
        "clusterwire-20260313T120000Z-000001.warc.gz: the segment is missing; 1 pages lie in it"
    ]


def test_ledger_that_fails_is_tried_again(open_writer, exchange_of, reader, monkeypatch):
    writer = open_writer()
    monkeypatch.setattr("archive.ledger.insert_pages", lambda *_: (_ for _ in ()).throw(DatabaseError("locked")))
    with pytest.raises(DatabaseError, match="locked"):
        writer.store(exchange_of(), None)
    monkeypatch.undo()
    writer.close()
    assert reader.read(1).status == 200
    assert list(reader.verify()) == []


def test_readers_see_and_settle_pages_while_one_process_writes(folder, engine, open_writer, exchange_of):
    writer = open_writer()
    url = engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        first = [writer.store(exchange_of(f"https://www.example.org/{n}"), None) for n in range(40)]
        writer.flush()
        under_way = [pool.apply_async(settle_pages, (folder, url, first[half::2])) for half in range(2)]
        for n in range(200):
            writer.store(exchange_of(f"https://www.example.org/more/{n}", os.urandom(3000)), None)
        assert [task.get(60) for task in under_way] == [20, 20]
    assert len(list(writer.pending())) == 200
    writer.close()


def settle_pages(folder, url, page_ids):
    """Read and settle pages in a process of its own; returns how many."""
    engine = open_database(url)
    archive = open_archive(folder, engine)
    for page_id in page_ids:
        assert archive.read(page_id).body == b"<p>Apply by 5 May.</p>"
        archive.settle(page_id, Outcome.INDEXED)
    engine.dispose()
    return len(page_ids)


def test_a_segment_that_is_moved_away_while_its_folder_is_listed_is_left_out(tmp_path, monkeypatch):
    gone = tmp_path / "clusterwire-20260313T120000Z-000001.warc.gz"
    monkeypatch.setattr(folder_storage, "list_segments", lambda _: [gone])
    assert folder_storage.FolderStorage(tmp_path).sizes() == {}
