"""Ways to read the dates of a plain text, as the pipeline does."""

import pytest

from core.models import Article
from nlp.dates import find_days
from nlp.folding import fold
from nlp.pipeline import facts_of, load_pipeline, open_document


@pytest.fixture(scope="session")
def days():
    """(language, text) -> the days, None for a year that is not written."""

    def read(language, text):
        return find_days(fold(text), language)

    return read


@pytest.fixture(scope="session")
def facts():
    """(text, language, …) -> the facts of an announcement without stated fields."""

    def read(text, language="en", *, title="", published=None, struck=()):
        article = Article(
            source_id="test", url="https://cluster.example/", canonical_url="https://cluster.example/", title=title,
            text=text, struck=struck, language=language, published_at=published,
        )  # fmt: skip
        pipeline = load_pipeline()
        return facts_of(pipeline(open_document(pipeline, article)))

    return read
