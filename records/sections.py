"""Sections of one page that lists several calls: each is a document, and the page is edited in place."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from records.documents import load_traits
from records.identity import Traits
from records.keys import address_keys
from records.tables import document_keys, documents


def find_late_sections(connection: sa.Connection, touched: Iterable[str]) -> dict[str, bool]:
    """The touched sections and all others of their pages, each with whether it came onto a page read before."""
    pages = {_page_of(traits) for traits in load_traits(connection, touched).values() if is_section(traits)}
    found: dict[str, bool] = {}
    for source_id, address in sorted(pages):
        seen = _sections_of(connection, source_id, address)
        found.update({document: first_seen > min(seen.values()) for document, first_seen in seen.items()})
    return found


def is_section(traits: Traits) -> bool:
    """True for a part of a page, whose address has a fragment."""
    return any("#" in address for address in traits.addresses)


def _page_of(traits: Traits) -> tuple[str, str]:
    return traits.source_id, next(a for a in traits.addresses if "#" in a).partition("#")[0]


def _sections_of(connection: sa.Connection, source_id: str, address: str) -> dict[str, datetime]:
    """When each section of a page was first seen."""
    query = (
        sa.select(documents.c.id, documents.c.traits, documents.c.first_seen)
        .join(document_keys, document_keys.c.document_id == documents.c.id)
        .where(documents.c.source_id == source_id, document_keys.c.key.in_(address_keys(address)))
    )
    rows = [(row, Traits.model_validate_json(row.traits)) for row in connection.execute(query)]
    return {row.id: row.first_seen for row, traits in rows if is_section(traits) and _page_of(traits)[1] == address}
