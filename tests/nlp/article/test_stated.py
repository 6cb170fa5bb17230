"""Values that a source states, from the phrase to the fact."""

from datetime import date
from decimal import Decimal

import lxml.html
import pytest

from core.models import AmountRole, Status
from core.source import StatedField
from nlp.page.selecting import statements_in, statements_of_lines
from nlp.stated import Statement, facts_of


def stated(name, value, language="en"):
    return facts_of([Statement(name, value, f"proof: {value}")], language)


@pytest.mark.parametrize(
    ("phrase", "language", "day", "time", "tz"),
    [
        ("15 September 2026", "en", date(2026, 9, 15), None, None),
        ("17 September 2026, 14:00 (CEST)", "en", date(2026, 9, 17), "14:00", "Europe/Brussels"),
        ("Tuesday 15 September 2026 at 5 pm", "en", date(2026, 9, 15), "17:00", None),
        ("July 13, 2026", "en", date(2026, 7, 13), None, None),
        ("31.03.2026 17:00", "de", date(2026, 3, 31), "17:00", None),
        ("27/5/2024", "en", date(2024, 5, 27), None, None),
        ("2024-05-27 17:00:00", "en", date(2024, 5, 27), "17:00", None),
        ("2024-05-27 00:00:00", "en", date(2024, 5, 27), None, None),
        ("2026-04-08T17:00:00.000Z", "en", date(2026, 4, 8), "17:00", "UTC"),
        ("2026-04-08T17:00:00+02:00", "en", date(2026, 4, 8), "17:00", "+02:00"),
        ("1738713600000", "en", date(2025, 2, 5), None, None),
        ("20260408", "en", date(2026, 4, 8), None, None),
        ("15. März 2026, 12:00 Uhr", "de", date(2026, 3, 15), "12:00", None),
        ("13 czerwca 2026 r., godz. 16:00", "pl", date(2026, 6, 13), "16:00", None),
        ("30 Ιουνίου 2026", "el", date(2026, 6, 30), None, None),
    ],
)
def test_deadlines_are_read_however_they_are_written(phrase, language, day, time, tz):
    (deadline,) = stated("deadline", phrase, language).deadlines
    assert (deadline.date, deadline.time, deadline.tz) == (day, time, tz)
    assert (deadline.evidence.rule, deadline.evidence.sentence) == ("stated.deadline", f"proof: {phrase}")


@pytest.mark.parametrize(
    "phrase", ["", "to be announced", "20261399", "2026-02-30", "99999999999999", "32/13/2026", "open"]
)
def test_what_is_no_day_gives_no_deadline(phrase):
    assert stated("deadline", phrase).deadlines == ()


def test_deadline_that_two_rules_find_is_one_with_its_hour():
    facts = facts_of([Statement("deadline", d, d) for d in ("17 May 2026", "17 May 2026, 14:00", "19 May 2026")])
    assert [(d.date.day, d.time) for d in facts.deadlines] == [(17, "14:00"), (19, None)]


@pytest.mark.parametrize(
    ("phrase", "language", "value", "currency"),
    [
        ("€200,000.00", "en", "200000", "EUR"),
        ("42 million euro", "en", "42000000", "EUR"),
        ("3,53 millions d'euros", "fr", "3530000", "EUR"),
        ("2000000", "en", "2000000", "EUR"),
        ("60000.5", "en", "60000.5", "EUR"),
        ("2.000.000", "en", "2000000", "EUR"),
        ("£5,000", "en", "5000", "GBP"),
    ],
)
def test_sums_are_read_in_the_language_of_the_page(phrase, language, value, currency):
    (amount,) = stated("grant_max", phrase, language).amounts
    assert (amount.value, amount.currency, amount.role) == (Decimal(value), currency, AmountRole.GRANT_MAX)


@pytest.mark.parametrize("phrase", ["", "see guide", "0", "-5"])
def test_what_is_no_sum_gives_none(phrase):
    assert stated("total_budget", phrase).amounts == ()


def test_other_fields_are_read_as_they_stand():
    facts = facts_of(
        [
            Statement("cofunding_rate", "60% (SMEs: 75,5 %)", ""),
            Statement("event_date", "3 May 2026", ""),
            Statement("kind", "Event", ""),
            Statement("project", "  Loom  Lab ", ""),
            Statement("project", "Loom Lab", ""),
            Statement("programme", "First", ""),
            Statement("programme", "Second", ""),
        ]
    )
    assert facts.cofunding_rate.value == Decimal("75.5")
    assert [found.value for found in facts.event_dates] == [date(2026, 5, 3)]
    assert facts.kind.value == "event"
    assert [found.value for found in facts.projects] == ["Loom Lab"]
    assert facts.programme.value == "First"


@pytest.mark.parametrize(
    ("word", "status"),
    [("CANCELLED", Status.CANCELLED), ("withdrawn by the funder", Status.WITHDRAWN), ("Aufgehoben", Status.CANCELLED)],
)
def test_call_that_is_off_is_known_by_its_status(word, status):
    assert stated("status", word).announced_status.value is status


def test_flag_of_a_portal_is_no_status():
    assert stated("status", "Open").announced_status is None


LINES = [
    "Deadline model: single-stage",
    "Deadline date",
    "5 May 2026",
    "6 June 2026",
    "Budget EUR 5,000",
    "Deadlines",
    "none",
]


@pytest.mark.parametrize(
    ("label", "pattern", "values"),
    [
        ("Deadline model", None, ["single-stage"]),
        ("deadline date:", None, ["5 May 2026"]),
        ("Deadline date", r"(\d \w+ 2026)", ["5 May 2026", "6 June 2026"]),
        ("Budget", r"EUR ([\d,]+)", ["5,000"]),
        ("Deadline", None, ["model: single-stage"]),
        ("Opening date", None, []),
    ],
)
def test_value_follows_its_label(label, pattern, values):
    rule = StatedField(name="deadline", label=label, pattern=pattern)
    assert [statement.value for statement in statements_of_lines(LINES, [rule])] == values


MARKUP = """<div><p class="d">until 5 May 2026 or later</p><p class="d">6 June 2026</p><b class="off">x</b>
<dl><dt>Max</dt><dd>5 EUR</dd></dl><meta name="n" content="from 7 July 2026"></div>"""


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (StatedField(name="deadline", css=".d"), ["until 5 May 2026 or later", "6 June 2026"]),
        (StatedField(name="deadline", css=".d", pattern=r"\d \w+ \d{4}"), ["5 May 2026", "6 June 2026"]),
        (StatedField(name="opens", css=".d", pattern=r"\d \w+ \d{4}"), ["5 May 2026"]),
        (StatedField(name="status", css=".off", value="cancelled"), ["cancelled"]),
        (StatedField(name="status", css=".on", value="cancelled"), []),
        (StatedField(name="grant_max", css="dl", label="Max"), ["5 EUR"]),
        (StatedField(name="opens", css='meta[name="n"]::attr(content)', pattern=r"from (.*)"), ["7 July 2026"]),
    ],
)
def test_value_stands_in_the_selected_element(rule, values):
    assert [found.value for found in statements_in(lxml.html.fragment_fromstring(MARKUP), [rule])] == values
