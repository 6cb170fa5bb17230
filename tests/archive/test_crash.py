"""A crash at any moment loses no page whose row is committed, and leaves no row without its record."""

import os
import secrets
import signal
import subprocess
import sys
import textwrap
from hashlib import shake_128
from pathlib import Path

import pytest

from archive.ledger import scan_by_id
from archive.segments import list_segments

ROOT = Path(__file__).parents[2]
KILLS = 6

# Stores pages whose body follows from their number, and tells on standard output that it has begun.
CHILD = textwrap.dedent("""
    import sys
    from datetime import UTC, datetime, timedelta
    from hashlib import shake_128
    from pathlib import Path
    from archive.exchange import Exchange
    from archive.writer import open_archive_writer
    from core.clock import fixed_clock
    from core.database import open_database

    home, url, start, store = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] or None
    noon = datetime(2026, 3, 13, 12, tzinfo=UTC)
    engine = open_database(url)
    writer = open_archive_writer(home / "archive", engine, fixed_clock(noon), store=store, segment_size=100_000)
    print("begun", flush=True)
    for number in range(start, start + 100_000):
        url = f"https://www.example.org/{number}"
        body = shake_128(url.encode()).digest(number * 7919 % 20_000)
        moment = noon + timedelta(seconds=number)
        headers = [("User-Agent", "clusterwire")]
        writer.store(Exchange("s", 1, url, "GET", headers, b"", url, 200, [], body, moment), None)
""")


def body_of(url):
    number = int(url.rpartition("/")[2])
    return shake_128(url.encode()).digest(number * 7919 % 20_000)


def store_until_killed(home, engine, store, start, seconds):
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CHILD, str(home), url, str(start), store or ""]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"begun\n"
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize("store", ["folder", "file"], indirect=True)  # memory ends with its process
def test_killed_writer_loses_no_committed_page(tmp_path, store, engine, reader, open_writer, exchange_of):
    counts = []
    for kill in range(KILLS):
        store_until_killed(tmp_path, engine, store, kill * 1_000_000, secrets.randbelow(250) / 1000)
        rows = list(scan_by_id(engine))
        counts.append(len(rows))
        assert all(reader.read(row.id).body == body_of(row.url) for row in rows)
        assert list(reader.verify()) == []
    assert counts == sorted(counts)
    assert counts[-1] > 0
    with open_writer() as writer:
        page_id = writer.store(exchange_of(), None)
    assert page_id == counts[-1] + 1
    assert reader.read(page_id).body == b"<p>Apply by 5 May.</p>"
    assert list(reader.verify()) == []


@pytest.fixture
def committed(open_writer, exchange_of, folder):
    """A segment of three committed pages: its path and its bytes."""
    with open_writer() as writer:
        for number in range(3):
            writer.store(exchange_of(f"https://www.example.org/{number}", os.urandom(500)), None)
    (segment,) = list_segments(folder)
    return segment, segment.read_bytes()


@pytest.fixture
def uncommitted(open_writer, exchange_of, committed):
    """The bytes of a further page whose row was never committed."""
    segment, content = committed
    writer = open_writer()
    writer._committed_at = float("inf")
    writer.store(exchange_of("https://www.example.org/late"), None)
    writer._segments.sync()
    writer._held.close()
    writer._waiting.clear()
    return segment.read_bytes()[len(content) :]


def test_tail_torn_anywhere_is_cut_off_and_writing_goes_on(committed, uncommitted, open_writer, exchange_of, reader):
    segment, content = committed
    request_end = uncommitted.index(b"\x1f\x8b\x08", 1)
    for length in {*range(0, len(uncommitted), 11), request_end - 1, request_end, len(uncommitted) - 1}:
        segment.write_bytes(content + uncommitted[:length])
        open_writer().close()
        kept = uncommitted[:request_end] if length >= request_end else b""
        assert segment.read_bytes() == content + kept
    with open_writer() as writer:
        page_id = writer.store(exchange_of(), None)
    assert reader.read(page_id).body == b"<p>Apply by 5 May.</p>"
    assert list(reader.verify()) == []


def test_whole_records_without_rows_are_kept(committed, uncommitted, open_writer, reader):
    segment, content = committed
    open_writer().close()
    assert segment.read_bytes() == content + uncommitted
    assert list(reader.verify()) == []


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\x1f\x8b\x08", b"noise"])
def test_tail_that_is_no_record_is_cut_off(committed, open_writer, tail):
    segment, content = committed
    segment.write_bytes(content + tail)
    open_writer().close()
    assert segment.read_bytes() == content


def test_segment_torn_in_its_first_record_is_begun_anew(committed, open_writer, exchange_of, reader, folder):
    segment, content = committed
    torn = folder / segment.name.replace("000001", "000002")
    torn.write_bytes(content[:50])
    with open_writer() as writer:
        page_id = writer.store(exchange_of(), None)
    assert reader.read(page_id).body == b"<p>Apply by 5 May.</p>"
    assert not any(path.stat().st_size == 0 for path in list_segments(folder))
    assert list(reader.verify()) == []


def test_segment_shorter_than_the_ledger_says_is_left_alone_and_reported(
    committed, open_writer, exchange_of, reader, folder
):
    segment, content = committed
    segment.write_bytes(content[:-1])
    with open_writer() as writer:
        page_id = writer.store(exchange_of(), None)
    assert segment.read_bytes() == content[:-1]
    assert len(list_segments(folder)) == 2
    assert [problem.page_id for problem in reader.verify()] == [3]
    assert reader.read(page_id).body == b"<p>Apply by 5 May.</p>"


def test_records_of_a_lost_ledger_are_kept(committed, open_writer, engine, folder, reader):
    segment, content = committed
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages")
    open_writer().close()
    assert segment.read_bytes() == content
    assert list(reader.verify()) == []
