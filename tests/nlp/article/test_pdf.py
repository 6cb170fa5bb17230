"""PDF files by their text layer."""

import pytest

from core.errors import PageError
from core.models import Outcome
from core.source import Extraction, StatedField
from nlp.article import extract_articles
from tests.nlp.article.pdf_files import write_pdf

GUIDE = [
    [
        (18, "Guide for ferry operators"),
        (10, "Operators of small ferries can apply for a lump sum of EUR 60,000 towards an elec-"),
        (10, "tric motor. The motor must replace one that burns oil, and at least 15 % of the cost"),
        (10, "must be paid by the operator."),
        (10, "1. Timing"),
        (10, "The first cut-off is 26 May 2026, 17:00 CET."),
        (10, "• one application for each ferry"),
        (8, "Harbour programme - page 1"),
    ],
    [(10, "The second cut-off is 20 October 2026, 17:00 CET."), (8, "Harbour programme - page 2")],
    [
        (10, "Ferries that carry side-streams and side-prod-"),
        (10, "ucts pay no fee."),
        (8, "Harbour programme - page 3"),
    ],
]
PDF = "application/pdf"


def test_text_layer_becomes_paragraphs_with_the_places_of_the_pages(read):
    article = read(write_pdf(GUIDE), content_type=PDF)
    assert article.title == "Guide for ferry operators"
    first, *others = article.text.split("\n")
    assert first == (
        "Operators of small ferries can apply for a lump sum of EUR 60,000 towards an electric motor. The motor must"
        " replace one that burns oil, and at least 15 % of the cost must be paid by the operator."
    )
    assert others == [
        "1. Timing",
        "The first cut-off is 26 May 2026, 17:00 CET.",
        "• one application for each ferry",
        "The second cut-off is 20 October 2026, 17:00 CET.",
        "Ferries that carry side-streams and side-products pay no fee.",
    ]
    assert [article.text[start : start + 10] for start in article.pages] == ["Operators ", "The second", "Ferries th"]
    assert (article.language, article.published_at) == ("en", None)


def test_title_of_the_file_outranks_its_largest_letters(read):
    assert read(write_pdf(GUIDE, "Ferries 2026"), content_type=PDF).title == "Ferries 2026"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - guide_v7.docx", "untitled", "guide.indd", "PowerPoint Presentation"]
)
def test_title_that_a_word_processor_filled_in_is_none(read, title):
    assert read(write_pdf(GUIDE, title), content_type=PDF).title == "Guide for ferry operators"


def test_source_can_say_what_a_file_states(read):
    rules = Extraction(stated=(StatedField(name="deadline", pattern=r"cut-off is (.*?) CET"),))
    stated = read(write_pdf(GUIDE), rules, content_type=PDF).stated
    assert [d.date.isoformat() for d in stated.deadlines] == ["2026-05-26", "2026-10-20"]


def test_file_is_known_by_its_first_bytes(read):
    assert read(write_pdf(GUIDE), content_type="application/octet-stream").title == "Guide for ferry operators"


LOCKED = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O (%s) /U (%s) >>" % (b"o" * 32, b"u" * 32)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (write_pdf([[]]), Outcome.NO_TEXT),
        (write_pdf(GUIDE, extra=LOCKED), Outcome.UNDECODABLE),
        (b"%PDF-1.7\n" + b"x" * 500, Outcome.UNDECODABLE),
    ],
    ids=["no text layer", "password", "broken"],
)
def test_file_that_cannot_be_read_has_an_outcome(make_page, body, outcome):
    with pytest.raises(PageError) as caught:
        extract_articles(make_page(body, PDF), Extraction())
    assert caught.value.outcome is outcome
