"""An empty database for a test: a SQLite file, and one on a real PostgreSQL."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.servers.postgresql import postgresql_url as postgresql_url  # noqa: PLC0414 - a fixture, handed on


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database_url(request, tmp_path):
    """Address of a database without tables; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'clusterwire.db'}"
        return
    url = sa.make_url(request.getfixturevalue("postgresql_url"))
    name = f"clusterwire_{uuid4().hex[:8]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
