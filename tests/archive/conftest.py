"""An archive in a temporary folder, and exchanges to put into it."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from archive.archive import open_archive
from archive.exchange import Exchange
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from tests.servers.databases import empty_engine as empty_engine  # noqa: PLC0414 - fixtures, handed on
from tests.servers.databases import postgresql_url as postgresql_url  # noqa: PLC0414
from tests.servers.databases import postgresql_with_tables as postgresql_with_tables  # noqa: PLC0414

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


@pytest.fixture
def engine(empty_engine):
    return empty_engine


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


STORES = ("folder", "file", "memory")
"""Where segments may lie: a folder, and both file systems that fsspec brings along."""


@pytest.fixture
def store(tmp_path, request):
    """The address of the object store; None for a folder, and for tests that do not ask for another."""
    kind = getattr(request, "param", "folder")
    if kind == "memory":
        yield f"memory://{tmp_path.name}"
        MemoryFileSystem().rm("/", recursive=True)
    else:
        yield f"file://{tmp_path / 'store'}" if kind == "file" else None


@pytest.fixture
def open_writer(folder, engine, store):
    """Opens the archive for writing; what a test leaves open is closed after it."""
    placed = {"store": store, "segment_size": 1} if store else {}  # nearly all is moved to the store while tests read
    with ExitStack() as opened:

        def open_writer(**options):
            return opened.enter_context(open_archive_writer(folder, engine, fixed_clock(NOON), **{**placed, **options}))

        yield open_writer


@pytest.fixture
def writer(open_writer):
    return open_writer()


@pytest.fixture
def reader(folder, engine, store):
    return open_archive(folder, engine, store=store)


@pytest.fixture
def exchange_of():
    """Makes an exchange; each one a minute later than the one before."""
    count = 0

    def exchange_of(url="https://www.example.org/calls/1", body=b"<p>Apply by 5 May.</p>", **fields):
        nonlocal count
        count += 1
        values = {
            "source_id": "example-calls",
            "run_id": 1,
            "url": url,
            "method": "GET",
            "request_headers": [("User-Agent", "clusterwire"), ("Accept-Encoding", "gzip")],
            "request_body": b"",
            "requested_url": url,
            "status": 200,
            "response_headers": [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v1"')],
            "body": body,
            "fetched_at": NOON + timedelta(minutes=count),
        }
        return Exchange(**(values | fields))

    return exchange_of
