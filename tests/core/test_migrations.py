"""The migrations build exactly the tables that the rooms declare."""

import importlib
import pkgutil

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.database import metadata, open_database

ROOMS_WITH_TABLES = ("archive", "records")


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    yield engine
    engine.dispose()


def register_tables():
    for room in ROOMS_WITH_TABLES:
        for module in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}."):
            importlib.import_module(module.name)


def test_migrations_equal_the_declared_tables(engine):
    register_tables()
    assert {"pages", "runs"} <= metadata.tables.keys()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_index_of_pending_pages_is_partial(engine):
    with engine.connect() as connection:
        sql = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'ix_pages_pending'"))
    assert sql.endswith("WHERE outcome IS NULL")


def test_opening_again_keeps_what_is_there(tmp_path):
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    for _ in range(2):
        engine = open_database(url)
        with engine.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO runs (run_id, source_id, started_at, discovered, fetched, reason) "
                    "VALUES (1, 's' || (SELECT count(*) FROM runs), '2026-03-13', 0, 0, '')"
                )
            )
        engine.dispose()
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM runs")) == 2
    engine.dispose()
