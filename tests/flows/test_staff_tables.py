"""What staff see of changes and pairs."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO

from rich.console import Console
from rich.table import Table

from core.models import Change, Evidence, Kind
from flows.staff_tables import changes_table, differences_table, history_table, pairs_table
from records.decisions import Pair
from records.identity import Traits
from records.shadow import Difference

SEEN = datetime(2026, 6, 15, 6, tzinfo=UTC)


def shown(table: Table) -> list[str]:
    """The lines as they are printed, each wide blank as two."""
    output = StringIO()
    Console(width=160, file=output).print(table)
    return [re.sub(" {2,}", "  ", line.strip()) for line in output.getvalue().splitlines()]


def change(field: str = "deadlines", **values: object) -> Change:
    known = {"old": None, "new": None, "reason": "deadline extended", "evidence": None, "title": "Vouchers"}
    ids = {"id": "c1", "record": "0123456789abcdef", "urls": (), "page_id": 1}
    return Change.model_validate({**ids, **known, "field": field, "first_seen": SEEN, **values})


def deadline(day: str, time: str, tz: str = "Europe/Brussels", *, superseded: bool = False) -> dict[str, object]:
    return {"date": day, "time": time, "tz": tz, "role": "final", "superseded": superseded}


def traits(number: int) -> Traits:
    return Traits(
        document_id=f"d{number}",
        source_id="any",
        kind=Kind.CALL,
        title=f"Call {number}",
        addresses=(f"site.eu/{number}",),
    )


def pair(first: int, second: int, records: Iterable[str], reason: str = "the titles agree") -> Pair:
    one, other = records
    return Pair(first=traits(first), second=traits(second), first_record=one, second_record=other, reason=reason)


def test_a_moved_deadline_is_told_in_words_with_its_proof():
    moved = change(
        old=[deadline("2026-06-02", "17:00")],
        new=[deadline("2026-06-30", "17:00"), deadline("2026-06-02", "17:00", superseded=True)],
        evidence=Evidence(sentence="Extended to 30 June [new].", rule="any"),
    )
    parts = ("2026-06-15", "01234567 Vouchers", "deadline extended", "2026-06-02 17:00", "2026-06-30 17:00")
    proof = "Extended to 30 June [new]."
    assert shown(changes_table([moved]))[1:] == ["  ".join((*parts, proof))]
    assert shown(history_table([moved]))[1:] == ["  ".join((parts[0], *parts[2:], proof))]


def test_a_zone_is_told_where_it_is_not_brussels_and_money_has_separators():
    told = change(
        "amounts",
        old=[{"value": 9000, "currency": "EUR", "role": "total"}],
        new=[deadline("2026-06-30", "17:00", "Europe/Athens")],
    )
    assert "9,000 EUR  2026-06-30 17:00 Europe/Athens" in shown(history_table([told]))[1]
    by_staff = change(old=[{"value": 9000}], new=[{"date": "2026-06-30"}])
    assert "9,000 EUR  2026-06-30" in shown(history_table([by_staff]))[1]


def test_a_new_document_needs_no_more_words():
    assert shown(history_table([change("document", new="new", reason="first seen")]))[1:] == ["2026-06-15  first seen"]


def test_long_texts_are_cut():
    lines = shown(history_table([change("text", old="word " * 500, new="")]))
    assert "word …" in " ".join(lines)
    assert len(lines) < 12


def test_two_records_are_one_line_however_many_of_their_pages_are_alike():
    pairs = [
        pair(1, 2, ("aaaaaaaaaa", "bbbbbbbbbb")),
        pair(3, 1, ("bbbbbbbbbb", "aaaaaaaaaa"), "a link"),
    ]
    lines = [line for line in shown(pairs_table(pairs)) if line]
    assert lines[1] == "aaaaaaaa Call 1  bbbbbbbb Call 2  the titles agree; a link"
    assert lines[2:] == ["site.eu/1  site.eu/2", "site.eu/3"]


def test_differences_of_the_reading_are_counted_with_samples():
    samples = (("https://site.eu/1", "1", "2"), ("https://site.eu/2", "3", "4"))
    lines = shown(differences_table([Difference(source_id="any", field="amounts", count=7, samples=samples)]))
    assert lines[1:] == ["any  amounts  7  https://site.eu/1  1  2", "https://site.eu/2  3  4"]
