"""What staff say on pairs of documents: it holds for ever and can be undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.errors import RecordError
from core.models import Frozen
from records.documents import load_traits
from records.identity import Traits
from records.matching import Verdict
from records.tables import decisions, documents, matches

APART = "apart"
TOGETHER = "together"


class Pair(Frozen):
    """Two documents that may be of one call, for staff to decide on."""

    first: Traits
    second: Traits
    first_record: str
    second_record: str
    reason: str


class Decision(Frozen):
    """One thing that staff said, of the pages at two addresses; None where nothing is found any more."""

    id: int
    first_id: str
    second_id: str
    first_address: str | None
    second_address: str | None
    verdict: str
    decided_by: str
    reason: str
    decided_at: datetime
    undone_at: datetime | None = None


def list_unsure(connection: sa.Connection) -> list[Pair]:
    """Pairs to decide on: unsure, in different records, not decided yet."""
    first, second = documents.alias(), documents.alias()
    decided = (
        sa.select(decisions.c.id)
        .where(
            decisions.c.first_id == matches.c.first_id,
            decisions.c.second_id == matches.c.second_id,
            decisions.c.undone_at.is_(None),
        )
        .exists()
    )
    query = (
        sa.select(
            first.c.traits.label("one"),
            second.c.traits.label("other"),
            first.c.record_id.label("one_record"),
            second.c.record_id.label("other_record"),
            matches.c.reason,
        )
        .join(first, first.c.id == matches.c.first_id)
        .join(second, second.c.id == matches.c.second_id)
        .where(matches.c.verdict == Verdict.UNSURE, first.c.record_id != second.c.record_id, sa.not_(decided))
        .order_by(matches.c.first_id, matches.c.second_id)
    )
    return [
        Pair(
            first=Traits.model_validate_json(row.one),
            second=Traits.model_validate_json(row.other),
            first_record=row.one_record,
            second_record=row.other_record,
            reason=row.reason,
        )
        for row in connection.execute(query)
    ]


def decide_pairs(
    connection: sa.Connection, pairs: Iterable[tuple[str, str]], verdict: str, who: str, why: str, at: datetime
) -> set[str]:
    """Keep a decision on each pair of documents; ids of the documents."""
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    if not ordered:
        raise RecordError("a decision needs two documents")
    given = {"verdict": verdict, "decided_by": who, "reason": why, "decided_at": at}
    connection.execute(
        sa.insert(decisions), [{"first_id": first, "second_id": second, **given} for first, second in ordered]
    )
    return {document for pair in ordered for document in pair}


def undo_decision(connection: sa.Connection, decision_id: int, at: datetime) -> set[str]:
    """Take a decision back; ids of its documents.

    Raises:
        RecordError: there is no such decision, or it is undone already.
    """
    row = connection.execute(
        sa.select(decisions).where(decisions.c.id == decision_id, decisions.c.undone_at.is_(None))
    ).one_or_none()
    if row is None:
        raise RecordError(f"no decision {decision_id} is in force")
    connection.execute(sa.update(decisions).where(decisions.c.id == decision_id).values(undone_at=at))
    return {row.first_id, row.second_id}


def list_decisions(connection: sa.Connection) -> list[Decision]:
    """Every decision, undone ones too, oldest first."""
    rows = connection.execute(sa.select(decisions).order_by(decisions.c.id)).mappings().all()
    known = load_traits(connection, {row[side] for row in rows for side in ("first_id", "second_id")})
    address = {document: traits.addresses[0] for document, traits in known.items()}
    return [
        Decision(**row, first_address=address.get(row["first_id"]), second_address=address.get(row["second_id"]))
        for row in rows
    ]


def in_force(connection: sa.Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """Verdict by pair, of the decisions that touch one of the documents; the newest of a pair holds."""
    query = (
        sa.select(decisions.c.first_id, decisions.c.second_id, decisions.c.verdict)
        .where(
            decisions.c.undone_at.is_(None),
            sa.or_(decisions.c.first_id.in_(document_ids), decisions.c.second_id.in_(document_ids)),
        )
        .order_by(decisions.c.id)
    )
    return {(row.first_id, row.second_id): row.verdict for row in connection.execute(query)}
