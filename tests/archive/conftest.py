"""An archive in a temporary folder, and exchanges to put into it."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from archive.archive import open_archive
from archive.exchange import Exchange
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from core.database import open_database

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'clusterwire.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def open_writer(folder, engine):
    """Opens the archive for writing; what a test leaves open is closed after it."""
    with ExitStack() as opened:

        def open_writer(**options):
            return opened.enter_context(open_archive_writer(folder, engine, fixed_clock(NOON), **options))

        yield open_writer


@pytest.fixture
def writer(open_writer):
    return open_writer()


@pytest.fixture
def reader(folder, engine):
    return open_archive(folder, engine)


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
