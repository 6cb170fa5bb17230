"""Reading the archive again against reading the same pages from memory, on one core."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.exchange import Exchange
from archive.writer import open_archive_writer
from bench.extraction import read_page
from bench.pages import load_pages
from core.clock import fixed_clock
from core.database import open_database
from core.models import Outcome, RawPage
from core.settings import Settings
from flows.bootstrap import open_house
from flows.rereading import reread_archive

PAGES = 5000
_NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
_HOST = "https://bench.example"
_SOURCE = f"""
id: bench
title: Benchmark
homepage: {_HOST}/
country: EU
authority: aggregator
schedule: "0 6 * * *"
spider: {{kind: listing, urls: ["{_HOST}/calls"], items: [a]}}
"""


def main() -> None:
    count = int(os.environ.get("BENCH_PAGES", PAGES))
    pages = repeat(load_pages(), count)
    with tempfile.TemporaryDirectory() as folder:
        settings = archive_pages(Path(folder), pages)
        with open_house(settings) as house:
            ours = _core_seconds(lambda: reread_archive(house, "bench", None, lambda _: None))
    other = _core_seconds(lambda: [read_page(page) for page in pages])
    print(f"archive read again         {count / ours:8.1f} documents/s a core, {count} pages")
    print(f"extraction + enrichment    {count / other:8.1f} documents/s a core")
    print(f"ratio                      {other / ours:8.2f}   (at least 0.90)")


def repeat(pages: list[RawPage], count: int) -> list[RawPage]:
    """So many pages, from the beginning again where there are not enough."""
    return [pages[number % len(pages)] for number in range(count)]


def archive_pages(home: Path, pages: list[RawPage]) -> Settings:
    """Settings of an archive whose pages could not be read once."""
    (home / "sources").mkdir()
    (home / "sources" / "bench.yaml").write_text(_SOURCE, encoding="utf-8")
    settings = Settings(home=home, now=_NOW, workers=1, sources=(home / "sources",))
    engine = open_database(settings.database_url)
    with open_archive_writer(settings.archive_folder, engine, fixed_clock(_NOW)) as archive:
        for number, page in enumerate(pages):
            archive.store(_exchange(number, page), Outcome.NO_TEXT)  # read again, but nothing to compare with
    engine.dispose()
    return settings


def _core_seconds(work: Callable[[], object]) -> float:
    """Seconds of computing of this process and of those that it waited for."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def _exchange(number: int, page: RawPage) -> Exchange:
    url = f"{_HOST}/{number}"
    headers = [("Content-Type", page.headers["content-type"])]
    moment = _NOW + timedelta(milliseconds=number)
    return Exchange("bench", None, url, "GET", [], b"", url, 200, headers, page.body, moment)
