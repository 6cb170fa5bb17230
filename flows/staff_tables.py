"""Tables for staff: what changed, what is to be decided, what was decided, how today's extraction differs."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pydantic import JsonValue
from rich.markup import escape
from rich.table import Table

from core.models import BRUSSELS, Change
from records.corrections import Correction
from records.decisions import Decision, Pair
from records.identity import Traits
from records.shadow import Difference

_ID = 8  # letters of an id that are shown; commands take them for the whole
_LONGEST = 160  # characters of a value; `--jsonl` and `--json` have it whole


def changes_table(changes: Iterable[Change]) -> Table:
    """What changed, oldest first, with the sentence that proves it."""
    table = _table({"first seen": None, "call": 5, "what": 3, "old": 3, "new": 3, "sentence": 5})
    for change in changes:
        _add(table, _day(change), _named(change.record, change.title), *_told(change))
    return table


def history_table(changes: Iterable[Change]) -> Table:
    """What changed of one record."""
    table = _table({"first seen": None, "what": 3, "old": 3, "new": 3, "sentence": 5})
    for change in changes:
        _add(table, _day(change), *_told(change))
    return table


def pairs_table(pairs: Iterable[Pair]) -> Table:
    """Records that may be of one call, with what speaks for it; each two records once."""
    table = _table({"record": 5, "other": 5, "why": 3})
    for _, group in groupby(sorted(map(_oriented, pairs), key=_two_records), key=_two_records):
        alike = list(group)
        reasons = "; ".join(dict.fromkeys(pair.reason for pair in alike))
        _add(
            table,
            _side(alike[0].first_record, [pair.first for pair in alike]),
            _side(alike[0].second_record, [pair.second for pair in alike]),
            reasons,
        )
        table.add_row()
    return table


def decisions_table(decisions: Iterable[Decision]) -> Table:
    """What staff decided on pairs of pages."""
    table = _table(
        {"number": None, "page": 5, "other": 5, "verdict": None, "who": 2, "why": 4, "when": None, "undone": None}
    )
    for one in decisions:
        undone = f"{one.undone_at:%Y-%m-%d}" if one.undone_at else ""
        told = (one.first_address or "", one.second_address or "", one.verdict, one.decided_by, one.reason)
        _add(table, str(one.id), *told, f"{one.decided_at:%Y-%m-%d}", undone)
    return table


def corrections_table(corrections: Iterable[tuple[Correction, bool]]) -> Table:
    """What staff set right; a correction rests when the sentence that the field was read from has changed."""
    table = _table(
        {"number": None, "record": None, "field": None, "value": 4, "who": 2, "why": 4, "when": None, "state": None}
    )
    for one, is_in_force in corrections:
        told = (one.record_id[:_ID], one.field, _short(one.value), one.corrected_by, one.reason)
        state = "in force" if is_in_force else "rests"
        _add(table, str(one.id), *told, f"{one.corrected_at:%Y-%m-%d}", state)
    return table


def differences_table(differences: Iterable[Difference]) -> Table:
    """How today's extraction reads archived pages against the readings in force."""
    table = _table({"source": 2, "field": None, "count": None, "example": 4, "in force": 4, "today": 4})
    for difference in differences:
        for number, sample in enumerate(difference.samples):
            head = (difference.source_id, difference.field, str(difference.count)) if number == 0 else ("", "", "")
            _add(table, *head, *map(_cut, sample))
    return table


def _table(columns: dict[str, int | None]) -> Table:
    """Columns with their share of the width; None for those that are as wide as what stands in them."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for name, share in columns.items():
        table.add_column(name, overflow="fold", ratio=share, no_wrap=share is None)
    return table


def _day(change: Change) -> str:
    return f"{change.first_seen:%Y-%m-%d}"


def _told(change: Change) -> tuple[str, str, str, str]:
    """What, old, new and the proof; the reason says all of a document."""
    proof = _cut(change.evidence.sentence) if change.evidence else ""
    if change.field == "document":
        return change.reason, "", "", proof
    return change.reason, _short(change.old), _short(change.new), proof


def _add(table: Table, *cells: str) -> None:
    table.add_row(*map(escape, cells))


def _named(record_id: str, title: str) -> str:
    return f"{record_id[:_ID]} {title}"


def _oriented(pair: Pair) -> Pair:
    """The pair with the smaller record id first, so that pairs of the same two records stand together."""
    if pair.first_record < pair.second_record:
        return pair
    swapped = {"first": pair.second, "second": pair.first}
    return pair.model_copy(update={**swapped, "first_record": pair.second_record, "second_record": pair.first_record})


def _two_records(pair: Pair) -> tuple[str, str]:
    return pair.first_record, pair.second_record


def _side(record_id: str, pages: Sequence[Traits]) -> str:
    addresses = dict.fromkeys(page.addresses[0] for page in pages)
    return "\n".join((_named(record_id, pages[0].title), *addresses))


def _short(value: JsonValue) -> str:
    """A value of the public schema in one cell; replaced deadlines stand in the column of the old value."""
    match value:
        case None:
            return ""
        case list():
            return "; ".join(_short(part) for part in value if not (isinstance(part, dict) and part.get("superseded")))
        case dict():
            return _of_parts(value)
        case _:
            return _cut(str(value))


def _of_parts(value: dict[str, JsonValue]) -> str:
    """A deadline or a sum of money, which staff may give without the parts that go without saying."""
    amount = value.get("value")
    if isinstance(amount, int | float):
        return f"{amount:,} {value.get('currency', 'EUR')}"
    zone = None if value.get("tz") == BRUSSELS else value.get("tz")
    return " ".join(str(part) for part in (value.get("date"), value.get("time"), zone) if part)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"
