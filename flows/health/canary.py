"""Whether known announcements of a source are still found, and still read the same."""

from collections.abc import Collection

import sqlalchemy as sa

from core.models import Announcement
from core.source import Canary, Source
from core.urls import canonical_url
from records.identity import plain_address
from records.keys import address_keys
from records.tables import announcements, document_keys


def find_canary_fault(
    connection: sa.Connection, source: Source, items: Collection[str], carried: Collection[str]
) -> str:
    """Which canary was not found or reads otherwise, in words; empty if none.

    Args:
        items: what the source's lists named.
        carried: ids of the announcements that stand on the pages of the run.
    """
    for canary in source.canaries:
        address = canonical_url(str(canary.url), source.keep_params, source.aliases)
        if source.has_item_pages and address not in items:
            return f"the known item {address} is not named any more"
        read = _read_at(connection, address, carried)
        if not read:
            return f"the known item {address} cannot be read any more"
        if fault := _find_difference(canary, read):
            return f"the known item {address} {fault}"
    return ""


def _read_at(connection: sa.Connection, address: str, carried: Collection[str]) -> list[Announcement]:
    """What the announcements at an address say now; a page may carry several."""
    plain = plain_address(address)
    at = sa.select(document_keys.c.document_id).where(document_keys.c.key.in_(address_keys(plain)))
    ids = [document_id for document_id in connection.scalars(at) if document_id in carried]
    of_documents = announcements.c.document_id.in_(ids), sa.not_(announcements.c.is_held)
    versions = sa.select(announcements.c.document_id, announcements.c.payload).where(*of_documents)
    oldest_first = versions.order_by(announcements.c.seen_at, announcements.c.page_id)
    newest = dict(connection.execute(oldest_first).tuples().all())
    read = [Announcement.model_validate_json(payload) for payload in newest.values()]
    return [one for one in read if plain in map(plain_address, (one.article.url, one.article.canonical_url))]


def _find_difference(canary: Canary, read: list[Announcement]) -> str:
    """What of the canary none of the announcements says."""
    titles = [" ".join(one.article.title.split()) for one in read]
    if canary.title and canary.title not in titles:
        return f"is titled {titles[0]!r}, not {canary.title!r}"
    days = {deadline.date for one in read for deadline in one.facts.deadlines if not deadline.superseded}
    if canary.deadline and canary.deadline not in days:
        told = ", ".join(map(str, sorted(days))) or "no deadline"
        return f"has {told}, not {canary.deadline}"
    return ""
