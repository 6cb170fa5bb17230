"""Lines, sentences, and what does not belong to the announcement."""

import pytest

from nlp.folding import fold
from nlp.lexicon import lexicon_for
from nlp.structure import SentenceSplitter, blocks_of, sentence_at
from nlp.teasers import teaser_finder


def split(text, language="en"):
    folded = fold(text)
    sentences = SentenceSplitter(lexicon_for(language)).split(text, folded, blocks_of(folded))
    return [text[s.start : s.end].strip() for s in sentences]


def foreign(text, language="en"):
    folded = fold(text)
    blocks = teaser_finder(language).mark(folded, blocks_of(folded))
    return [text[block.start : block.end] for block in blocks if block.foreign]


def test_lines_are_told_apart():
    text = "How to apply\nDeadline:\n- 5 May 2025\n1. First\n\nSend us the form. It is short."
    assert [block.kind for block in blocks_of(fold(text))] == ["heading", "label", "item", "item", "paragraph"]


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Apply by 5 May. It is easy! Is it? Yes.", 4),
        ("en", "Costs of approx. EUR 5,000, e.g. Travel by 5 p.m. CET.", 1),
        ("en", "It ends in 2024. The next one follows.", 2),
        ("en", "News | 5 May 2025 | Print", 3),
        ("de", "Die Frist endet am 3. Mai. Der 4. Aufruf folgt im Herbst.", 2),
        ("de", "Das gilt z. B. für KMU. Dr. X bzw. Prof. Y wissen mehr.", 2),
        ("pl", "Nabór trwa do 30 czerwca 2024 r. Wnioski składa się do godz. 15:00 w biurze.", 2),
        ("bg", "Приемат се до 17:00 ч. Първоначално беше друго.", 2),
        ("es", "El art. 5 de la Ley. ¿Y después? Nada.", 3),
    ],
)
def test_sentences_end_where_they_end(language, text, count):
    assert len(split(text, language)) == count


def test_sentence_is_found_by_a_character():
    text = "One. Two."
    sentences = SentenceSplitter(lexicon_for("en")).split(text, fold(text), blocks_of(fold(text)))
    found = sentence_at(sentences, text.index("Two"))
    assert found is not None
    assert text[found.start : found.end] == "Two."
    assert sentence_at(sentences, 99) is None


def test_list_under_a_heading_of_teasers_is_foreign_to_the_end():
    text = "Apply by 5 May.\nRelated news\nOther call, until 6 June\nFair on 7 July"
    assert foreign(text) == ["Related news", "Other call, until 6 June", "Fair on 7 July"]


def test_announcement_goes_on_after_teasers_with_a_section_of_its_own():
    text = "Intro.\nRead also\nOther call, until 6 June\nHow to apply\nSend the form by 5 May."
    assert foreign(text) == ["Read also", "Other call, until 6 June"]


def test_single_teaser_line_is_foreign_alone():
    text = "Intro.\nLeggi anche: altro bando fino al 2 dicembre 2020.\nLa scadenza è il 5 maggio."
    assert foreign(text, "it") == ["Leggi anche: altro bando fino al 2 dicembre 2020."]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Das könnte Sie auch interessieren"), ("fr", "À lire également"), ("es", "Artículos relacionados"),
        ("it", "Altre notizie"), ("pl", "Zobacz również"), ("pt", "Notícias relacionadas"), ("nl", "Lees ook"),
        ("el", "Διαβάστε ακόμη"), ("bg", "Свързани новини"), ("cs", "Související články"), ("sv", "Läs också"),
        ("hu", "Kapcsolódó cikkek"), ("ro", "Articole similare"), ("fi", "Lue myös"), ("fr", "Read also"),
    ],
)  # fmt: skip
def test_headings_of_teasers_are_known_in_many_languages(language, line):
    assert foreign(f"Intro.\n{line}\n5.5.2025", language) == [line, "5.5.2025"]


def test_offers_of_a_consultant_are_foreign():
    text = "Apply by 5 May.\nOur consultants have won 3 billion euros; book a meeting with us by 1 April."
    assert foreign(text) == [text.splitlines()[1]]
