"""The lock that lets one process alone write the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from core.database import translate_errors
from core.errors import ArchiveError

LEDGER_LOCK = int.from_bytes(b"clstwire")  # what the lock is called in PostgreSQL
_PATIENCE = "2s"  # the server takes a moment to free the lock of a connection that has ended
_LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def only_writer(engine: sa.Engine) -> Iterator[None]:
    """Be the ledger's only writer, among all machines; a ledger in SQLite is one machine's, whose folder is locked."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with translate_errors(), engine.connect() as connection:
        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
        try:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LEDGER_LOCK)))
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise ArchiveError(
                "the archive is being written, perhaps on another machine: wait for it, or end it"
            ) from error
        connection.commit()
        try:
            yield
        finally:
            connection.invalidate()  # the server frees the lock when the connection ends, however it ends
