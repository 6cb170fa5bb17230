"""The page ledger: one row for each fetch, telling where its record lies and what became of it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

import sqlalchemy as sa

from archive.exchange import RequestKey, hash_of, plain
from archive.segments import Span
from core.database import UtcDateTime, metadata, translate_errors
from core.errors import ArchiveError
from core.models import Outcome

BATCH = 500  # rows read at once: no cursor stays open while the caller works

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers rows by itself for INTEGER only
OutcomeType = sa.Enum(Outcome, native_enum=False, length=16, values_callable=lambda names: [n.value for n in names])

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),  # given out by the one writer, in order of storing
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("run_id", BigId),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("requested_url", sa.Text, nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("request_digest", sa.String(64), nullable=False),
    sa.Column("fetched_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("payload_digest", sa.String(64)),
    sa.Column("segment", sa.String(255)),
    sa.Column("offset", sa.BigInteger),
    sa.Column("length", sa.BigInteger),
    sa.Column("record_id", sa.Uuid),
    sa.Column("refers_to", BigId, sa.ForeignKey("pages.id")),
    sa.Column("outcome", OutcomeType),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("url_hash", sa.BigInteger, nullable=False),
    sa.Column("read_seconds", sa.Float),  # what reading it took, its record included; none before it is read
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", UtcDateTime),
)
sa.Index(None, pages.c.url_hash, pages.c.request_digest, pages.c.id)
sa.Index(None, pages.c.source_id, pages.c.fetched_at, pages.c.id)
sa.Index(None, pages.c.fetched_at, pages.c.id)
sa.Index(None, pages.c.run_id)
IS_PENDING = pages.c.outcome.is_(None)
sa.Index("ix_pages_pending", pages.c.id, sqlite_where=IS_PENDING, postgresql_where=IS_PENDING)

TRANSIENT = frozenset({Outcome.FAILED, Outcome.BLOCKED, Outcome.REFUSED})
"""Outcomes that say nothing about the page itself."""

UNUSABLE = frozenset({Outcome.GONE, Outcome.LOGIN_WALL, Outcome.OVERSIZED, Outcome.UNDECODABLE, Outcome.REDIRECTED})
"""Outcomes after which the page must be fetched whole again."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One fetch.

    Attributes:
        request_digest: digest of the request's body, empty for none.
        status: HTTP status, None if nothing was received.
        payload_digest: of the body as sent; None where it was empty. A 304's is that of the page it confirms.
        segment, offset, length: where the record lies, in bytes; None if nothing was received.
        refers_to: the page that holds the payload, for a `revisit` record.
        outcome: what became of it; None while it waits to be processed.
    """

    id: int
    source_id: str
    run_id: int | None
    url: str
    requested_url: str
    method: str
    request_digest: str
    fetched_at: datetime
    outcome: Outcome | None
    detail: str
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    segment: str | None = None
    offset: int | None = None
    length: int | None = None
    record_id: uuid.UUID | None = None
    refers_to: int | None = None

    @property
    def key(self) -> RequestKey:
        """What was asked."""
        return RequestKey(self.url, self.method, self.request_digest)

    @property
    def span(self) -> Span | None:
        """Where the record lies; None if nothing was received."""
        if self.segment is None or self.offset is None or self.length is None:
            return None
        return Span(self.segment, self.offset, self.length)

    @property
    def is_usable(self) -> bool:
        """True if a conditional request may build on it."""
        return self.payload_digest is not None and self.status in (200, 304) and self.outcome not in UNUSABLE


NAMES = tuple(field.name for field in fields(PageRow))
_COLUMNS = tuple(pages.c[name] for name in NAMES)
_ROWS = sa.select(*_COLUMNS)
_OF_REQUEST = _ROWS.where(
    pages.c.url_hash == sa.bindparam("url_hash"),
    pages.c.request_digest == sa.bindparam("request_digest"),
    pages.c.url == sa.bindparam("url"),
    pages.c.method == sa.bindparam("method"),
)
# Written out: SQLAlchemy expands a bound list anew at every call, which costs as much as the look-up itself.
_TRANSIENT: list[sa.ColumnElement[Outcome]] = [sa.literal_column(f"'{outcome}'") for outcome in sorted(TRANSIENT)]
_SAYS_SOMETHING = sa.or_(IS_PENDING, pages.c.outcome.not_in(_TRANSIENT))
_NEWEST = _OF_REQUEST.where(_SAYS_SOMETHING).order_by(pages.c.id.desc()).limit(1)
_AT = _OF_REQUEST.where(pages.c.fetched_at == sa.bindparam("fetched_at"))
_BY_ID = _ROWS.where(pages.c.id == sa.bindparam("page_id"))
_INSERT = pages.insert()
_values = attrgetter(*NAMES)


def insert_pages(connection: sa.Connection, rows: list[PageRow]) -> None:
    """Add rows, in order."""
    values = [dict(zip(NAMES, _values(row), strict=True), url_hash=hash_of(row.url)) for row in rows]
    connection.execute(_INSERT, values)


def settle(connection: sa.Connection, page_id: int, outcome: Outcome, detail: str = "") -> None:
    """Write down what became of a page, in the caller's transaction; a second time replaces the first.

    Raises:
        ArchiveError: the ledger has no such page.
    """
    change = pages.update().where(pages.c.id == page_id).values(outcome=outcome, detail=plain(detail))
    if connection.execute(change).rowcount != 1:
        raise ArchiveError(f"the ledger has no page {page_id}")


def page_by_id(connection: sa.Connection, page_id: int) -> PageRow:
    """One row.

    Raises:
        ArchiveError: the ledger has no such page.
    """
    row = connection.execute(_BY_ID, {"page_id": page_id}).first()
    if row is None:
        raise ArchiveError(f"the ledger has no page {page_id}")
    return PageRow(*row)


def pages_by_id(connection: sa.Connection, page_ids: Sequence[int]) -> list[PageRow]:
    """Some rows, in the order asked for.

    Raises:
        ArchiveError: the ledger lacks one of them.
    """
    found = {row.id: PageRow(*row) for row in connection.execute(_ROWS.where(pages.c.id.in_(page_ids)))}
    if missing := set(page_ids) - found.keys():
        raise ArchiveError(f"the ledger has no page {min(missing)}")
    return [found[page_id] for page_id in page_ids]


def newest_answer(connection: sa.Connection, key: RequestKey) -> PageRow | None:
    """The newest fetch of a request that says something about the page (no time-out, 5xx or refusal)."""
    row = connection.execute(_NEWEST, _asked(key)).first()
    return PageRow(*row) if row else None


def fetches_at(connection: sa.Connection, key: RequestKey, moment: datetime) -> list[PageRow]:
    """The fetches of a request at a moment; several where the clock stood still."""
    return [PageRow(*row) for row in connection.execute(_AT, {**_asked(key), "fetched_at": moment})]


def last_stored(connection: sa.Connection) -> PageRow | None:
    """The newest row that has a record."""
    newest = _ROWS.where(pages.c.segment.is_not(None)).order_by(pages.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return PageRow(*row) if row else None


def last_id(connection: sa.Connection) -> int:
    """The highest page id, 0 for an empty ledger."""
    return connection.execute(sa.select(sa.func.max(pages.c.id))).scalar() or 0


def scan_by_id(engine: sa.Engine, *conditions: sa.ColumnElement[bool]) -> Iterator[PageRow]:
    """Rows in order of storing, read in batches: rows may be stored and settled meanwhile."""
    last = 0
    query = _ROWS.where(*conditions).order_by(pages.c.id).limit(BATCH)
    while True:
        with translate_errors(), engine.connect() as connection:
            rows = [PageRow(*row) for row in connection.execute(query.where(pages.c.id > last))]
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def scan_by_time(engine: sa.Engine, *conditions: sa.ColumnElement[bool]) -> Iterator[PageRow]:
    """Rows in order of fetching, read in batches."""
    position = sa.tuple_(pages.c.fetched_at, pages.c.id)
    ordered = _ROWS.where(*conditions).order_by(pages.c.fetched_at, pages.c.id).limit(BATCH)
    query = ordered
    while True:
        with translate_errors(), engine.connect() as connection:
            rows = [PageRow(*row) for row in connection.execute(query)]
        yield from rows
        if len(rows) < BATCH:
            return
        seen = sa.tuple_(sa.literal(rows[-1].fetched_at, UtcDateTime), sa.literal(rows[-1].id))
        query = ordered.where(position > seen)


def _asked(key: RequestKey) -> dict[str, object]:
    return {"url_hash": key.url_hash, "url": key.url, "method": key.method, "request_digest": key.body_digest}
