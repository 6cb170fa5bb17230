"""Segments in an object store: moved when complete, read by ranges, lost at no moment."""

import pytest
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from archive import object_storage
from archive.archive import open_archive
from archive.import_warc import import_warc
from archive.segments import list_segments
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from core.errors import ArchiveError
from tests.archive.conftest import NOON

STORES = ("file", "memory")

pytestmark = pytest.mark.parametrize("store", STORES, indirect=True)


def url_of(number):
    return f"https://www.example.org/{number}"


def body_of(number):
    return f"<p>Call {number}</p>".encode() * 40


class Bucket:
    """What lies in a store, seen from outside."""

    def __init__(self, url):
        self.files, self.root = url_to_fs(url)

    def names(self):
        found = self.files.ls(self.root, detail=False) if self.files.exists(self.root) else []
        return sorted(path.rpartition("/")[2] for path in found)

    def path(self, name):
        return f"{self.root}/{name}"

    def read(self, name):
        return self.files.cat_file(self.path(name))

    def write(self, name, content):
        self.files.makedirs(self.root, exist_ok=True)
        self.files.pipe_file(self.path(name), content)


@pytest.fixture
def bucket(store):
    return Bucket(store)


@pytest.fixture
def put(open_writer, exchange_of):
    """Stores pages of these numbers in a run of its own; by default all in one segment."""

    def put(*numbers, **options):
        with open_writer(**{"segment_size": 10**9, **options}) as writer:
            return [writer.store(exchange_of(url_of(number), body_of(number)), None) for number in numbers]

    return put


@pytest.fixture
def unreachable(store, monkeypatch):
    """Makes the store refuse whatever is put into it."""

    def refuse(*_, **__):
        raise PermissionError("no right to write")

    for kind in (LocalFileSystem, MemoryFileSystem):
        monkeypatch.setattr(kind, "put_file", refuse)
    return monkeypatch.undo


def spooled(folder):
    return [path.name for path in list_segments(folder)]


def test_segments_of_a_run_are_in_the_store_when_it_has_ended(put, reader, bucket, folder):
    ids = put(*range(6), segment_size=2000)
    assert len(bucket.names()) > 1
    assert spooled(folder) == []
    assert [reader.read(page_id).body for page_id in ids] == [body_of(n) for n in range(6)]
    assert list(reader.verify()) == []


def test_page_is_read_while_its_segment_is_still_being_written(open_writer, exchange_of, reader, bucket):
    writer = open_writer(segment_size=10**9)
    page_id = writer.store(exchange_of(url_of(1), body_of(1)), None)
    writer.flush()
    assert bucket.names() == []
    assert reader.read(page_id).body == body_of(1)


def test_each_run_has_segments_and_numbers_of_its_own(put, bucket, reader):
    for number in range(3):
        put(number)
    assert [name[-14:-8] for name in bucket.names()] == ["000001", "000002", "000003"]
    assert list(reader.verify()) == []


def test_number_goes_on_behind_the_store_s_where_the_ledger_is_lost(put, bucket, engine):
    put(1)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages")
    put(2)
    assert [name[-14:-8] for name in bucket.names()] == ["000001", "000002"]


def test_another_machine_reads_what_was_moved(put, engine, store, tmp_path):
    (page_id,) = put(1)
    elsewhere = open_archive(tmp_path / "elsewhere", engine, store=store)
    assert elsewhere.read(page_id).body == body_of(1)
    assert list(elsewhere.verify()) == []


def test_one_page_costs_one_small_question_and_its_neighbours_none(put, reader, monkeypatch):
    monkeypatch.setattr(object_storage, "AHEAD", 3000)
    ids = put(*range(60))
    asked = []
    for kind in (LocalFileSystem, MemoryFileSystem):
        original = kind.cat_file

        def cat_file(self, path, start=None, end=None, original=original, **more):
            asked.append(end - start)
            return original(self, path, start=start, end=end, **more)

        monkeypatch.setattr(kind, "cat_file", cat_file)
    assert reader.read(ids[30]).body == body_of(30)
    assert asked == [3000]
    assert reader.read(ids[31]).body == body_of(31)
    assert asked == [3000]
    assert reader.read(ids[2]).body == body_of(2)
    assert asked == [3000, 3000]


def test_record_longer_than_what_is_read_ahead_comes_whole(put, reader, monkeypatch):
    monkeypatch.setattr(object_storage, "AHEAD", 10)
    assert [reader.read(page_id).body for page_id in put(1, 2)] == [body_of(1), body_of(2)]


