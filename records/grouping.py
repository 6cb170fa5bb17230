"""Brings matches and records in line with the documents that were touched, and only with what they reach."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.models import Authority, Record
from records.clusters import Link, join_documents
from records.corrections import Correction, apply_corrections, load_corrections
from records.decisions import APART, TOGETHER, in_force
from records.documents import Version, load_many_versions, load_traits, refresh_document
from records.history import refresh_changes
from records.identity import Traits, founding_order, short_hash
from records.keys import sought_keys
from records.matching import Match, Verdict, are_apart, match_documents
from records.merge import Sighting, merge_sightings
from records.sections import find_late_sections
from records.tables import document_keys, documents, matches, records
from records.withdrawal import find_withdrawal

_BY_STAFF = 1000  # stronger than every match
_WRITER_LOCK = 7_301_946_201  # any number that nothing else on the server uses


@dataclass
class Regrouped:
    """Ids of the records that came into being and of those that read differently now."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def admit_one_writer(connection: sa.Connection) -> None:
    """Let writers of records wait for one another until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER_LOCK)))
    else:  # a transaction that begins with reading could not write any more once another one has written
        connection.execute(sa.update(records).where(records.c.id == "").values(version=0))


def regroup(connection: sa.Connection, touched: Iterable[str], authorities: Mapping[str, Authority]) -> Regrouped:
    """Compare the touched documents with all others anew and rebuild the records that may differ."""
    touched = set(touched)
    neighbours = _partners(connection, touched)
    versions = {document: refresh_document(connection, document) for document in sorted(touched)}
    late = find_late_sections(connection, touched)
    versions |= load_many_versions(connection, set(late) - touched)
    for document, known in versions.items():
        _refresh(connection, document, known, is_late=late.get(document, False))
    for _, traits in sorted(load_traits(connection, touched).items()):
        _rematch(connection, traits, authorities)
    reached = _reachable(connection, touched | neighbours)
    report = Regrouped()
    if reached:
        _rebuild(connection, reached, authorities, report)
    return report


def _refresh(connection: sa.Connection, document: str, versions: Sequence[Version], *, is_late: bool) -> None:
    """Bring what follows from a document's versions in line with them."""
    gone = find_withdrawal(connection, versions)
    connection.execute(sa.update(documents).where(documents.c.id == document).values(is_withdrawn=gone is not None))
    refresh_changes(connection, document, versions, gone, is_late=is_late)


def find_matches(
    connection: sa.Connection, traits: Traits, authorities: Mapping[str, Authority]
) -> Iterator[tuple[str, Match]]:
    """Documents that are or may be of the same call, with the verdict on each."""
    query = sa.select(document_keys.c.document_id).where(
        document_keys.c.key.in_(sorted(sought_keys(traits))), document_keys.c.document_id != traits.document_id
    )
    for other_id, other in load_traits(connection, set(connection.scalars(query))).items():
        match = match_documents(traits, other, is_retold=_is_retold(traits, other, authorities))
        if match:
            yield other_id, match


def _rematch(connection: sa.Connection, traits: Traits, authorities: Mapping[str, Authority]) -> None:
    """Replace the matches of one document."""
    document = traits.document_id
    connection.execute(
        sa.delete(matches).where(sa.or_(matches.c.first_id == document, matches.c.second_id == document))
    )
    rows = [
        {"first_id": min(document, other), "second_id": max(document, other), **match.model_dump()}
        for other, match in find_matches(connection, traits, authorities)
    ]
    if rows:
        connection.execute(sa.insert(matches), rows)


def _is_retold(one: Traits, other: Traits, authorities: Mapping[str, Authority]) -> bool:
    believed = {authorities.get(traits.source_id, Authority.AGGREGATOR) for traits in (one, other)}
    return Authority.AGGREGATOR in believed


def _partners(connection: sa.Connection, wanted: set[str]) -> set[str]:
    """Documents of the records that the wanted ones belong to."""
    theirs = sa.select(documents.c.record_id).where(documents.c.id.in_(sorted(wanted)))
    return set(connection.scalars(sa.select(documents.c.id).where(documents.c.record_id.in_(theirs))))


def _reachable(connection: sa.Connection, start: set[str]) -> set[str]:
    """The start and every document that a chain of `same` matches or of decisions leads to."""
    reached, edge = set(start), set(start)
    while edge:
        known = sorted(edge)
        query = sa.union(
            sa.select(matches.c.second_id).where(matches.c.verdict == Verdict.SAME, matches.c.first_id.in_(known)),
            sa.select(matches.c.first_id).where(matches.c.verdict == Verdict.SAME, matches.c.second_id.in_(known)),
        )
        decided = {document for pair in in_force(connection, known) for document in pair}
        edge = (set(connection.scalars(query)) | decided) - reached
        reached |= edge
    return reached


