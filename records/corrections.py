"""Fields that staff set right: locked until the sentence that they were read from changes."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import JsonValue, ValidationError

from core.errors import RecordError
from core.models import Evidence, Facts, Frozen, Kind, Record
from core.schema import public_fields
from records.tables import corrections

_LISTS_OF_FINDINGS = ("periods", "event_dates", "ecosystems", "projects", "call_ids", "countries", "beneficiaries")
_FINDINGS = ("rolling", "opens", "cofunding_rate", "programme")
CORRECTABLE = ("title", "kind", "status", "deadlines", "amounts", *_LISTS_OF_FINDINGS, *_FINDINGS)


class Correction(Frozen):
    """One field of one record as staff say it is, in the public schema.

    `sentences` are the proofs that the field had when it was corrected; the lock holds while it has the same.
    """

    id: int
    record_id: str
    field: str
    value: JsonValue
    sentences: tuple[str, ...]
    corrected_by: str
    reason: str
    corrected_at: datetime
    undone_at: datetime | None = None


def keep_correction(connection: sa.Connection, record: Record, field: str, value: JsonValue, **said: object) -> None:
    """Keep a correction of a merged record; `said` are the columns that tell who, why and when.

    Raises:
        RecordError: the field cannot be corrected, or the value does not fit it.
    """
    _correct_field(record, field, value, "")
    sentences = json.dumps(sorted(_sentences(record, field)))
    row = {"record_id": record.id, "field": field, "value": json.dumps(value), "sentences": sentences, **said}
    connection.execute(sa.insert(corrections).values(row))


def undo_correction(connection: sa.Connection, correction_id: int, at: datetime) -> str:
    """Take a correction back; the id of its record.

    Raises:
        RecordError: no such correction is in force.
    """
    mine = corrections.c.id == correction_id, corrections.c.undone_at.is_(None)
    record_id = connection.scalar(sa.select(corrections.c.record_id).where(*mine))
    if record_id is None:
        raise RecordError(f"no correction {correction_id} is in force")
    connection.execute(sa.update(corrections).where(*mine).values(undone_at=at))
    return str(record_id)


def renew_proofs(connection: sa.Connection, correction: Correction, record: Record) -> None:
    """Let a correction hold while the merged record has the proofs that it has now."""
    sentences = json.dumps(sorted(_sentences(record, correction.field)))
    connection.execute(sa.update(corrections).where(corrections.c.id == correction.id).values(sentences=sentences))


def load_corrections(connection: sa.Connection, record_ids: Iterable[str] | None = None) -> list[Correction]:
    """Corrections in force, oldest first; of all records or of some."""
    query = sa.select(corrections).where(corrections.c.undone_at.is_(None)).order_by(corrections.c.id)
    if record_ids is not None:
        query = query.where(corrections.c.record_id.in_(sorted(record_ids)))
    return [
        Correction.model_validate(
            {**row, "value": json.loads(row["value"]), "sentences": tuple(json.loads(row["sentences"]))}
        )
        for row in connection.execute(query).mappings()
    ]


def apply_corrections(record: Record, known: Iterable[Correction]) -> Record:
    """The record with every correction whose proof still stands; the newest of a field wins."""
    corrected = record
    for correction in known:
        if holds(correction, record):
            corrected = _correct_field(corrected, correction.field, correction.value, correction.reason)
    return corrected


def holds(correction: Correction, record: Record) -> bool:
    """True while the merged record has the proofs that the correction was made on."""
    return set(correction.sentences) == _sentences(record, correction.field)


def evaluation_lines(records: Iterable[tuple[Record, Iterable[Correction]]]) -> Iterator[dict[str, Any]]:
    """Corrected records as annotated announcements, so that the mistake is measured from now on."""
    for record, known in records:
        yield {
            "id": f"{record.language or 'xx'}-{record.id}",
            "url": record.canonical_url,
            "lang": record.language,
            "published": record.published_at.isoformat() if record.published_at else None,
            "title": record.title,
            "text": record.text,
            "kind": record.kind.value,
            **public_fields(record.facts),
            "difficulty": sorted({f"corrected-{correction.field}" for correction in known}),
        }


def _sentences(record: Record, field: str) -> set[str]:
    if field == "title":
        return {record.title}
    value = getattr(record.facts, "announced_status" if field == "status" else field)
    values = value if isinstance(value, tuple) else (value,)
    return {" ".join(item.evidence.sentence.split()) for item in values if item}


def _correct_field(record: Record, field: str, value: JsonValue, reason: str) -> Record:
    if field not in CORRECTABLE:
        raise RecordError(f"{field!r} cannot be corrected; one of: {', '.join(CORRECTABLE)}")
    evidence = Evidence(sentence=reason, rule="staff.correction")
    try:
        if field == "title":
            return record.model_copy(update={"title": str(value)})
        facts = Facts.model_validate({**dict(record.facts), **_facts_of(field, value, evidence)})
        kind = Kind(str(value)) if field == "kind" else record.kind
    except (ValidationError, ValueError, TypeError) as error:
        raise RecordError(f"{value!r} is no value of {field!r}") from error
    return record.model_copy(update={"facts": facts, "kind": kind})


def _facts_of(field: str, value: Any, evidence: Evidence) -> dict[str, object]:
    def found(item: object) -> object:
        return None if item is None else {"value": item, "evidence": evidence}

    match field:
        case "deadlines" | "amounts":
            return {field: [{**item, "evidence": evidence} for item in value]}
        case "status":
            return {"announced_status": found(value)}
        case _ if field in _LISTS_OF_FINDINGS:
            return {field: [found(item) for item in value]}
        case _:
            return {field: found(value)}
