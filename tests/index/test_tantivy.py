"""What only the embedded engine does: files, processes, damage."""

import signal
import subprocess
import sys
import threading

import pytest

from core.errors import IndexOutdatedError, IndexUnavailableError
from index import tantivy as engine
from index.tantivy import TantivyIndex
from tests.index.samples import ask, document, ids

WRITER = """
import os, signal, sys
from pathlib import Path
from index.tantivy import TantivyIndex
from tests.index.samples import document

def documents():
    for number in range(int(sys.argv[3])):
        yield document(f"r{number}")
    if sys.argv[4] == "die":
        os.kill(os.getpid(), signal.SIGKILL)

getattr(TantivyIndex(Path(sys.argv[1])), sys.argv[2])(documents())
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def index(folder):
    return TantivyIndex(folder)


def write_elsewhere(folder, method, count, end="live"):
    """Write in a process of its own; returns its exit code."""
    return subprocess.run([sys.executable, "-c", WRITER, folder, method, str(count), end], check=False).returncode


def files_of(folder, ending):
    return [path for path in folder.rglob(f"*{ending}") if path.stat().st_size]


def test_nothing_is_written_before_something_is_added(folder, index):
    index.search(ask())
    index.delete(["a"])
    assert list(folder.glob("*-*")) == []


@pytest.mark.parametrize("method", ["add", "rebuild"])
def test_a_writer_killed_half_way_leaves_the_index_as_it_was(folder, index, method):
    index.add([document("old")])
    assert write_elsewhere(folder, method, 50, "die") == -signal.SIGKILL
    assert ids(index.search(ask())) == ["old"]
    index.add([document("new")])
    assert TantivyIndex(folder).count() == 2


def test_leftovers_of_a_killed_rebuild_are_removed_by_the_next(folder, index):
    index.add([document("old")])
    write_elsewhere(folder, "rebuild", 50, "die")
    assert len(list(folder.glob("*-*"))) == 2
    index.rebuild([document("new")])
    assert len(list(folder.glob("*-*"))) == 1


def test_an_open_reader_sees_what_other_processes_write_and_swap(folder, index):
    index.add([document("old")])
    assert index.count() == 1
    write_elsewhere(folder, "add", 3)
    assert index.count() == 4
    write_elsewhere(folder, "rebuild", 2)
    assert index.count() == 2


def test_a_scan_under_way_is_not_disturbed_by_a_rebuild(index):
    index.add([document(f"r{number}") for number in range(10)])
    scan = index.scan(ask())
    first = next(scan).record_id
    index.rebuild([document("new")])
    assert {first, *(hit.record_id for hit in scan)} == {f"r{number}" for number in range(10)}


def test_writers_wait_for_one_another(folder, index):
    errors = []

    def write(part):
        try:
            TantivyIndex(folder).add([document(f"{part}-{number}") for number in range(20)])
        except IndexUnavailableError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, index.count()) == ([], 80)


def test_searches_during_swaps_see_a_whole_index(folder, index):
    index.rebuild([document(f"r{number}") for number in range(20)])
    stop, seen = threading.Event(), []

    def search():
        reader = TantivyIndex(folder)
        while not stop.is_set():
            seen.append(reader.search(ask()).total)

    thread = threading.Thread(target=search)
    thread.start()
    for _ in range(10):
        index.rebuild([document(f"r{number}") for number in range(20)])
    stop.set()
    thread.join()
    assert set(seen) == {20}


class TestDamage:
    @pytest.mark.parametrize("ending", ["meta.json", ".idx", ".term", ".store", ".fast"])
    def test_damaged_files_are_an_error_that_names_the_remedy_and_rebuilding_mends_it(self, folder, index, ending):
        index.add([document("a", "Tourism")])
        for path in files_of(folder, ending):
            path.write_bytes(b"junk")
        with pytest.raises(IndexUnavailableError, match="clusterwire index rebuild"):
            TantivyIndex(folder).search(ask("tourism"))
        fresh = TantivyIndex(folder)
        fresh.rebuild([document("a", "Tourism")])
        assert fresh.search(ask("tourism")).total == 1

    def test_missing_files_are_an_error_that_names_the_remedy(self, folder, index):
        index.add([document("a")])
        for path in files_of(folder, "meta.json"):
            path.unlink()
        with pytest.raises(IndexUnavailableError, match="clusterwire index rebuild"):
            index.search(ask())

    @pytest.mark.parametrize("pointer", ["", "../elsewhere", "0123-9"])
    def test_a_damaged_pointer_is_mended_by_rebuilding(self, folder, index, pointer):
        index.add([document("a")])
        (folder / "current").write_text(pointer)
        with pytest.raises(IndexUnavailableError, match="clusterwire index rebuild"):
            index.search(ask())
        index.rebuild([document("a"), document("b")])
        assert index.count() == 2

    def test_a_folder_that_cannot_be_made_is_an_error(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(IndexUnavailableError):
            TantivyIndex(tmp_path / "file" / "index").add([document("a")])


class TestAnotherLayout:
    @pytest.fixture
    def outdated(self, folder, index, monkeypatch):
        with monkeypatch.context() as patched:
            patched.setattr(engine, "layout", lambda: "0123456789ab")
            index.add([document("a")])
        return index

    @pytest.mark.parametrize("use", [lambda i: i.search(ask()), lambda i: i.add([document("b")]), lambda i: i.count()])
    def test_it_is_an_error_of_its_own(self, outdated, use):
        with pytest.raises(IndexOutdatedError, match="clusterwire index rebuild"):
            use(outdated)

    def test_rebuilding_brings_it_up_to_date(self, outdated):
        outdated.rebuild([document("a"), document("b")])
        assert outdated.count() == 2


def test_errors_of_the_caller_are_not_taken_for_errors_of_the_index(index):
    def wrong():
        yield document("a")
        raise ValueError("from the database")

    with pytest.raises(ValueError, match="from the database"):
        index.add(wrong())


def test_more_deadlines_than_are_sorted_by_are_searched_all_the_same(index):
    days = [f"2026-{month:02}-{day:02}" for month in range(4, 8) for day in range(1, 29, 3)]
    index.add([document("many", deadlines=days), document("b", deadlines=["2026-04-02"])])
    assert ids(index.search(ask(sort="deadline"))) == ["many", "b"]
    assert index.search(ask(deadline_from=days[-1])).total == 1
