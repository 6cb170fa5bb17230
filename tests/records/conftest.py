"""A database for each test, and announcements written by hand."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.exchange import hash_of
from archive.ledger import pages
from core.database import metadata, open_database
from core.models import (
    Amount,
    AmountRole,
    Announcement,
    Article,
    Authority,
    Deadline,
    Evidence,
    Facts,
    Finding,
    Kind,
    Period,
)
from records.desk import StaffDesk
from records.store import RecordStore, SaveReport
from records.upkeep import Upkeep
from tests.servers.databases import KINDS, new_postgresql
from tests.servers.postgresql import postgresql_url as postgresql_url  # noqa: PLC0414 - a fixture, handed on

FIRST_DAY = datetime(2026, 3, 13, 6, tzinfo=UTC)
AUTHORITIES = {
    "portal": Authority.STRUCTURED,
    "project": Authority.PROJECT,
    "platform": Authority.PLATFORM,
    "aggregator": Authority.AGGREGATOR,
}


def proof(sentence: str = "As the page says.", rule: str = "test.rule") -> Evidence:
    return Evidence(sentence=sentence, rule=rule)


def deadline(day: str, time: str | None = None, *, superseded: bool = False, rule: str = "test.rule") -> Deadline:
    sentence = f"Apply by {day} {time or ''}".strip()
    return Deadline(date=date.fromisoformat(day), time=time, superseded=superseded, evidence=proof(sentence, rule))


def amount(value: int, role: AmountRole = AmountRole.GRANT_MAX) -> Amount:
    return Amount(value=Decimal(value), role=role, evidence=proof(f"EUR {value}"))


def period(use: str, first: str, last: str) -> Finding[Period]:
    told = {"use": use, "first": first, "last": last, "precision": "quarter"}
    return Finding[Period](value=Period.model_validate(told), evidence=proof())


def announcement(
    source_id: str = "platform", path: str = "a-call", title: str = "A call for small firms", **options: object
) -> Announcement:
    """An announcement; options are fields of Article or, where it has none of the name, of Facts."""
    url = f"https://{source_id}.example/{path}"
    facts: dict[str, object] = {"kind": Finding[Kind](value=Kind.CALL, evidence=proof())}
    fields: dict[str, object] = {"url": url, "canonical_url": url, "language": "en", "text": f"{title}: apply now."}
    for name, value in options.items():
        (fields if name in Article.model_fields else facts)[name] = value
    article = Article.model_validate({"source_id": source_id, "title": title, **fields})
    return Announcement(article=article, facts=Facts.model_validate(facts), extracted_at=FIRST_DAY)


Look = tuple[int, datetime, Announcement]
"""A page's id, when it was fetched, and what stood on it."""


class Room:
    """A store with the ledger rows that it looks up."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.store = engine, RecordStore(engine, AUTHORITIES)
        self.desk, self.upkeep = StaffDesk(engine, self.store), Upkeep(engine, self.store)
        self._last_page = 0

    def see(self, *found: Announcement, day: int = 0, page_id: int | None = None) -> SaveReport:
        """Save one page on a day counted from the first."""
        self._last_page = page_id or self._last_page + 1
        seen_at = FIRST_DAY + timedelta(days=day)
        with self.engine.begin() as connection:
            connection.execute(sa.insert(pages).values(**ledger_row(self._last_page, seen_at)))
            return self.store.save(connection, self._last_page, found)

    def clear(self) -> None:
        """Forget everything."""
        with self.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        self._last_page = 0

    def export(self) -> list[str]:
        return [record.model_dump_json() for record in self.store.all()]


def ledger_row(page_id: int, fetched_at: datetime, url: str = "", source_id: str = "any") -> dict[str, object]:
    url = url or f"https://any.example/{page_id}"
    return {
        "id": page_id,
        "source_id": source_id,
        "url": url,
        "requested_url": url,
        "method": "GET",
        "request_digest": "",
        "fetched_at": fetched_at,
        "detail": "",
        "url_hash": hash_of(url),
    }


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all tables, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("records") / "empty.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_rooms(postgresql_url: str) -> Iterator[Callable[[int], sa.URL]]:
    """Databases with all tables on the server, by number; they are used again by each test and dropped at the end."""
    made: list[str] = []
    with ExitStack() as opened:

        def lend(number: int) -> sa.URL:
            while len(made) <= number:
                made.append(opened.enter_context(new_postgresql(postgresql_url)))
                open_database(made[-1]).dispose()
            return sa.make_url(made[number])

        yield lend


@pytest.fixture(params=KINDS)
def open_room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Room]]:
    """Opens any number of empty databases."""
    engines: list[sa.Engine] = []

    def copy_file(number: int) -> sa.URL:
        path = tmp_path / f"{number}.db"
        shutil.copy(request.getfixturevalue("migrated"), path)
        return sa.URL.create("sqlite", database=str(path))

    lend = copy_file if request.param == "sqlite" else request.getfixturevalue("postgresql_rooms")

    def open_one() -> Room:
        engines.append(sa.create_engine(lend(len(engines))))
        room = Room(engines[-1])
        room.clear()
        return room

    yield open_one
    for engine in engines:
        engine.dispose()


@pytest.fixture
def room(open_room: Callable[[], Room]) -> Room:
    return open_room()


@pytest.fixture
def file_room(tmp_path: Path, migrated: Path) -> Iterator[Room]:
    """One empty SQLite database, for what takes too long to be done twice."""
    path = tmp_path / "one.db"
    shutil.copy(migrated, path)
    engine = sa.create_engine(f"sqlite:///{path}")
    yield Room(engine)
    engine.dispose()