def test_store_that_takes_nothing_loses_nothing(put, unreachable, reader, bucket, folder, caplog):
    ids = put(1, 2)
    assert bucket.names() == []
    assert len(spooled(folder)) == 1
    assert "no right to write" in caplog.text
    assert [reader.read(page_id).body for page_id in ids] == [body_of(1), body_of(2)]
    unreachable()  # is over
    ids += put(3)
    assert spooled(folder) == []
    assert [reader.read(page_id).body for page_id in ids] == [body_of(n) for n in (1, 2, 3)]
    assert list(reader.verify()) == []


def test_segment_that_a_crash_cut_short_in_the_store_is_replaced(put, unreachable, reader, bucket, folder):
    ids = put(1, 2)
    unreachable()
    (name,) = spooled(folder)
    bucket.write(name, (folder / name).read_bytes()[:700])
    assert [reader.read(page_id).body for page_id in ids] == [body_of(1), body_of(2)]
    put(3)
    assert list(reader.verify()) == []
    assert spooled(folder) == []


def test_segment_of_another_archive_is_never_overwritten(put, bucket, folder, caplog):
    put(1)
    (name,) = bucket.names()
    ours = bucket.read(name)
    bucket.write(name, b"theirs")
    (folder / name).write_bytes(ours)
    put(2)
    assert bucket.read(name) == b"theirs"
    assert spooled(folder) == [name]
    assert "each archive needs a place of its own" in caplog.text


def test_torn_tail_is_cut_off_before_the_segment_is_moved(put, unreachable, reader, folder, bucket):
    put(1)
    unreachable()
    (name,) = spooled(folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole + b"\x1f\x8b\x08 torn")
    put()
    assert bucket.read(name) == whole
    assert list(reader.verify()) == []


@pytest.fixture
def put_elsewhere(engine, store, tmp_path, exchange_of):
    """Stores a page on another machine."""

    def put_elsewhere(number):
        with open_archive_writer(tmp_path / "elsewhere", engine, fixed_clock(NOON), store=store) as writer:
            writer.store(exchange_of(url_of(number), body_of(number)), None)

    return put_elsewhere


def test_segment_that_a_crash_left_is_ended_where_another_machine_wrote_on(
    put, put_elsewhere, unreachable, reader, bucket
):
    put(1)
    unreachable()
    put_elsewhere(2)
    put(3)
    assert [name[-14:-8] for name in bucket.names()] == ["000001", "000002", "000003"]
    assert [row.segment for row in reader.pages()] == bucket.names()
    assert list(reader.verify()) == []


def test_archive_of_a_folder_moves_to_a_store(put, reader, bucket, folder):
    ids = put(1, 2, 3, store=None, segment_size=1)
    assert len(spooled(folder)) == 3
    put()
    assert spooled(folder) == []
    assert len(bucket.names()) == 3
    assert [reader.read(page_id).body for page_id in ids] == [body_of(n) for n in (1, 2, 3)]


def test_damage_in_the_store_is_found_and_what_follows_is_still_checked(put, reader, bucket):
    ids = put(*range(4))
    (name,) = bucket.names()
    content = bytearray(bucket.read(name))
    rows = list(reader.pages())
    for row in (rows[0], rows[2]):
        content[row.offset + row.length // 2] ^= 1
    bucket.write(name, bytes(content))
    assert [problem.page_id for problem in reader.verify()] == [ids[0], ids[2]]


def test_segment_that_is_gone_from_the_store_is_told_with_its_place(put, reader, bucket, store):
    (page_id,) = put(1)
    (name,) = bucket.names()
    bucket.files.rm(bucket.path(name))
    ((problem),) = reader.verify()
    assert str(problem) == f"{name}: the segment is missing; 1 pages lie in it"
    with pytest.raises(ArchiveError, match=name) as error:
        reader.read(page_id)
    assert store in str(error.value)


def test_object_that_ends_too_early_is_an_error(put, reader, bucket):
    *_, page_id = put(1, 2)
    (name,) = bucket.names()
    bucket.write(name, bucket.read(name)[:-1])
    with pytest.raises(ArchiveError, match="ends before the record"):
        reader.read(page_id)


def test_warc_files_are_taken_into_a_store(put, open_writer, bucket, folder, engine, reader):
    put(1, 2, store=None)
    ours = folder.parent / "exported.warc.gz"
    list_segments(folder)[0].rename(ours)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages")
    with open_writer() as writer:
        assert import_warc([ours], writer, lambda _, stated: stated).stored == 2
    assert len(bucket.names()) == 2
    assert [reader.read(row.id).body for row in reader.pages()] == [body_of(1), body_of(2)]


def test_store_that_does_not_answer_is_told_before_anything_is_crawled(open_writer, store, monkeypatch):
    def refuse(*_, **__):
        raise ConnectionError("nobody there")

    for kind in (LocalFileSystem, MemoryFileSystem):
        monkeypatch.setattr(kind, "ls", refuse)
    with pytest.raises(ArchiveError, match="nobody there") as error:
        open_writer()
    assert store in str(error.value)