def _rebuild(
    connection: sa.Connection, reached: set[str], authorities: Mapping[str, Authority], report: Regrouped
) -> None:
    rows = {row.id: row for row in connection.execute(sa.select(documents).where(documents.c.id.in_(sorted(reached))))}
    former = {row.record_id for row in rows.values() if row.record_id}
    groups = _name_groups(_group(connection, set(rows)), rows)  # staff may have decided on a page that is lost
    sightings = _sightings(connection, rows, authorities)
    for record_id, members in groups.items():
        moved = [member for member in members if rows[member].record_id != record_id]
        if moved:
            connection.execute(sa.update(documents).where(documents.c.id.in_(moved)).values(record_id=record_id))
        merged = merge_sightings(record_id, [sightings[member] for member in members])
        record = apply_corrections(merged, load_corrections(connection, _names([rows[m] for m in members])))
        _write_record(connection, record_id, record.model_dump_json(), report)
    for record_id in sorted(former - set(groups)):
        _write_record(connection, record_id, None, report)


def _group(connection: sa.Connection, reached: set[str]) -> list[tuple[str, ...]]:
    ids = sorted(reached)
    query = sa.select(matches).where(
        matches.c.verdict == Verdict.SAME, matches.c.first_id.in_(ids), matches.c.second_id.in_(ids)
    )
    decided = in_force(connection, ids)
    links = [Link(row.strength, row.first_id, row.second_id) for row in connection.execute(query)]
    links += [Link(_BY_STAFF, *pair) for pair, verdict in decided.items() if verdict == TOGETHER and {*pair} <= reached]
    traits = load_traits(connection, reached) if links else {}

    def is_apart(one: str, other: str) -> bool:
        verdict = decided.get((min(one, other), max(one, other)))
        return verdict == APART or (verdict is None and are_apart(traits[one], traits[other]))

    return join_documents(ids, links, is_apart)


def _name_groups(
    groups: list[tuple[str, ...]], rows: Mapping[str, sa.Row[tuple[object, ...]]]
) -> dict[str, tuple[str, ...]]:
    """Groups by record id: the hash of the founder's key, or of founder and key where staff keep two of a key apart."""

    def order(document: str) -> tuple[object, ...]:
        return (*founding_order(rows[document].first_seen, rows[document].key), document)

    named: dict[str, tuple[str, ...]] = {}
    for members in sorted(groups, key=lambda group: min(map(order, group))):
        founder = rows[min(members, key=order)]
        record_id = founder.key_id if founder.key_id not in named else short_hash(f"{founder.key}\n{founder.id}")
        named[record_id] = members
    return named


def merge_members(connection: sa.Connection, record_id: str, authorities: Mapping[str, Authority]) -> Record:
    """The record as its pages have it, without what staff corrected."""
    return merge_sightings(record_id, sightings_of(connection, record_id, authorities))


def sightings_of(connection: sa.Connection, record_id: str, authorities: Mapping[str, Authority]) -> list[Sighting]:
    """What the pages of a record say now, one sighting for each document."""
    rows = {row.id: row for row in connection.execute(sa.select(documents).where(documents.c.record_id == record_id))}
    return list(_sightings(connection, rows, authorities).values())


def corrections_of(connection: sa.Connection, record_id: str) -> list[Correction]:
    """Corrections of a record, under whatever id they were made."""
    rows = connection.execute(sa.select(documents).where(documents.c.record_id == record_id)).all()
    return load_corrections(connection, _names(rows))


def _names(rows: Sequence[sa.Row[tuple[object, ...]]]) -> set[str]:
    """Ids that a record of these documents has, or had while one of them was its founder."""
    return {name for row in rows for name in (row.key_id, short_hash(f"{row.key}\n{row.id}"))}


def _sightings(
    connection: sa.Connection, rows: Mapping[str, sa.Row[tuple[object, ...]]], authorities: Mapping[str, Authority]
) -> dict[str, Sighting]:
    return {
        document: Sighting(
            announcement=versions[-1].announcement,
            authority=authorities.get(rows[document].source_id, Authority.AGGREGATOR),
            seen_at=versions[-1].seen_at,
            document_id=document,
            is_withdrawn=rows[document].is_withdrawn,
        )
        for document, versions in load_many_versions(connection, rows).items()
    }


def _write_record(connection: sa.Connection, record_id: str, payload: str | None, report: Regrouped) -> None:
    row = connection.execute(sa.select(records).where(records.c.id == record_id)).one_or_none()
    if row is None:
        connection.execute(sa.insert(records).values(id=record_id, payload=payload, version=1, indexed_version=0))
        report.new.add(record_id)
    elif row.payload != payload:
        connection.execute(
            sa.update(records).where(records.c.id == record_id).values(payload=payload, version=row.version + 1)
        )
        if payload is not None:
            report.changed.add(record_id)
