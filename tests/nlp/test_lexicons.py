"""What every lexicon must hold, and how its phrases are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.folding import fold
from nlp.lexicon import languages, lexicon_for
from nlp.purposes.signs import Sign, sign_glossary
from nlp.purposes.words import Direction
from nlp.terms import terms_pattern

OFFICIAL = set("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split())  # noqa: SIM905
DIRECTIONS = {f"{direction}{side}" for direction in Direction for side in ("", "_after", "_suffix")}
OTHER_CUES = {
    "extended", "former", "former_after", "was", "moved_from", "negated", "past", "earlier", "please", "due", "when",
    "until_when", "day", "where", "on", "must",
}  # fmt: skip


def test_every_official_language_has_a_lexicon():
    assert set(languages()) == OFFICIAL


def test_unknown_language_is_read_as_english():
    assert lexicon_for("xx").language == lexicon_for(None).language == "en"


@pytest.mark.parametrize("language", languages())
def test_lexicon_names_months_and_weekdays(language):
    dates = lexicon_for(language).section("dates")
    assert [len(dates["months"]), len(dates["weekdays"])] == [12, 7]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", ["until", "deadline", "closes", "opens", "apply", "event", "project", "extended"])
def test_lexicon_has_the_main_cues(language, key):
    own = set(lexicon_for(language).terms(f"cues.{key}"))
    assert own


@pytest.mark.parametrize("language", languages())
def test_cues_have_known_names(language):
    known = set(Sign) | DIRECTIONS | OTHER_CUES
    assert set(lexicon_for(language).section("cues")) <= known


@pytest.mark.parametrize("language", languages())
def test_phrase_is_a_sign_of_one_thing_only(language):
    places = {}
    for sign in Sign:
        for phrase in set(lexicon_for(language).section("cues").get(sign, ())):
            places.setdefault(fold(phrase).replace("-", " "), []).append(sign.value)
    assert {phrase: signs for phrase, signs in places.items() if len(signs) > 1} == {}


@pytest.mark.parametrize("language", languages())
def test_every_sign_is_found_where_it_stands_alone(language):
    glossary, lexicon = sign_glossary(language), lexicon_for(language)
    plain = {phrase: sign for sign in Sign for phrase in lexicon.section("cues").get(sign, ()) if phrase.isalpha()}
    lost = [
        p
        for p, sign in plain.items()
        if [(h.start, h.end, h.sign) for h in glossary.find(fold(p))] != [(0, len(p), sign)]
    ]
    assert plain
    assert lost == []


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded.count("\n") == text.count("\n")
    assert fold(folded) == folded


def test_folding_takes_away_case_accents_and_kinds_of_dashes():
    assert fold("PROTHESMÍA – Προθεσμία\u00a0Ł’été") == "prothesmia - προθεσμια l'ete"


def test_phrases_stand_between_word_boundaries():
    pattern = terms_pattern(["call", "deadlin*", "*frist", "must .. received", "d'"])
    text = fold("recall; the deadlines: Einreichungsfrist, must then be received; d'agost calls")
    assert pattern.findall(text) == ["deadlines", "einreichungsfrist", "must then be received", "d'"]


def test_gap_in_a_phrase_stays_within_a_clause():
    assert not terms_pattern(["must .. received"]).search("you must apply. it is received")


def test_no_phrases_match_nothing():
    assert not terms_pattern([]).search("anything")
