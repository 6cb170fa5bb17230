"""Sums of money in every notation that pages use."""

import pytest

from nlp.folding import fold
from nlp.lexicon import lexicon_for
from nlp.money.sums import find_sums

THOUSANDS = [
    ("en", "€60,000", 60_000), ("en", "EUR 60.000.", 60_000), ("en", "60 000 EUR", 60_000),
    ("en", "EUR 1 350 for", 1350), ("en", "€120,000.00 fixed", 120_000), ("en", "€60.000, 00 by", 60_000),
    ("en", "EUR 500", 500), ("en", "3500 euros", 3500), ("en", "€\u202f75\u202f000", 75_000),
    ("en", "EUR\u00a0200\u00a0000", 200_000), ("en", "(EUR): 50 000", 50_000), ("de", "60.000,00 Euro", 60_000),
    ("de", "5.000,- €", 5000), ("de", "5000,-- EUR", 5000), ("de", "CHF 12'500", 12_500),
    ("fr", "40 000 €", 40_000), ("fr", "1 500 000 euros", 1_500_000), ("es", "193.435 euros", 193_435),
    ("es", "€1.500", 1500), ("it", "€ 17.518.755,88", 17_518_755.88), ("it", "300,50 euro", 300.5),
    ("pl", "60 000,00 zł", 60_000), ("pt", "€400.000,00", 400_000), ("nl", "€ 2.500,-", 2500),
    ("nl", "€ 50,--", 50), ("sl", "9.999,99 EUR", 9999.99), ("el", "80.000 ευρώ", 80_000),
    ("bg", "15 000 лв.", 15_000), ("cs", "100 000 korun", 100_000), ("ro", "10.000 de euro", 10_000),
]  # fmt: skip

SCALES = [
    ("en", "60K €", 60_000), ("en", "€200k", 200_000), ("en", "20k€", 20_000), ("en", "€2m", 2e6),
    ("en", "£20 million", 2e7), ("en", "€2million", 2e6), ("en", "1.2 M€", 1.2e6), ("en", "5.8M Euros", 5.8e6),
    ("en", "EUR 10.00 million", 1e7), ("en", "EUR 1.5bn", 1.5e9), ("en", "2 million Danish krone", 2e6),
    ("en", "EUR 2,500 million", 2.5e9), ("de", "1,5 Mio. Euro", 1.5e6), ("de", "9 Mrd. Euro", 9e9),
    ("de", "1.250 Mio. €", 1.25e9), ("de", "200 Tsd. Euro", 2e5), ("de", "50 TEUR", 50_000),
    ("de", "400 k €", 4e5), ("fr", "1,8 M€", 1.8e6), ("fr", "4,2 milliards d'euros", 4.2e9),
    ("fr", "25 k€", 25_000), ("fr", "5 millions d’euros", 5e6), ("es", "2,5 millones de euros", 2.5e6),
    ("es", "14.000 millones de euros", 1.4e10), ("es", "2 mil millones de euros", 2e9),
    ("es", "30 mil euros", 30_000), ("it", "1,4 milioni di euro", 1.4e6), ("it", "7.5 milioni di euro", 7.5e6),
    ("it", "10mila euro", 10_000), ("it", "1 miliardo di euro", 1e9), ("pl", "50 tys. zł", 50_000),
    ("pl", "770 mln zł", 7.7e8), ("pl", "5 mld złotych", 5e9), ("pl", "1,35 mln euro", 1.35e6),
    ("pt", "300 mil euros", 3e5), ("pt", "25 mil milhões de euros", 2.5e10), ("pt", "3 milhões de euros", 3e6),
    ("nl", "€ 4,9 miljoen", 4.9e6), ("nl", "12 miljard euro", 1.2e10), ("sv", "50 miljoner kronor", 5e7),
    ("sv", "5 mkr", 5e6), ("da", "2 mio. kr.", 2e6), ("fi", "1,5 milj. euroa", 1.5e6), ("hu", "3 millió Ft", 3e6),
    ("hu", "33 milliárd Ft", 3.3e10), ("cs", "500 tis. Kč", 5e5), ("sk", "2 mil. eur", 2e6),
    ("sl", "10 mio EUR", 1e7), ("hr", "2 milijuna eura", 2e6), ("ro", "10 milioane de euro", 1e7),
    ("ro", "300 mii lei", 3e5), ("bg", "30 милиона лева", 3e7), ("el", "200 εκατ. ευρώ", 2e8),
    ("et", "1 miljon eurot", 1e6), ("lv", "2 miljoni eiro", 2e6), ("lt", "1,5 mln. eurų", 1.5e6),
    ("mt", "2 miljun ewro", 2e6), ("ga", "€2 milliún", 2e6),
]  # fmt: skip

