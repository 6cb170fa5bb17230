"""Which pages deserve another look though nothing points to them any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.models import Kind
from records.documents import load_many_versions, load_traits
from records.tables import absences, documents

AFTER_CLOSING = timedelta(weeks=6)  # calls reopen and are extended after they have closed
AFTER_CHANGE = timedelta(weeks=26)  # what has no closing day is looked at so long after it last changed
AFTER_ABSENCE = timedelta(weeks=2)  # a page gone once is looked at until a second look confirms it


def find_addresses_to_revisit(connection: sa.Connection, source_id: str, moment: datetime) -> list[str]:
    """Addresses of calls and events that are open or closed lately, and of pages gone once; sorted.

    A list may drop a call because it was taken back: only its own page tells.
    """
    undated = documents.c.closes_on.is_(None) & (documents.c.last_changed >= moment - AFTER_CHANGE)
    alive = (documents.c.closes_on >= (moment - AFTER_CLOSING).date()) | undated
    standing = documents.c.source_id == source_id, sa.not_(documents.c.is_withdrawn)
    promises = sa.select(documents.c.id).where(*standing, documents.c.kind != Kind.NEWS.value, alive)
    wanted = set(connection.scalars(promises)) | _gone_once(connection, source_id, moment)
    versions = load_many_versions(connection, wanted)
    return sorted({known[-1].announcement.article.url for known in versions.values()})


def _gone_once(connection: sa.Connection, source_id: str, moment: datetime) -> set[str]:
    looks = absences.c.source_id == source_id, absences.c.seen_at >= moment - AFTER_ABSENCE
    gone = set(connection.scalars(sa.select(absences.c.url).where(*looks)))
    if not gone:
        return set()
    standing = documents.c.source_id == source_id, sa.not_(documents.c.is_withdrawn)
    known = load_traits(connection, connection.scalars(sa.select(documents.c.id).where(*standing)))
    return {document for document, traits in known.items() if gone & {*traits.addresses, *traits.read_at}}
