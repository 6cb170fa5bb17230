"""The real portal's deadlines over half a year: only moves between different minutes are changes."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.models import Announcement, Article, Deadline, Facts
from tests.records.conftest import FIRST_DAY, Room, proof

UNION = Path(__file__).parents[2].parent / "shared/data/ft_portal/eu_grants_feed_union_2026.jsonl.gz"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not UNION.exists(), reason="the portal's records are not beside the project"),
]


def load_rows() -> list[dict[str, Any]]:
    with gzip.open(UNION, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def states(row: dict[str, Any]) -> Iterator[tuple[datetime, str | None]]:
    """(day first seen, deadline) of one record, in time order."""
    for end, seen in sorted(row["deadline_history"].items(), key=lambda pair: pair[1]):
        yield datetime.fromisoformat(seen).replace(tzinfo=UTC), None if end == "null" else end


def read_row(row: dict[str, Any], end: str | None) -> Announcement:
    """The record as a reader of the portal's JSON would state it; its seconds are not part of a deadline."""
    url = f"https://ec.europa.eu/portal/{row['id']}"
    stated = Facts()
    if end:
        evidence = proof(end, "stated.deadline")
        stated = Facts(
            deadlines=(Deadline.model_validate({"date": end[:10], "time": end[11:16], "evidence": evidence}),)
        )
    identity = f"topic:{row['id']}"
    article = Article(
        source_id="portal", url=url, canonical_url=url, title=row["title"], text="", identity=identity, stated=stated
    )
    return Announcement(article=article, facts=stated, extracted_at=FIRST_DAY)


def to_the_minute(end: str | None) -> str | None:
    return end and end[:16]


@pytest.mark.timeout(300)
def test_real_moves_are_changes_and_jitter_is_none(file_room: Room):
    rows = load_rows()
    found: dict[tuple[datetime, int], list[Announcement]] = defaultdict(list)
    for row in rows:
        for turn, (seen, end) in enumerate(states(row)):
            found[seen, turn].append(read_row(row, end))
    for seen, turn in sorted(found):
        file_room.see(*found[seen, turn], day=(seen - FIRST_DAY.replace(hour=0)) // timedelta(days=1))
    histories = [[to_the_minute(end) for _, end in states(row)] for row in rows]
    moves = sum(old != new for ends in histories for old, new in pairwise(ends))
    told = [change for change in file_room.store.changes() if change.field != "document"]
    assert sum(len(ends) > 1 for ends in histories) == 114
    assert {change.field for change in told} == {"deadlines"}
    assert len(told) == moves == 69
    moving = {rows[n]["id"] for n, ends in enumerate(histories) if len(set(ends)) > 1}
    assert {url.rsplit("/", 1)[-1] for change in told for url in change.urls} == moving
