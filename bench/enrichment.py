"""Enrichment alone against dateparser's search, in words a second, and how its time grows with a text."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from dateparser.search import search_dates

from bench.pages import ROOT
from bench.timing import compare, seconds
from core.models import Announcement, Article
from nlp.annotated import article_of
from nlp.announcement import read_announcement
from nlp.evaluation import read_gold

CORPUS = ROOT / "tests" / "nlp" / "corpus"
STEP = 6  # every sixth announcement of the corpus: dateparser needs seconds for them
ROUNDS = 3
DAYS = SUMS = 10_000
LENGTH = 1_000_000  # characters of the long text
MOMENT = datetime(2026, 3, 13, 6, tzinfo=UTC)
FILLING = "Members of the clusters meet, share what they have learnt and look for partners in other regions."


def main() -> None:
    articles = [article_of(row) for path in _files() for row in read_gold(path)[::STEP]]
    words = sum(len(article.text.split()) for article in articles)
    measured = compare(lambda: list(map(_read, articles)), lambda: list(map(_search, articles)), ROUNDS)
    ours, other = measured.rates(words)
    print(f"enrichment                 {ours:8.0f} words/s by the clock")
    print(f"                           {words / _processor_seconds(articles):8.0f} words/s a core   (at least 25000)")
    print(f"dateparser's search        {other:8.0f} words/s by the clock")
    print(f"ratio                      {measured.ratio:8.2f}   (at least 6)")
    for share in (0.25, 0.5, 1.0):
        article = _long_article(share)
        took = seconds(partial(_read, article))
        print(f"{len(article.text):8d} characters, {int(DAYS * share):5d} days and as many sums {took:8.2f} s")


def _files() -> list[Path]:
    return sorted(CORPUS.glob("*.jsonl"))


def _read(article: Article) -> Announcement:
    return read_announcement(article, MOMENT)


def _search(article: Article) -> object:
    """Dateparser is told the language, which spares it most of its work."""
    return search_dates(article.text, languages=[article.language or "en"])


def _processor_seconds(articles: list[Article]) -> float:
    """What one pass costs a core, whatever else the machine does meanwhile."""
    start = time.process_time()
    list(map(_read, articles))
    return time.process_time() - start


def _long_article(share: float) -> Article:
    """A text of that share of `LENGTH`, with as great a share of the days and sums."""
    first = date(2026, 1, 1)
    days = (first + timedelta(days=number % 2000) for number in range(int(DAYS * share)))
    lines = [f"Apply by {day:%d %B %Y}: up to EUR {number + 1_000:,}." for number, day in enumerate(days)]
    missing = int(LENGTH * share) - sum(len(line) + 1 for line in lines)
    filling = list(islice(cycle([FILLING]), max(0, missing) // (len(FILLING) + 1)))
    every = max(1, len(lines) // max(1, len(filling)))
    mixed = [part for number, line in enumerate(lines) for part in _with_filling(line, filling, number, every)]
    return article_of({"id": "long", "lang": "en", "title": "A long list", "text": "\n".join(mixed)})


def _with_filling(line: str, filling: list[str], number: int, every: int) -> list[str]:
    return [line, filling.pop()] if filling and number % every == 0 else [line]
