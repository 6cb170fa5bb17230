"""The language of a text, and the fingerprint by which near-duplicates meet."""

import pytest

from nlp.languages import language_of
from nlp.page.fingerprint import fingerprint_of

TEXTS = {
    "en": "Small mills can apply for a voucher towards new looms until the end of September.",
    "de": "Kleine Mühlen können bis Ende September einen Gutschein für neue Webstühle beantragen.",
    "fr": "Les petits moulins peuvent demander un bon pour de nouveaux métiers jusqu'à la fin septembre.",
    "es": "Los pequeños molinos pueden solicitar un bono para nuevos telares hasta finales de septiembre.",
    "it": "I piccoli mulini possono chiedere un buono per nuovi telai fino alla fine di settembre.",
    "pl": "Małe młyny mogą do końca września wnioskować o bon na zakup nowych krosien.",
    "sk": "Malé mlyny môžu do konca septembra požiadať o poukážku na nové tkáčske stavy.",
    "hr": "Mali mlinovi mogu do kraja rujna zatražiti vaučer za nove tkalačke stanove.",
    "bg": "Малките мелници могат да кандидатстват за ваучер за нови станове до края на септември.",
    "el": "Οι μικροί μύλοι μπορούν να ζητήσουν κουπόνι για νέους αργαλειούς έως το τέλος Σεπτεμβρίου.",
    "hu": "A kis malmok szeptember végéig utalványt igényelhetnek új szövőszékek vásárlására.",
    "fi": "Pienet myllyt voivat hakea seteliä uusiin kangaspuihin syyskuun loppuun saakka.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_text_tells_its_language_whatever_the_page_declares(language, text):
    assert language_of(text, "en-GB") == language
    assert language_of(text) == language
    assert language_of(text.upper()) == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("GRAPPA 2026", "de-AT", "de"),
        ("GRAPPA 2026", None, None),
        ("12 345 678 / 12 345 678 / 12 345 678 / 12 345 678 / 12 345 678 / 12", "fr", "fr"),
        ("Is féidir le muilte beaga iarratas a dhéanamh ar dhearbháin go dtí deireadh Mheán Fómhair.", "ga", "ga"),
        ("short", "zh-CN", None),
        ("", "x-default", None),
    ],
)
def test_declared_language_counts_where_the_text_cannot_tell(text, declared, language):
    assert language_of(text, declared) == language


LONG = " ".join(f"{text} Chapter {number}." for number, text in enumerate(TEXTS.values()))


def test_fingerprints_of_near_duplicates_differ_in_few_bits():
    edited = LONG.replace("September", "October").replace("Chapter 3", "Chapter three")
    assert (fingerprint_of(LONG) ^ fingerprint_of(edited)).bit_count() <= 8
    assert fingerprint_of(LONG) == fingerprint_of(LONG.upper())


def test_fingerprints_of_other_texts_differ_in_many_bits():
    other = " ".join(f"{number} looms and {number + 1} spindles turn in mill {number}." for number in range(30))
    assert (fingerprint_of(LONG) ^ fingerprint_of(other)).bit_count() > 16


def test_short_text_has_no_fingerprint():
    assert fingerprint_of("too few words") is None
