"""A page of any kind as the articles on it: the door to the readers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from itertools import chain
from typing import cast
from urllib.parse import urlsplit

from core.errors import PageError
from core.models import Article, Outcome, RawPage
from core.source import Extraction
from core.urls import canonical_url
from nlp.html import read_html
from nlp.json_rows import read_json
from nlp.page.fingerprint import fingerprint_of
from nlp.page.reading import Reader, Reading
from nlp.page.sections import split_sections
from nlp.pdf import read_pdf

_LONGEST_TITLE = 500  # characters; what is longer is a text without a title
_AUTO = "auto"
_HTML = ("text/html", "application/xhtml+xml")
_JSON = ("application/json", "text/json")
_PDF = ("application/pdf", "application/x-pdf")
_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/download")


def extract_articles(
    page: RawPage,
    rules: Extraction,
    *,
    language: str | None = None,
    keep_params: Collection[str] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> tuple[Article, ...]:
    """The articles of a page, at least one.

    Args:
        page: as the archive gives it, content decoding undone.
        rules: how the source's pages are read.
        language: ISO 639-1 of the source's pages; None where they differ.
        keep_params, aliases: of the source, for canonical addresses; see `core.urls.canonical_url`.

    Raises:
        PageError: with the outcome that names why there is none.
    """
    reader = _reader(page, rules)
    try:
        readings = tuple(part for reading in reader(page, rules) for part in split_sections(reading))
    except PageError:
        raise
    except Exception as error:  # pages are hostile, and the libraries below raise what they like
        raise PageError(Outcome.UNDECODABLE, f"{type(error).__name__} while reading the page: {error}") from error
    if not readings:
        raise PageError(Outcome.IRRELEVANT, "nothing on the page is an announcement")
    return tuple(_article(page, reading, language, keep_params, aliases) for reading in readings)


def _reader(page: RawPage, rules: Extraction) -> Reader:
    if not page.body.strip():
        raise PageError(Outcome.NO_TEXT, "the body is empty")
    if rules.reader != _AUTO:
        return _named_reader(rules.reader)
    kinds: tuple[tuple[tuple[str, ...], Reader], ...] = ((_HTML, read_html), (_PDF, read_pdf), (_JSON, read_json))
    kind = _kind(page)
    for types, reader in kinds:
        if kind in types:
            return reader
    raise PageError(Outcome.NOT_HTML, f"nothing here reads {kind or 'this content'}")


def _named_reader(name: str) -> Reader:
    module, _, function = name.partition(":")
    try:
        return cast("Reader", getattr(import_module(module), function))
    except (ImportError, AttributeError, ValueError) as error:
        raise PageError(Outcome.FAILED, f"the source's reader {name!r} is not there") from error


def _kind(page: RawPage) -> str:
    """The media type: as sent, but by the first bytes where none was sent or a PDF is called otherwise."""
    start = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if start.startswith(b"%PDF-"):
        return _PDF[0]
    if page.content_type.endswith("+json"):
        return _JSON[0]
    if page.content_type not in _UNSAID:
        return page.content_type
    if start[:1] in (b"{", b"["):
        return _JSON[0]
    return _HTML[0] if start[:1] == b"<" and not start.startswith(b"<?xml") else ""


def _article(
    page: RawPage,
    reading: Reading,
    language: str | None,
    keep_params: Collection[str] | None,
    aliases: Mapping[str, str] | None,
) -> Article:
    text = reading.passage.text
    given = _spelled((reading.address,), None, aliases)
    found = _spelled((reading.canonical, page.final_url, page.url), keep_params, aliases)
    own = next(chain(given, found), page.url)
    declared = () if reading.section else reading.aliases  # the page's own addresses are none of a part of it
    others = dict.fromkeys(_spelled(declared, None, aliases))  # `/?p=12` is the front page without its query
    told = () if reading.section else reading.translations
    translations = dict.fromkeys(_spelled(told, keep_params, aliases))
    return Article(
        source_id=page.source_id,
        url=page.url,
        canonical_url=f"{own}#{reading.section}" if reading.section else own,
        aliases=tuple(other for other in others if other != own and not _is_front_page(other)),
        translations=tuple(other for other in translations if other != own),
        title=reading.title[:_LONGEST_TITLE],
        text=text,
        struck=reading.passage.struck,
        pages=reading.pages,
        language=language or reading.language,
        published_at=reading.published,
        modified_at=reading.modified,
        identity=reading.identity,
        stated=reading.stated,
        complete=reading.complete,
        links=reading.links,
        fingerprint=fingerprint_of(text),
    )


def _spelled(
    urls: Iterable[str | None], keep_params: Collection[str] | None, aliases: Mapping[str, str] | None
) -> Iterator[str]:
    for url in urls:
        if url:
            with suppress(ValueError):
                yield canonical_url(url, keep_params, aliases)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
