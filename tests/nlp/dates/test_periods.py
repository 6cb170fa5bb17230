"""Times in which a call opens or closes, where no day is told."""

from datetime import UTC, date, datetime

import pytest

from core.models import PeriodUse, Precision
from nlp.annotated import article_of
from nlp.announcement import read_announcement

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(text, language="en", published="2025-01-15"):
    row = {"id": "p", "title": "Open call for SMEs", "text": text, "lang": language, "published": published}
    return read_announcement(article_of(row), NOW).facts


@pytest.mark.parametrize(
    ("language", "text", "use", "first", "last", "precision"),
    [
        ("en", "The call closes in Q2 2025.", "deadline", "2025-04-01", "2025-06-30", "quarter"),
        ("en", "Apply until the end of March 2025.", "deadline", "2025-03-01", "2025-03-31", "month"),
        ("en", "Deadline: 2025 Q4", "deadline", "2025-10-01", "2025-12-31", "quarter"),
        ("en", "The call opens in the second half of 2025.", "opening", "2025-07-01", "2025-12-31", "half_year"),
        ("en", "Deadline: week 12 of 2025", "deadline", "2025-03-17", "2025-03-23", "week"),
        ("de", "Anträge können bis Ende Mai 2025 gestellt werden.", "deadline", "2025-05-01", "2025-05-31", "month"),
        ("de", "Einreichschluss: KW 20/2025", "deadline", "2025-05-12", "2025-05-18", "week"),
        ("fr", "Date limite : 2e trimestre 2025", "deadline", "2025-04-01", "2025-06-30", "quarter"),
        ("es", "El plazo finaliza en el tercer trimestre de 2025.", "deadline", "2025-07-01", "2025-09-30", "quarter"),
        ("it", "Il bando apre nel primo semestre 2025.", "opening", "2025-01-01", "2025-06-30", "half_year"),
        ("pl", "Nabór rusza w III kwartale 2025 r.", "opening", "2025-07-01", "2025-09-30", "quarter"),
        ("pt", "Prazo: 4.º trimestre de 2025", "deadline", "2025-10-01", "2025-12-31", "quarter"),
        ("nl", "Sluitingsdatum: derde kwartaal 2025", "deadline", "2025-07-01", "2025-09-30", "quarter"),
    ],
)  # fmt: skip
def test_a_time_without_a_day_is_kept_with_its_precision(language, text, use, first, last, precision):
    facts = read(text, language)
    assert facts.deadlines == ()
    assert facts.opens is None
    (found,) = facts.periods
    assert (found.value.use, found.value.precision) == (PeriodUse(use), Precision(precision))
    assert (found.value.first, found.value.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert found.evidence.sentence == text


def test_a_day_that_is_told_says_more_than_its_month():
    facts = read("The call closes at the end of May 2025.\nDeadline: 28 May 2025")
    assert [deadline.date for deadline in facts.deadlines] == [date(2025, 5, 28)]
    assert facts.periods == ()


def test_what_is_over_when_the_page_is_put_up_is_no_period():
    assert read("The first call closed in March 2024.").periods == ()


def test_the_fifty_third_week_of_a_year_that_has_none_is_nothing():
    assert read("Deadline: week 53 of 2025").periods == ()
    assert read("Deadline: week 60 of 2025").periods == ()