WORDS = [
    ("en", "half a million euros", 5e5), ("en", "two and a half million euros", 2.5e6),
    ("en", "a million euros", 1e6), ("en", "sixty thousand euros", 60_000),
    ("en", "two hundred and fifty thousand euros", 250_000), ("de", "eine halbe Million Euro", 5e5),
    ("de", "anderthalb Millionen Euro", 1.5e6), ("de", "zweihundertfünfzigtausend Euro", 250_000),
    ("de", "zwei Millionen Euro", 2e6), ("fr", "un million et demi d'euros", 1.5e6),
    ("fr", "quatre-vingt mille euros", 80_000), ("fr", "trois cent mille euros", 3e5),
    ("es", "TRES MILLONES DE EUROS", 3e6), ("es", "medio millón de euros", 5e5),
    ("es", "doscientos mil euros", 2e5), ("it", "mezzo milione di euro", 5e5),
    ("it", "cinquantamila euro", 50_000), ("it", "due milioni di euro", 2e6), ("pl", "pięć milionów euro", 5e6),
    ("pl", "pół miliona złotych", 5e5), ("pl", "trzy miliony dwieście tysięcy złotych", 3.2e6),
    ("pt", "quatrocentos mil euros", 4e5), ("pt", "meio milhão de euros", 5e5), ("pt", "um milhão de euros", 1e6),
    ("nl", "anderhalf miljoen euro", 1.5e6), ("nl", "vijftigduizend euro", 50_000),
    ("nl", "twee miljoen euro", 2e6), ("sv", "två miljoner kronor", 2e6), ("cs", "dva miliony korun", 2e6),
    ("hu", "két millió forint", 2e6),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), THOUSANDS + SCALES + WORDS)
def test_a_sum_is_read_in_the_notation_of_its_language(sums, language, text, value):
    assert [found for found, _, _ in sums(language, f"x {text}")] == [value]


@pytest.mark.parametrize(
    ("language", "text", "currency"),
    [
        ("en", "£5,000", "GBP"), ("en", "$5,000", "USD"), ("en", "CHF 5,000", "CHF"), ("en", "5,000 zloty", "PLN"),
        ("pl", "5 000 zł", "PLN"), ("cs", "5 000 Kč", "CZK"), ("hu", "5 000 Ft", "HUF"), ("sv", "5 000 kr", "SEK"),
        ("da", "5.000 kr.", "DKK"), ("ro", "5.000 lei", "RON"), ("bg", "5 000 лв", "BGN"), ("hr", "5.000 kuna", "HRK"),
        ("de", "5.000 Schweizer Franken", "CHF"), ("en", "NOK 5 000", "NOK"),
        ("fr", "5 000 couronnes suédoises", "SEK"),
    ],
)  # fmt: skip
def test_the_currency_stays_that_of_the_page(sums, language, text, currency):
    assert [(5000.0, currency)] == [found[:2] for found in sums(language, text)]


RANGES = [
    ("en", "€1-2 million", 1e6, 2e6), ("en", "EUR 1 to 1.5 million", 1e6, 1.5e6),
    ("en", "between €5,000 and €20,000", 5e3, 2e4), ("en", "€200,000–700,000 per project", 2e5, 7e5),
    ("en", "from 10.000€ to 20.000€", 1e4, 2e4), ("en", "at least EUR 5,000 and at most EUR 9,000", 5e3, 9e3),
    ("de", "zwischen 100 und 400 k €", 1e5, 4e5), ("de", "50 bis 200 k€", 5e4, 2e5),
    ("de", "zwischen 2,5 und 5 Mio. €", 2.5e6, 5e6),
    ("de", "mindestens 10.000 Euro und höchstens 80.000 Euro", 1e4, 8e4), ("fr", "entre 750€ et 5 000€", 750, 5e3),
    ("fr", "entre 750 000 et 1 million d'euros", 7.5e5, 1e6), ("fr", "entre 1 et 4 millions d'euros", 1e6, 4e6),
    ("es", "entre 5.000 y 20.000 euros", 5e3, 2e4), ("es", "de 5.000 a 20.000 euros", 5e3, 2e4),
    ("it", "€30-40k", 3e4, 4e4), ("it", "(minimo 2.500 euro fino a un massimo di 5.000)", 2.5e3, 5e3),
    ("it", "tra 100.000 e 400.000 euro", 1e5, 4e5), ("pl", "od 50 tys. zł do 540 tys. zł", 5e4, 5.4e5),
    ("pl", "5-10 tys. zł", 5e3, 1e4), ("pt", "entre 300 mil euros e 25 milhões de euros", 3e5, 2.5e7),
    ("pt", "de 5.000 a 9.000 euros", 5e3, 9e3), ("nl", "van € 5.001 tot en met € 25.000", 5001, 2.5e4),
    ("nl", "tussen de 25.000 euro en 200.000 euro", 2.5e4, 2e5),
    ("nl", "van minimaal 5 000 EUR tot maximaal 30 000 EUR", 5e3, 3e4),
    ("hu", "minimum 3 millió Ft, maximum 25 millió Ft", 3e6, 2.5e7),
    ("cs", "od 500 tis. Kč do 20 mil. Kč", 5e5, 2e7), ("sl", "od 300,00 EUR do 9.999,99 EUR", 300, 9999.99),
    ("el", "από 5.000 έως 20.000 ευρώ", 5e3, 2e4),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "low", "high"), RANGES)
