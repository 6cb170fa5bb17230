"""The embedded index against bare tantivy, and how long searches take."""

import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import tantivy

from bench.timing import compare
from core.models import Ecosystem, Kind, Status
from core.query import SearchQuery, Sort
from index.document import FACETS, Grant, IndexDocument
from index.port import SearchIndex
from index.tantivy import HEAP, TantivyIndex
from index.tantivy_schema import build_schema, encode, register_analysers

DOCUMENTS = 20_000
WORDS_EACH = 300
WARM_UP = 3  # rounds of the typical queries; a server compiles what it does often
NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
WORDS = [
    f"{a}{b}{c}" for a in ("tour", "digi", "food", "textil", "agro") for b in "aeiouy" for c in ("ism", "ation", "ers")
]
LANGUAGES = ("en", "en", "en", "de", "fr", "it", "pl")


def synthetic_documents(count: int, words: int = WORDS_EACH) -> list[IndexDocument]:
    """Records of made-up words whose frequencies fall as those of a language do; the same on every call."""
    dice = random.Random(3)  # noqa: S311 - a fixed sequence is wanted
    vocabulary = WORDS + [f"w{number}" for number in range(20_000)]
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    return [_document(dice, number, dice.choices(vocabulary, weights, k=words)) for number in range(count)]


def typical_queries() -> list[SearchQuery]:
    """Twenty searches of words and three filters in every order."""
    filters = [
        {"statuses": (Status.OPEN,), "kinds": (Kind.CALL,), "languages": ("en", "de")},
        {"statuses": (Status.OPEN,), "ecosystems": (Ecosystem.TOURISM,), "languages": ("en",)},
        {"kinds": (Kind.CALL,), "countries": ("BE", "IT"), "deadline_from": date(2026, 4, 1)},
        {"sources": ("s1", "s2"), "amount_min": 10_000, "statuses": (Status.OPEN, Status.FORTHCOMING)},
    ]
    texts = ["touriism", "digiaation foodaism", '"w1 w2"', "textileers w3", "w40 w41"]
    return [
        SearchQuery(text=text, as_of=NOW, sort=list(Sort)[number % 3], **chosen)
        for number, (text, chosen) in enumerate((text, chosen) for text in texts for chosen in filters)
    ]


def latencies(*indexes: SearchIndex, rounds: int = 5) -> list[tuple[float, float]]:
    """p50 and p95 of the typical queries in milliseconds, for each index; they are asked in turn, after a warm-up."""
    taken: list[list[float]] = [[] for _ in indexes]
    for query in typical_queries() * WARM_UP + typical_queries() * rounds:
        for index, times in zip(indexes, taken, strict=True):
            start = time.perf_counter()
            index.search(query)
            times.append(1000 * (time.perf_counter() - start))
    counted = [times[WARM_UP * len(typical_queries()) :] for times in taken]
    return [(statistics.median(times), statistics.quantiles(times, n=20)[-1]) for times in counted]


def main() -> None:
    documents = synthetic_documents(DOCUMENTS)
    prepared = [encode(document, document.version) for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder) / "index")
        measured = compare(partial(index.rebuild, documents), partial(_bare, prepared, Path(folder)))
        ours, other = measured.rates(len(documents))
        print(f"index.rebuild              {ours:8.0f} documents/s")
        print(f"bare tantivy               {other:8.0f} documents/s, documents prepared beforehand")
        print(f"ratio                      {measured.ratio:8.2f}   (at least 0.70)")
        ((p50, p95),) = latencies(index)
        print(f"search on {len(documents):,} records   p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def _bare(prepared: list[tantivy.Document], folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as inside:
        writer = register_analysers(tantivy.Index(build_schema(), path=inside)).writer(HEAP)
        for document in prepared:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()


def _document(dice: random.Random, number: int, words: list[str]) -> IndexDocument:
    day = NOW.date() + timedelta(days=dice.randint(-200, 200))
    language = dice.choice(LANGUAGES)
    facets = dict.fromkeys(FACETS, ()) | {
        "kinds": (dice.choice(list(Kind)).value,),
        "ecosystems": tuple(e.value for e in dice.sample(list(Ecosystem), k=2)),
        "countries": tuple(dice.sample(["BE", "IT", "DE", "FR", "ES"], k=2)),
        "languages": (language,),
        "sources": (f"s{dice.randint(1, 20)}",),
    }
    return IndexDocument(
        id=f"r{number}",
        version=1,
        title=" ".join(words[:8]),
        text=" ".join(words),
        language=language,
        translations=(),
        names=(f"project{number % 300}",),
        facets=facets,
        published=day - timedelta(days=60),
        fixed_status=None,
        opens_at=None,
        deadlines=(datetime(day.year, day.month, day.day, 16, tzinfo=UTC),),
        deadline_days=(day,),
        rolling=False,
        grant=Grant(1000.0, float(dice.randint(2, 100) * 1000), "EUR"),
    )


if __name__ == "__main__":
    main()
