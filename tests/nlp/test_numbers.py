"""Numbers in digits and words, without a currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.folding import fold
from nlp.lexicon import languages, lexicon_for
from nlp.numbers import NUMERAL, NumberWords, numeral_value

SCALES = {"million": Decimal(10**6), "millionen": Decimal(10**6), "milioni": Decimal(10**6), "milionow": Decimal(10**6)}


def words(language):
    return NumberWords(lexicon_for(language).section("numbers"), SCALES)


def value_before(language, text):
    found = words(language).before(fold(text), len(text))
    return found and found.value


@pytest.mark.parametrize(
    ("raw", "mark", "scaled", "value"),
    [
        ("60.000", ",", False, 60_000),
        ("60,000", ".", False, 60_000),
        ("1.250", ",", True, None),
        ("1.250", ".", True, 1.25),
        ("7.5", ",", True, 7.5),
        ("0.750", ".", True, 0.75),
        ("1'000'000", ".", False, 10**6),
        ("12.345,67", ",", False, 12345.67),
    ],
)
def test_separators_are_read_by_their_groups(raw, mark, scaled, value):
    read = numeral_value(NUMERAL.fullmatch(raw), mark, scaled=scaled)
    assert float(read) == (1250 if value is None else value)


@pytest.mark.parametrize("raw", ["007", "00", "1" * 30])
def test_serial_numbers_have_no_value(raw):
    assert numeral_value(NUMERAL.match(raw), ",") is None


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "twenty-five million", 25e6),
        ("de", "fünfundzwanzig", 25),
        ("de", "dreihunderttausend", 300_000),
        ("fr", "quatre-vingts", 80),
        ("it", "centocinquanta", 150),
        ("it", "ventotto milioni", 28e6),
        ("es", "treinta y cinco", 35),
        ("pt", "cento e vinte", 120),
        ("nl", "tweehonderdvijftig", 250),
        ("fi", "kolmesataa", 300),
        ("ga", "trí chéad", None),
    ],
)
def test_words_are_read_backwards_from_a_place(language, text, value):
    assert value_before(language, text) == value


def test_a_bare_scale_is_no_number():
    assert value_before("en", "worth millions") is None
    assert value_before("en", "several million") is None


@given(st.sampled_from(languages()), st.text(max_size=80))
def test_no_words_raise(language, text):
    folded = fold(text)
    found = words(language).before(folded, len(folded))
    assert found is None or 0 <= found.start < len(folded)
