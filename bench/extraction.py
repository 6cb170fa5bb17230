"""Whole extraction and enrichment against bare trafilatura, and two processes against one."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import trafilatura

from bench.pages import load_pages
from bench.timing import compare, seconds
from core.errors import PageError
from core.models import RawPage
from core.source import Extraction
from nlp.announcement import read_announcement
from nlp.article import extract_articles

COPIES = 4  # times the pages are given to the processes, so that their start does not count


def read_page(page: RawPage) -> int:
    """Extraction and enrichment of one page; the number of announcements."""
    try:
        articles = extract_articles(page, Extraction())
    except PageError:
        return 0
    return len([read_announcement(article, page.fetched_at) for article in articles])


def bare(page: RawPage) -> object:
    """What trafilatura does alone."""
    return trafilatura.bare_extraction(page.body, with_metadata=True)


def main() -> None:
    pages = load_pages()
    measured = compare(lambda: [read_page(p) for p in pages], lambda: [bare(p) for p in pages])
    ours, other = measured.rates(len(pages))
    print(f"extraction + enrichment    {ours:8.1f} documents/s a core")
    print(f"bare trafilatura           {other:8.1f} documents/s a core")
    print(f"ratio                      {measured.ratio:8.2f}   (at least 0.75)")
    one, two = (_with_processes(pages * COPIES, count) for count in (1, 2))
    print(f"two processes over one     {one / two:8.2f}   (at least 1.70)")


def _with_processes(pages: list[RawPage], count: int) -> float:
    """Seconds for all pages with warmed-up processes."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_page, pages[: count * 8], chunksize=4))
        return seconds(partial(list, pool.map(read_page, pages, chunksize=8)))
