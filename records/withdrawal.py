"""Pages that are gone: believed only when two looks on different days agree."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from archive.exchange import hash_of
from archive.ledger import pages
from core.models import Frozen, Outcome
from records.documents import Version, load_many_versions, load_versions
from records.identity import Traits, plain_address
from records.keys import address_keys
from records.tables import absences, document_keys, documents

MOST_AT_ONCE = 0.2  # share of a source's documents; more withdrawn at once is rather a fault of the site
FEW = 5  # documents that may go at once whatever their share
_LIVE = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)


class Absence(Frozen):
    """A look that found the page at a plain address gone."""

    address: str
    page_id: int
    seen_at: datetime


class AbsenceReport(Frozen):
    """What became of the pages that were gone.

    Attributes:
        withdrawn: documents that two looks have found gone now.
        awaiting: documents that need a look on another day.
        held: documents that would be withdrawn, too many to be believed.
    """

    withdrawn: tuple[str, ...] = ()
    awaiting: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def note_absences(
    connection: sa.Connection, source_id: str, page_ids: Sequence[int], *, is_confirmed: bool
) -> tuple[AbsenceReport, set[str]]:
    """Keep the absences; the report, and the documents that may be withdrawn or stand again."""
    standing, gone_already = _split(connection, source_id)
    looks = [look for page_id in page_ids for look in _read_looks(connection, page_id)]
    touched = {document for look in looks for document in _documents_at(connection, source_id, look.address)}
    withdrawn = {d for d in touched & standing if find_withdrawal(connection, load_versions(connection, d), looks)}
    if len(withdrawn) > max(FEW, MOST_AT_ONCE * len(standing)) and not is_confirmed:
        return AbsenceReport(held=tuple(sorted(withdrawn))), gone_already
    _keep(connection, source_id, looks)
    awaiting = touched - withdrawn - gone_already
    report = AbsenceReport(withdrawn=tuple(sorted(withdrawn)), awaiting=tuple(sorted(awaiting)))
    return report, touched | gone_already


def awaiting_second_look(connection: sa.Connection, source_id: str) -> dict[str, list[Version]]:
    """Documents that the last look found gone, with their versions, and that another day is to confirm."""
    gone = connection.scalars(sa.select(absences.c.url).where(absences.c.source_id == source_id).distinct()).all()
    standing, _ = _split(connection, source_id)
    doubtful = {document for address in gone for document in _documents_at(connection, source_id, address)} & standing
    known = load_many_versions(connection, doubtful)
    return {document: versions for document, versions in known.items() if _looks_since_alive(connection, versions, ())}


def find_withdrawal(
    connection: sa.Connection, versions: Sequence[Version], fresh: Sequence[Absence] = ()
) -> Absence | None:
    """The look that confirmed that a document is gone; None while it stands or was seen gone on one day only.

    `fresh` are looks that are not kept yet.
    """
    since = _looks_since_alive(connection, versions, fresh)
    return next((look for look in since if look.seen_at.date() > since[0].seen_at.date()), None)


def _looks_since_alive(
    connection: sa.Connection, versions: Sequence[Version], fresh: Sequence[Absence]
) -> list[Absence]:
    """Looks that found a document gone after the last one that found it, oldest first."""
    articles = [version.announcement.article for version in versions]
    if not articles:
        return []
    source_id, seen_at = articles[-1].source_id, max(version.seen_at for version in versions)
    addresses = {plain_address(url) for article in articles for url in (article.url, article.canonical_url)}
    looks = _kept_looks(connection, source_id, addresses) | {look for look in fresh if look.address in addresses}
    if not looks:
        return []
    alive = max(seen_at, _last_live_look(connection, source_id, {article.url for article in articles}) or seen_at)
    return sorted((look for look in looks if look.seen_at > alive), key=lambda look: (look.seen_at, look.page_id))


def _kept_looks(connection: sa.Connection, source_id: str, addresses: set[str]) -> set[Absence]:
    known = absences.c.source_id == source_id, absences.c.url.in_(sorted(addresses))
    rows = connection.execute(sa.select(absences).where(*known))
    return {Absence(address=row.url, page_id=row.page_id, seen_at=row.seen_at) for row in rows}


def _last_live_look(connection: sa.Connection, source_id: str, urls: Iterable[str]) -> datetime | None:
    known = [sa.and_(pages.c.url_hash == hash_of(url), pages.c.url == url) for url in sorted(urls)]
    query = sa.select(pages.c.fetched_at).where(
        sa.or_(*known), pages.c.source_id == source_id, pages.c.outcome.in_(_LIVE)
    )
    return max(connection.scalars(query), default=None)


def _split(connection: sa.Connection, source_id: str) -> tuple[set[str], set[str]]:
    """Ids of the source's documents that stand, and of those withdrawn."""
    query = sa.select(documents.c.id, documents.c.is_withdrawn).where(documents.c.source_id == source_id)
    rows = connection.execute(query).all()
    return {row.id for row in rows if not row.is_withdrawn}, {row.id for row in rows if row.is_withdrawn}


def _read_looks(connection: sa.Connection, page_id: int) -> set[Absence]:
    """What the ledger has of a page that was gone, for the address asked for and the one that answered."""
    page = connection.execute(sa.select(pages).where(pages.c.id == page_id)).one()
    addresses = {plain_address(page.url), plain_address(page.requested_url)}
    return {Absence(address=address, page_id=page_id, seen_at=page.fetched_at) for address in addresses}


def _keep(connection: sa.Connection, source_id: str, looks: Sequence[Absence]) -> None:
    kept = _kept_looks(connection, source_id, {look.address for look in looks})
    rows = [
        {"source_id": source_id, "url": look.address, "page_id": look.page_id, "seen_at": look.seen_at}
        for look in looks
        if look not in kept
    ]
    if rows:
        connection.execute(sa.insert(absences), rows)


def _documents_at(connection: sa.Connection, source_id: str, address: str) -> set[str]:
    query = (
        sa.select(documents.c.id, documents.c.traits)
        .join(document_keys, document_keys.c.document_id == documents.c.id)
        .where(document_keys.c.key.in_(address_keys(address)), documents.c.source_id == source_id)
    )
    rows = [(row.id, Traits.model_validate_json(row.traits)) for row in connection.execute(query)]
    return {document for document, traits in rows if address in traits.addresses + traits.read_at}
