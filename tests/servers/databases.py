"""An empty database for a test: a SQLite file, and one on a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.database import open_database
from tests.servers.postgresql import postgresql_url as postgresql_url  # noqa: PLC0414 - a fixture, handed on

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.server))


@pytest.fixture(params=KINDS)
def database_url(request, tmp_path):
    """Address of a database without tables; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'clusterwire.db'}"
        return
    with new_postgresql(request.getfixturevalue("postgresql_url")) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_with_tables(postgresql_url):
    """Address of one database for many tests, each of which empties it: to make a new one takes longer than a test."""
    with new_postgresql(postgresql_url) as url:
        open_database(url).dispose()
        yield url


@pytest.fixture(params=KINDS)
def empty_engine(request, tmp_path):
    """A database with all tables and nothing in them; the test runs once on each kind."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'clusterwire.db'}")
    else:
        engine = sa.create_engine(request.getfixturevalue("postgresql_with_tables"))
        tables = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
    yield engine
    engine.dispose()


@contextmanager
def new_postgresql(server_url: str) -> Iterator[str]:
    """Address of a new database on a server; dropped at the end."""
    address, name = sa.make_url(server_url), f"clusterwire_{uuid4().hex[:8]}"
    server = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield address.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
