"""A whole run on the first day of the replica of the real sites, and a second one."""

import pytest
import sqlalchemy as sa

from archive.ledger import pages
from tests.replica.conftest import dump_expected, program_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # a run of every source, on a busy machine


@pytest.fixture(scope="module")
def program(replica, tmp_path_factory):
    """The program after one run of every source."""
    program = program_at(tmp_path_factory.mktemp("replica"), replica.address)
    program("run", "--json")
    return program


@pytest.fixture(scope="module")
def first_export(program):
    return program("export", "--jsonl")


@pytest.fixture(scope="module")
def figures(replica, first_export, tmp_path_factory):
    """What the replica's own comparison says of the export."""
    folder = tmp_path_factory.mktemp("compare")
    got = folder / "got.jsonl"
    got.write_text(first_export)
    return replica.compare(dump_expected(1, folder / "expected.jsonl"), got)


def test_every_site_is_found(figures):
    assert figures["found all"] >= 0.98
    assert {name: share for name, share in figures.items() if name.startswith("found site:") and share < 0.95} == {}


@pytest.mark.parametrize("name", ["forbidden", "unwanted"])
def test_nothing_forbidden_is_asked_and_nothing_unwanted_kept(figures, name):
    assert figures[name] == 0


@pytest.mark.parametrize(
    ("name", "floor"), [("status", 0.95), ("kind", 0.95), ("deadlines", 0.93), ("same_precision", 0.98)]
)
def test_fields_are_as_good_as_promised(figures, name, floor):
    assert figures[name] >= floor


def test_a_second_run_is_conditional_and_changes_not_a_byte(program, replica, figures, first_export):
    engine = sa.create_engine(f"sqlite:///{program.home / 'clusterwire.db'}")
    offered = pages.c.etag.is_not(None) | pages.c.last_modified.is_not(None)
    with engine.connect() as connection:
        query = sa.select(pages.c.url).where(offered, pages.c.status == 200, pages.c.method == "GET")
        with_validators = set(connection.scalars(query))
    engine.dispose()
    asked_before = len(replica.log())
    program("run", "--json")
    assert program("export", "--jsonl") == first_export
    second = replica.log()[asked_before:]
    asked = {f"https://{row['host']}{row['path']}{'?' + row['query'] if row['query'] else ''}": row for row in second}
    concerned = [row for url, row in asked.items() if url in with_validators]
    assert len(concerned) > 700
    assert [row["path"] for row in concerned if not row["conditional"]] == []
