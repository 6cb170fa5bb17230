"""Finding the call of a new announcement among a million documents, on SQLite."""

import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from core.database import open_database
from core.models import Authority, Kind
from records.grouping import find_matches
from records.identity import Traits, short_hash
from records.keys import stored_keys
from records.tables import documents

DOCUMENTS = 1_000_000
LOOKED_FOR = 400  # half of them copies of a call that is there, half of none
BATCH = 10_000  # rows written at once
AUTHORITIES = {"portal": Authority.STRUCTURED, "platform": Authority.PLATFORM}
MOMENT = datetime(2026, 3, 13, tzinfo=UTC)
SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fil",
    "gra",
    "hom",
    "inno",
    "kel",
    "lux",
    "mor",
    "net",
    "pol",
    "ras",
    "tex",
    "vo",
    "zen",
)


def main() -> None:
    count = int(os.environ.get("BENCH_DOCUMENTS", DOCUMENTS))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder, 'bench.db')}")
        began = time.perf_counter()
        fill(engine, count)
        print(f"{count} documents written in {time.perf_counter() - began:.0f} s")
        before = peak_memory()
        times, found = look_up(engine, count)
        engine.dispose()
    print(f"finding, median            {statistics.median(times) * 1000:8.2f} ms   (at most 5)")
    print(f"finding, 95 of 100         {statistics.quantiles(times, n=20)[-1] * 1000:8.2f} ms")
    print(f"copies that were found     {found:8d} of {LOOKED_FOR // 2}")
    print(f"peak memory while finding  {peak_memory() - before:8.1f} MB more than before")


def fill(engine: sa.Engine, count: int) -> None:
    """Write documents and keys as the store does, keys in their order: a million single inserts would take hours."""
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TEMP TABLE heap (key BIGINT, document_id TEXT)"))
        for start in range(0, count, BATCH):
            batch = [made_up(number) for number in range(start, min(start + BATCH, count))]
            connection.execute(sa.insert(documents), [row_of(traits) for traits in batch])
            keys = [{"k": key, "d": traits.document_id} for traits in batch for key in stored_keys(traits)]
            connection.execute(sa.text("INSERT INTO heap VALUES (:k, :d)"), keys)
        connection.execute(
            sa.text("INSERT INTO document_keys SELECT DISTINCT key, document_id FROM heap ORDER BY 1, 2")
        )
        connection.execute(sa.text("DROP TABLE heap"))


def look_up(engine: sa.Engine, count: int) -> tuple[list[float], int]:
    """Seconds of each search, and how many copies found their call."""
    times, found = [], 0
    with engine.connect() as connection:
        for traits, original in searches(count):
            began = time.perf_counter()
            matches = list(find_matches(connection, traits, AUTHORITIES))
            times.append(time.perf_counter() - began)
            found += any(document == original for document, _ in matches)
    return times, found


def searches(count: int) -> Iterator[tuple[Traits, str]]:
    """New announcements, with the document of the same call or an empty string."""
    chance = random.Random(1)  # noqa: S311 - figures, no secrets
    for number in range(LOOKED_FOR):
        original = made_up(chance.randrange(count)) if number % 2 else made_up(count + number)
        changed = {
            "document_id": short_hash(f"new {number}"),
            "source_id": "platform",
            "addresses": (f"platform.example/{number}",),
            "identities": (),
        }
        yield original.model_copy(update=changed), original.document_id if number % 2 else ""


def made_up(number: int) -> Traits:
    """The call of a number, always the same."""
    chance = random.Random(number)  # noqa: S311 - figures, no secrets
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(6)]
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(1500))
    return Traits(
        document_id=short_hash(f"document {number}"),
        source_id="portal",
        kind=Kind.CALL,
        title=" ".join(words).title(),
        identities=(f"callccm2id:{number}",),
        addresses=(f"portal.example/calls/{number}",),
        read_at=("portal.example/search",),
        projects=(f"project{number // 20}",),
        deadlines=(f"{day}T17:00",),
        live=day,
        fingerprint=chance.getrandbits(64),
    )


def row_of(traits: Traits) -> dict[str, object]:
    key = f"id:{traits.identities[0]}"
    return {
        "id": traits.document_id,
        "source_id": traits.source_id,
        "key": key,
        "key_id": short_hash(key),
        "record_id": short_hash(key),
        "traits": traits.model_dump_json(),
        "first_seen": MOMENT,
        "last_changed": MOMENT,
        "kind": traits.kind.value,
        "is_dated": True,
        "is_withdrawn": False,
    }


def peak_memory() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