def test_the_ends_of_a_range_share_what_is_written_once(sums, language, text, low, high):
    assert [(found, bound) for found, _, bound in sums(language, text)] == [(low, "low"), (high, "high")]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "up to €2.5 million and up to €15 million", [2.5e6, 1.5e7]),
        ("en", "Strand 1 – 1 500 000 euro", [1.5e6]),
        ("en", "Lot 2 - EUR 60,000", [60_000]),
        ("en", "2024 - EUR 5 million", [5e6]),
        ("en", "31.12.2024 – 5 000 EUR", [5000]),
        ("en", "TRL 6 to 8, EUR 2 million", [2e6]),
        ("en", "2,880,000.00 EUR (320,000.00 EUR proposal/year)", [2_880_000, 320_000]),
        ("it", "almeno il 60% alle PMI, con un tetto di 60.000 euro", [60_000]),
    ],
)
def test_numbers_beside_a_dash_are_not_always_a_range(sums, language, text, values):
    assert [(value, None) for value in values] == [(found, bound) for found, _, bound in sums(language, text)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "TRES MILLONES DE EUROS (3.000.000€)", 3e6),
        ("pt", "€400.000,00 (quatrocentos mil euros)", 4e5),
        ("pl", "60 000,00 (sześćdziesiąt tysięcy) zł", 6e4),
        ("de", "50.000 € (fünfzigtausend Euro)", 5e4),
    ],
)
def test_words_and_figures_are_one_sum(sums, language, text, value):
    assert [found for found, _, _ in sums(language, text)] == [value]


def test_sums_that_share_a_currency_are_all_read(sums):
    assert [found for found, _, _ in sums("en", "10 000, 20 000 or 30 000 EUR")] == [10_000, 20_000, 30_000]


def test_the_part_of_a_sum_takes_its_currency(sums):
    text = "500 milhões de euros, dos quais 160 milhões estão reservados"
    assert [found[:2] for found in sums("pt", text)] == [(5e8, "EUR"), (1.6e8, "EUR")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The call of 2024 has 3 strands and 1 200 applicants."),
        ("en", "Call 0300 321 4357 or visit room 12 000."),
        ("en", "Euro-Cluster 5 meets the European 14 ecosystems"),
        ("en", "millions of euros are at stake"),
        ("en", "several thousand euros"),
        ("en", "EUR 007"),
        ("fr", "150 00 €"),
        ("de", "Regelung (EU) 2021/690 vom 28. April 2021"),
        ("es", "1,2 millones de personas"),
        ("pl", "na powierzchni 7.300 m2"),
        ("en", "€ 0"),
    ],
)
def test_what_is_no_sum_is_not_read_as_one(sums, language, text):
    assert sums(language, text) == []


def test_spans_point_at_what_is_written():
    text = "Up to EUR 60 000 per SME, in total 1,5 Mio. €."
    spans = [text[found.start : found.end] for found in find_sums(fold(text), lexicon_for("en"))]
    assert spans == ["EUR 60 000", "1,5 Mio. €"]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("it", "Restano 10.000 euro. I 6 milioni disponibili non basteranno a 3 milioni di visitatori.", [10_000, 6e6]),
        ("es", "El premio es de 500 euros; la Unión destina 116 millones a la tarea.", [500, 116e6]),
        (
            "en",
            "You get 16,000 euros, later at most 90,000 for machines, and reach up to 10,000 people.",
            [16_000, 9e4],
        ),
        ("nl", "De subsidie is 5.000 euro en er is 3,4 miljoen beschikbaar voor 2 miljoen fietsers.", [5000, 3.4e6]),
        ("en", "The fund of EUR 4 million supports 2 million visitors and 3 million jobs.", [4e6]),
    ],
)
def test_what_a_text_says_of_money_goes_without_its_one_currency(language, text, wanted):
    assert [float(found.value) for found in find_sums(fold(text), lexicon_for(language))] == wanted
