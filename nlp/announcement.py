"""Article in, announcement out: the door to the pipeline."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.models import Announcement, Article
from nlp.calibration import calibrate
from nlp.merging import combine_facts
from nlp.pipeline import facts_of, load_pipeline, open_document


def read_announcement(article: Article, extracted_at: datetime) -> Announcement:
    """Read the facts of one article; what the source states itself outranks its prose."""
    return next(read_announcements((article,), extracted_at))


def read_announcements(
    articles: Iterable[Article], extracted_at: datetime, *, calibrated: bool = True
) -> Iterator[Announcement]:
    """Read many articles one after another, in their order, in flat memory.

    Not `calibrated`, each value has the confidence that its rule claims.
    """
    pipeline = load_pipeline()
    for article in articles:
        with pipeline.memory_zone():
            read = facts_of(pipeline(open_document(pipeline, article)))
        facts = combine_facts(article.stated, calibrate(read) if calibrated else read, article.complete)
        yield Announcement(article=article, facts=facts, extracted_at=extracted_at)
