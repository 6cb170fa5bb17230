"""Pages and readers for the tests of extraction."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.models import Article, RawPage
from core.source import Extraction
from nlp.article import extract_articles

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://mills.example/news/looms"


@pytest.fixture
def make_page() -> Callable[..., RawPage]:
    """A page from bytes or text, HTML unless another type is named."""

    def make(
        body: bytes | str, content_type: str | None = "text/html; charset=utf-8", url: str = ADDRESS, **headers: str
    ) -> RawPage:
        raw = body.encode() if isinstance(body, str) else body
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type is not None:
            sent["content-type"] = content_type
        return RawPage("mills", url, url, "GET", 200, sent, raw, datetime(2026, 3, 13, 6, tzinfo=UTC))

    return make


@pytest.fixture
def read(make_page) -> Callable[..., Article]:
    """The one article of a body."""

    def read_one(body: bytes | str, rules: Extraction | None = None, *, source: dict | None = None, **page) -> Article:
        (article,) = extract_articles(make_page(body, **page), rules or Extraction(), **(source or {}))
        return article

    return read_one


@pytest.fixture
def saved() -> Callable[[str], str]:
    """The source of a saved page."""
    return lambda name: (PAGES / name).read_text(encoding="utf-8")
