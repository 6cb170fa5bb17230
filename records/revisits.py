"""Which pages deserve another look though nothing points to them any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.models import Kind
from records.documents import load_many_versions
from records.tables import documents
from records.withdrawal import awaiting_second_look

AFTER_CLOSING = timedelta(weeks=6)  # calls reopen and are extended after they have closed
AFTER_CHANGE = timedelta(weeks=26)  # what has no closing day is looked at so long after it last changed


def find_addresses_to_revisit(connection: sa.Connection, source_id: str, moment: datetime) -> list[str]:
    """Addresses of calls and events that are open or closed lately, and of pages gone once; sorted.

    A list may drop a call because it was taken back: only its own page tells. A page gone once is looked at until
    a healthy run confirms it, however long the source is not healthy.
    """
    undated = documents.c.closes_on.is_(None) & (documents.c.last_changed >= moment - AFTER_CHANGE)
    alive = (documents.c.closes_on >= (moment - AFTER_CLOSING).date()) | undated
    standing = documents.c.source_id == source_id, sa.not_(documents.c.is_withdrawn)
    promises = sa.select(documents.c.id).where(*standing, documents.c.kind != Kind.NEWS.value, alive)
    versions = load_many_versions(connection, connection.scalars(promises)) | awaiting_second_look(
        connection, source_id
    )
    return sorted({known[-1].announcement.article.url for known in versions.values()})
