"""Reads single announcements: a file, standard input, an address, or annotated-style lines."""

import json
import mimetypes
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import HttpUrl

from archive.archive import open_archive
from core.database import open_database
from core.errors import PageError, SourceError
from core.models import Announcement, Authority, Outcome, RawPage
from core.settings import Settings
from core.source import Extraction, ListingSpider, Source
from flows.crawling import Event, crawl
from flows.reading import extract_as
from nlp.annotated import annotation_of, article_of
from nlp.announcement import read_announcement, read_announcements
from nlp.article import extract_articles
from spiders.catalog import load_catalog

_ANY_DAY = "0 0 1 1 *"  # a source of one page has no schedule


def annotate_lines(lines: Iterable[str], now: datetime) -> Iterator[dict[str, Any]]:
    """Read the facts of annotated-style lines; each result has the id of its line.

    Raises:
        SourceError: a line is no JSON object; the message has its number.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            article = article_of(row)
        except (ValueError, AttributeError) as error:
            raise SourceError(f"line {number}: not an annotated announcement: {error}") from error
        yield {"id": row.get("id"), **annotation_of(read_announcement(article, now))}


def find_source(source_id: str | None, settings: Settings) -> Source | None:
    """The source of that id; None for no id.

    Raises:
        SourceError: there is none.
    """
    return load_catalog(settings.sources).get(source_id) if source_id else None


def extract_target(target: str, source: Source | None, now: datetime, settings: Settings) -> list[Announcement]:
    """The announcements of a file, of standard input (`-`) or of an address.

    Raises:
        PageError: there is none; the message says why.
        SourceError: the file cannot be read.
    """
    page = _fetch(target, settings) if target.startswith(("http://", "https://")) else _load(target, now)
    if page.content_type == "text/plain":
        article = article_of({"text": page.body.decode("utf-8", "replace"), "url": page.url})
        return list(read_announcements([article], now))
    if source is None:
        return list(read_announcements(extract_articles(page, Extraction()), now))
    return list(read_announcements(extract_as(page, source), now))


def _fetch(url: str, settings: Settings) -> RawPage:
    """Fetch an address with the manners of a crawl, into an archive that is thrown away."""
    source = Source(
        id="address",
        title=url,
        homepage=HttpUrl(url),
        country="EU",
        authority=Authority.AGGREGATOR,
        schedule=_ANY_DAY,
        spider=ListingSpider(kind="listing", pages=(HttpUrl(url),), documents=False),
    )
    with TemporaryDirectory(prefix="clusterwire-") as folder:
        Path(folder, "address.yaml").write_text(source.model_dump_json(), encoding="utf-8")  # JSON is YAML
        settings = settings.model_copy(update={"home": Path(folder), "database": None, "archive": None})
        apart = {
            "CLUSTERWIRE_HOME": folder,
            "CLUSTERWIRE_SOURCES": folder,
            "CLUSTERWIRE_DATABASE": settings.database_url,  # an empty value would leave the word to `.env`
            "CLUSTERWIRE_ARCHIVE": str(settings.archive_folder),
        }
        crawl([source], 0, _ignore, environment={**os.environ, **apart})
        engine = open_database(settings.database_url)
        try:
            archive = open_archive(settings.archive_folder, engine, max_decompressed=settings.max_decompressed)
            pages = [row for row in archive.pages(source_id=source.id) if row.outcome is not Outcome.REDIRECTED]
            if not pages:
                raise PageError(Outcome.FAILED, f"{url}: nothing was fetched")
            if pages[-1].outcome is not None:
                raise PageError(pages[-1].outcome, f"{url}: {pages[-1].outcome}: {pages[-1].detail}")
            return archive.read(pages[-1].id)
        finally:
            engine.dispose()


def _ignore(_: Event) -> None:
    """Nobody watches the fetch of one page."""


def _load(target: str, now: datetime) -> RawPage:
    try:
        body = sys.stdin.buffer.read() if target == "-" else Path(target).read_bytes()
    except OSError as error:
        raise SourceError(f"{target}: cannot be read: {error.strerror}") from error
    url = f"https://file.invalid/{Path(target).name}"
    return RawPage("extract", url, url, "GET", 200, {"content-type": _content_type(target, body)}, body, now)


def _content_type(target: str, body: bytes) -> str:
    """By the first bytes, then by the name."""
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    start = body.lstrip()[:1]
    if start == b"<":
        return "text/html"
    return mimetypes.guess_type(target)[0] or ("application/json" if start in (b"{", b"[") else "text/plain")
