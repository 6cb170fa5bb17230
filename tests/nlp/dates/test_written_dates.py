"""A date written in any form of any language reads back."""

import importlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import Link, find_days
from nlp.dates.names import names_of
from nlp.folding import fold
from nlp.lexicon import languages, lexicon_for

DAYS = st.dates(date(1995, 1, 1), date(2094, 12, 31))
LANGUAGES = st.sampled_from(languages())
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
NUMERIC = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d. %m. %Y", "%Y/%m/%d", "%d.%m. %Y")
SHORT_YEAR = ("%d.%m.%y", "%d/%m/%y", "%d-%m-%y")
SENTENCES = ("{}", "Lorem ipsum {} dolor.", "({})", "» {} «", "a, {}; b", "Lorem:\n{}\nipsum")
FULL_NAMES = {
    "bg": "{day} {month} {year} г.", "hu": "{year}. {month} {day}.", "lt": "{year} m. {month} {day} d.",
    "lv": "{year}. gada {day}. {month}", "es": "{day} de {month} de {year}", "pt": "{day} de {month} de {year}",
    "mt": "{day} ta' {month} {year}", "de": "{day}. {month} {year}", "da": "den {day}. {month} {year}",
    "et": "{day}. {month} {year}", "fi": "{day}. {month} {year}", "cs": "{day}. {month} {year}",
    "pl": "{day} {month} {year} r.", "hr": "{day}. {month} {year}.",
}  # fmt: skip
ENGLISH = ("{day} {month} {year}", "{month} {day}, {year}", "{day}th of {month} {year}", "{month} {day}th {year}")


def read_one(text, language):
    found = find_days(fold(text), language)
    return [(day.year, day.month, day.day) for day in found]


def as_numbers(day):
    return [(day.year, day.month, day.day)]


@given(day=DAYS, form=st.sampled_from(NUMERIC), frame=st.sampled_from(SENTENCES), language=LANGUAGES)
def test_numeric_dates_read_back(day, form, frame, language):
    assert read_one(frame.format(day.strftime(form)), language) == as_numbers(day)


@given(day=st.dates(date(2000, 1, 1), date(2094, 12, 31)), form=st.sampled_from(SHORT_YEAR), language=LANGUAGES)
def test_numeric_dates_with_two_figures_of_the_year_read_back(day, form, language):
    assert read_one(f"Lorem {day.strftime(form)} ipsum", language) == as_numbers(day)


@given(day=DAYS, language=LANGUAGES, frame=st.sampled_from(SENTENCES), choice=st.integers(0, 99))
def test_dates_with_a_month_s_name_read_back(day, language, frame, choice):
    names = [name.rstrip("*") for name in lexicon_for(language).section("dates")["months"][day.month - 1]]
    form = FULL_NAMES.get(language, "{day} {month} {year}")
    written = form.format(day=day.day, month=names[choice % len(names)], year=day.year)
    assert read_one(frame.format(written), language) == as_numbers(day)


@given(day=DAYS, language=LANGUAGES, form=st.sampled_from(ENGLISH), capital=st.booleans())
def test_english_dates_read_back_on_pages_of_every_language(day, language, form, capital):
    month = MONTHS[day.month - 1].upper() if capital else MONTHS[day.month - 1].title()
    assert read_one(form.format(day=day.day, month=month, year=day.year), language) == as_numbers(day)


@given(first=DAYS, length=st.integers(1, 27), language=LANGUAGES)
def test_numeric_ranges_read_back(first, length, language):
    last = first.replace(day=min(first.day + length, 28)) if first.day < 28 else first
    text = f"{first:%d.%m.%Y} - {last:%d.%m.%Y}"
    found = find_days(fold(text), language)
    assert [(day.year, day.month, day.day) for day in found] == as_numbers(first) + as_numbers(last)
    assert found[1].link is Link.RANGE


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "18-20 October 2022", [(2022, 10, 18), (2022, 10, 20)]),
        ("en", "from 25 to 26 October 2018", [(2018, 10, 25), (2018, 10, 26)]),
        ("en", "July 6-8, 2024", [(2024, 7, 6), (2024, 7, 8)]),
        ("en", "15 December to 31 January 2025", [(2024, 12, 15), (2025, 1, 31)]),
        ("en", "31-Jan-23", [(2023, 1, 31)]),
        ("en", "26 May '26", [(2026, 5, 26)]),
        ("en", "Room 20, 12 March 2025", [(2025, 3, 12)]),
        ("en", "1, 8 and 15 March 2025", [(2025, 3, 1), (2025, 3, 8), (2025, 3, 15)]),
        ("de", "vom 1. bis 15.3.2024", [(2024, 3, 1), (2024, 3, 15)]),
        ("de", "23./24. September 2024", [(2024, 9, 23), (2024, 9, 24)]),
        ("de", "01.02.–05.02.2025", [(2025, 2, 1), (2025, 2, 5)]),
        ("fr", "1er mars 2024", [(2024, 3, 1)]),
        ("es", "1 de octubre de 2.026", [(2026, 10, 1)]),
        ("it", "1° luglio 2024", [(2024, 7, 1)]),
        ("pl", "22-23 listopada 2018 r.", [(2018, 11, 22), (2018, 11, 23)]),
        ("nl", "1 september tot en met 31 oktober 2024", [(2024, 9, 1), (2024, 10, 31)]),
        ("hu", "2021. november 9-től december 9-ig", [(2021, 11, 9), (2021, 12, 9)]),
        ("el", "15 ΜΑΪΟΥ 2024", [(2024, 5, 15)]),
        ("en", "deadline1 = 20230112", [(2023, 1, 12)]),
    ],
)
def test_forms_of_real_pages(language, text, expected):
    assert read_one(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021-2027", "SMP-COSME-2021-CLUSTER-01", "Tel. +353 51 860700", "01 23 45 67 89", "1.000.000 EUR",
        "31.02.2025", "30 February 2025", "EUR 13,300,000.00", "C/2023/1344", "100 % of 60.000", "section 2.3.12",
        "24/7", "192.168.1.10", "version 4.12.3", "PI 2014/2020", "10.000 €", "1,5 Mio.",
    ],
)  # fmt: skip
def test_other_figures_are_no_dates(text):
    assert read_one(text, "en") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("04/05/2025", (5, 4)),
        ("04/05/2025 and 10/28/2025", (4, 5)),
        ("04/05/2025 and 28/10/2025", (5, 4)),
        ("04.05.2025 and 10/28/2025", (5, 4)),
    ],
)
def test_order_of_day_and_month_follows_the_other_dates_of_the_text(text, expected):
    _, month, day = read_one(text, "en")[0]
    assert (month, day) == expected


@pytest.mark.parametrize("language", languages())
def test_months_of_dateparser_are_known(language):
    info = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
    names = names_of(lexicon_for(language), "months")
    known = {
        name: number
        for number, month in enumerate(MONTHS, 1)
        for name in info[month]
        if len(name) > 4 and read_one(f"5 {name} 2024", language)
    }
    full = [name for month in MONTHS for name in info[month] if len(name) > 4]
    assert len(known) == len(set(full))
    assert {name: names.number_of(fold(name)) for name in known} == known
