"""What a sum is for, on sentences of own writing in every language and on the traps that pages set."""

from collections import defaultdict
from pathlib import Path

import pytest

from nlp.lexicon import languages

SENTENCES = Path(__file__).with_name("roles.txt")
ROLES = {"T": "total_budget", "X": "grant_max", "N": "grant_min", "F": "grant_fixed", "O": "other"}
LEAST = 0.95
LEAST_OF_A_LANGUAGE = 0.9
FEW = 8  # sums of a language of which one may be wrong


def expected(listed):
    for sum_ in listed.split(","):
        value, role, *currency = sum_.split()
        yield float(value), (currency or ["EUR"])[0], ROLES[role]


def sentences():
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, text, listed = line.split(" | ")
            yield language, text.replace("\\n", "\n"), set(expected(listed))


def test_nearly_every_sum_has_its_role_in_every_language(roles):
    right, named = defaultdict(int), defaultdict(int)
    for language, text, wanted in sentences():
        right[language] += len(roles(language, text) & wanted)
        named[language] += len(wanted)
    assert set(named) == set(languages())
    assert {
        language: right[language] / named[language]
        for language in named
        if right[language] < LEAST_OF_A_LANGUAGE * named[language] - (named[language] < FEW)
    } == {}
    assert sum(right.values()) / sum(named.values()) >= LEAST


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "Deadline: 1 May\nCall budget\n€ 3,000,000.00\nMaximum grant per project\n€ 60,000",
            {(3e6, "total_budget"), (6e4, "grant_max")},
        ),
        (
            "en",
            "The maximum amount per SME is\n• EUR 1 350 for a scan;\n• EUR 1 000 for designs.",
            {(1350, "grant_max"), (1000, "grant_max")},
        ),
        (
            "it",
            "Nel rispetto di questi massimali per progetto:\nAsse A: 550.000 euro\nAsse B: 450.000 euro",
            {(550e3, "grant_max"), (450e3, "grant_max")},
        ),
        (
            "fr",
            "Budget total :\nLot 1 : 2 millions d'euros\nMontant de la subvention : 60 000 euros au maximum",
            {(2e6, "total_budget"), (6e4, "grant_max")},
        ),
        (
            "de",
            "Gefördert werden Betriebe mit höchstens 50 Mio. € Umsatz oder 43 Mio. € Bilanzsumme.",
            {(50e6, "other"), (43e6, "other")},
        ),
        ("en", "up to 12 months and EUR 60,000 per SME", {(6e4, "grant_fixed")}),
        (
            "it",
            "Tra 20.000 e 50.000 euro; la dotazione è di 42 milioni.",
            {(2e4, "grant_min"), (5e4, "grant_max"), (42e6, "total_budget")},
        ),
        ("pt", "Restam 310 mil euros dos 900 mil iniciais.", {(310e3, "other"), (900e3, "total_budget")}),
        (
            "en",
            "Applicant | Ceiling | Share\nSingle SME | EUR 25 000 | 70 %",
            {(25e3, "grant_max")},
        ),
    ],
)
def test_a_sum_takes_its_role_from_the_line_that_leads_it(roles, language, text, wanted):
    assert {(value, role) for value, _, role in roles(language, text)} == wanted


def test_a_total_in_news_about_results_is_what_was_awarded(roles):
    text = "All in all the call has a budget of EUR 900,000 for the winners."
    assert (9e5, "EUR", "other") in roles("en", text, about_results=True)


def test_each_value_is_listed_once(roles):
    text = "Budget: EUR 4 million. The budget of EUR 4 million is for SMEs. 4 million euros are available."
    assert roles("en", text) == {(4e6, "EUR", "total_budget")}


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pl", "pt", "nl", "fi", "el"])
def test_a_sum_without_a_word_around_it_has_some_role(roles, language):
    assert len(roles(language, "5 000 EUR")) == 1


@pytest.mark.parametrize(
    ("language", "text", "each"),
    [
        ("de", "28 Betriebe erhielten je 20.000 Euro, zusammen 560.000 Euro.", 20_000),
        ("es", "Diecisiete empresas han recibido 2.500 euros cada una.", 2500),
        ("nl", "De 29 bedrijven kregen elk 10.000 euro, in totaal 290.000 euro.", 10_000),
    ],
)
def test_what_each_winner_was_given_is_a_grant_in_news_about_results(roles, language, text, each):
    assert (each, "EUR", "grant_fixed") in roles(language, text, about_results=True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Sono 12 i progetti vincitori, che si divideranno 3,4 milioni di euro."),
        ("es", "Los 12 proyectos ganadores se repartirán 3,4 millones de euros."),
        ("en", "The twelve winners will share €3.4 million."),
        ("pt", "Os 12 vencedores vão repartir 3,4 milhões de euros."),
    ],
)
def test_what_winners_share_is_no_budget_in_news_about_results(roles, language, text):
    assert roles(language, text, about_results=True) == {(3.4e6, "EUR", "other")}
