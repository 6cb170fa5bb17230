"""Calls, events and news told apart."""

import pytest

from nlp.folding import fold
from nlp.kind import Signs, read_kind


def kind(language, title, text, **signs):
    return read_kind(fold(title), fold(text), [(0, len(text))], language, Signs(**signs)).kind.value


@pytest.mark.parametrize(
    ("language", "title", "text", "signs", "wanted"),
    [
        (
            "en",
            "Open call for SMEs",
            "Who can apply? SMEs. Submit the application form.",
            {"deadline": True, "grant": True},
            "call",
        ),
        (
            "en",
            "Cluster conference",
            "Join us in Vienna. Register by May. Speakers and agenda.",
            {"coming": True, "registration": True},
            "event",
        ),
        (
            "en",
            "Ten SMEs awarded",
            "The winners of the call were selected and received their grants.",
            {"results": True},
            "news",
        ),
        (
            "en",
            "Tourism Call for SMEs in Europe - Financial support for services",
            "The First Call of the Eurocluster aims to provide solutions in coastal tourism and contributing to...",
            {},
            "call",
        ),
        (
            "en",
            "Gold again for the mobility cluster",
            "The assessors were in the house in January. The label is held by 110 organisations.",
            {},
            "news",
        ),
        (
            "en",
            "Matchmaking event in Milan",
            "The event took place last week and brought together 90 firms.",
            {"past": True},
            "news",
        ),
        (
            "en",
            "Call for speakers: Quiet Ships Summit",
            "The committee is looking for talks. Submit your abstract by 31 March. The summit takes place in Bremen.",
            {"deadline": True, "coming": True},
            "call",
        ),
        (
            "en",
            "Public consultation on the Harbour Act",
            "Citizens and companies can comment on the proposal. The questionnaire is available in all languages.",
            {"deadline": True},
            "news",
        ),
        (
            "en",
            "Funding for energy audits",
            "If your company burns a lot of gas, the agency pays a part of an audit until the budget is used up.",
            {"grant": True},
            "call",
        ),
        (
            "en",
            "Looking back on Pitch Day",
            "Fourteen teams, one stage. Pitch Day drew 230 visitors, and the audience award went to a boat builder.",
            {},
            "news",
        ),
        (
            "de",
            "Förderaufruf gestartet",
            "Anträge können eingereicht werden, antragsberechtigt sind KMU.",
            {"deadline": True},
            "call",
        ),
        (
            "de",
            "Clusterkonferenz in Berlin",
            "Anmeldung und Programm, Referenten aus zehn Ländern.",
            {"coming": True},
            "event",
        ),
        (
            "de",
            "Bilanz der Clusterwoche",
            "Die Veranstaltung fand im Mai statt, 300 Gäste nahmen teil.",
            {"past": True},
            "news",
        ),
        ("fr", "Appel à projets", "Déposer son dossier, critères d'éligibilité.", {"deadline": True}, "call"),
        (
            "fr",
            "Rencontres des clusters",
            "Inscriptions ouvertes, programme de la journée et intervenants.",
            {"coming": True},
            "event",
        ),
        ("fr", "Douze lauréats", "Les lauréats ont été sélectionnés, a annoncé la Région.", {"results": True}, "news"),
        (
            "es",
            "Convocatoria de ayudas",
            "Plazo de solicitud y requisitos de los beneficiarios.",
            {"deadline": True, "grant": True},
            "call",
        ),
        ("es", "Jornada de clústeres", "Inscripción, ponentes y agenda del encuentro.", {"coming": True}, "event"),
        ("it", "Bando aperto", "Le domande si presentano online, beneficiarie le PMI.", {"deadline": True}, "call"),
        ("it", "Convegno sui cluster", "Iscrizione gratuita, programma e relatori.", {"coming": True}, "event"),
        ("pl", "Rusza nabór wniosków", "Wnioski można składać online, uprawnione są MŚP.", {"rolling": True}, "call"),
        ("pl", "Konferencja klastrowa", "Rejestracja, agenda i prelegenci.", {"coming": True}, "event"),
        ("pt", "Aviso aberto", "Candidaturas no portal, beneficiários PME.", {"deadline": True}, "call"),
        ("pt", "Seminário de clusters", "Inscrições, oradores e agenda.", {"coming": True}, "event"),
        (
            "nl",
            "Oproep voor kmo's",
            "U kunt aanvragen via het loket, voorwaarden hieronder.",
            {"deadline": True},
            "call",
        ),
        ("nl", "Netwerkdag", "Schrijf u in: sprekers en programma van de conferentie.", {"coming": True}, "event"),
    ],
)
def test_the_kind_follows_words_and_what_was_read(language, title, text, signs, wanted):
    assert kind(language, title, text, **signs) == wanted


def test_an_empty_text_is_news():
    assert kind("en", "", "") == "news"
