"""Projects, call identifiers, programmes and countries."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.folding import fold
from nlp.lexicon import lexicon_for
from nlp.taxonomy.calls import Named, find_call_ids, find_programme
from nlp.taxonomy.countries import find_countries
from nlp.taxonomy.projects import find_projects


def projects(text, title=""):
    return [found.name for found in find_projects(title, text, fold(text), [(0, len(text))])]


def call_ids(text, title=""):
    return [found.name for found in find_call_ids(title, text, [(0, len(text))])]


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("", "SMEs can apply to GALACTICA until May.", ["GALACTICA"]),
        ("RESIST II process innovation", "a call", ["RESIST II"]),
        ("AID4SME Open Call #2", "apply", ["AID4SME"]),
        ("", "The FOODLink4EU project offers vouchers.", ["FOODLink4EU"]),
        ("", "Das Projekt TEXNova sucht Partner.", ["TEXNova"]),
        ("", "Partner italiani del progetto MedCraft2 e altri.", ["MedCraft2"]),
        ("", "xBUILD EU and X-BUILD EU are one.", ["xBUILD-EU"]),
        ("SMEs: new calls", "The SME project of the COSME programme; the EU project", []),
        ("", "We desire to resist.", []),
        ("Vouchers from TexLoop", "TexLoop gives everybody more time.", ["TexLoop"]),
        ("LANTERNA opens its first call", "Hotels can ask LANTERNA for money.", ["LANTERNA"]),
        ("BORGHI-LAB, primo bando", "Chiedere un contributo a BORGHI-LAB.", ["BORGHI-LAB"]),
        ("Vales da CORTIÇA+", "A CORTIÇA+ paga ensaios.", ["CORTIÇA+"]),
        ("SOLARIS LITORAL: segunda ronda", "O consórcio SOLARIS LITORAL abre a ronda.", ["SOLARIS LITORAL"]),
        ("TURISMO: nueva ayuda", "El sector TURISMO; el Turismo rural.", []),
        ("ALL IN CAPITALS HERE", "ALL IN CAPITALS HERE", []),
        ("HORIZON-CL5-2027-01-D3-07: heat", "See HORIZON-CL5-2027-01-D3-07.", []),
        ("", "Парите идват от проекта WOODWAVE.", ["WOODWAVE"]),
        ("Round-up", "1. CLAYNEST - training\nTwo days.\n2. ToolRide, vouchers for bicycles", ["CLAYNEST", "ToolRide"]),
        (
            "",
            "The projects on stage were KILNWISE, LookSharp and Rural Craft Trail.",
            ["KILNWISE", "LookSharp", "Rural Craft Trail"],
        ),
        ("", "Five clusters have joined forces. Called PEATLESS, the initiative pays for trials.", ["PEATLESS"]),
        ("", "Ask for a LOOM-UP voucher. The Q-SPIN facility is open.", ["LOOM-UP", "Q-SPIN"]),
        ("", "UPLIFT – Upskilling for the Platform Industry – looks for mentors.", ["UPLIFT"]),
        ("", "ROCKCHAIN, a European project, pays for samples.", ["ROCKCHAIN"]),
        (
            "CORKWAVE SHORE pays for tests of small boats",
            "CORKWAVE SHORE offers grants. Ask CORKWAVE SHORE.",
            ["CORKWAVE SHORE"],
        ),
        ("", "LOOMBACK-SEA | News | Calls\nDo you dye yarn?", ["LOOMBACK-SEA"]),
        ("", "Our picks\nKILNWISE – for tiles\nUp to 5.\nCLAYROAD – for bricks\nUp to 6.", ["KILNWISE", "CLAYROAD"]),
        ("Eurocluster CLAYS: questions", "What is funded? Pilots.", ["CLAYS"]),
        ("INNO-GLASS Cluster begins a new project", "INNO-GLASS is glad.", []),
        ("PRODUGLASS lança concurso", "O polo PRODUGLASS é um dos parceiros.", []),
        ("", "Other conditionsConditionsIf are fine. Conditions of the GuideModel Grant. The Guide helps.", []),
        ("", "The projects are about Europe, Data, Agriculture and Horizon.", []),
        ("", "See the call HORIZON-CL5-2027-D5-01-04, called EDF-2027-DA.", []),
        ("", "The SRIA.The partnership SRIA.The says so.", []),
        ("", f"{'We speak of soil and of water. ' * 200}The project SOILNEST is one of many.", []),
        ("", "BRUSSELS, 7 May — A consortium of nine clusters met.", []),
        ("", "1. PROJECT CONTEXT\nRESOLUTION of the board. This resolution is final.", []),
    ],
)
def test_projects_are_known_or_stand_beside_their_noun(title, text, names):
    assert projects(text, title) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("under SMP-COSME-2024-CLUSTER-01 and", ["SMP-COSME-2024-CLUSTER-01"]),
        ("(DIGITAL-ECCC-2024-DEPLOY-NCC-06).", ["DIGITAL-ECCC-2024-DEPLOY-NCC-06"]),
        ("HORIZON-CL5-2027-02-D3-07, I3-2021-INV1", ["HORIZON-CL5-2027-02-D3-07", "I3-2021-INV1"]),
        ("GINOP-1.2.9-20 felhívás", ["GINOP-1.2.9-20"]),
        ("see .../competitive-calls-cs/13882 for details", ["callccm2id:13882"]),
        ("SMP-COSME-2021-TOURSME and SMP-COSME-2021-TOURSME-01", ["SMP-COSME-2021-TOURSME-01"]),
        ("COVID-19-KRISE, 2021-2027, EU-INDIA-EVENT, A4-B5", []),
    ],
)
def test_identifiers_have_the_form_of_a_programme_or_a_year(text, names):
    assert call_ids(text) == names


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("", "co-financed by the Single Market Programme (SMP/COSME Pillar)", "Single Market Programme"),
        ("", "ein Aufruf aus Horizont Europa", "Horizon Europe"),
        ("Creative Europe call", "Horizon Europe partners", "Creative Europe"),
        ("", "plain text", None),
    ],
)
def test_the_programme_named_most_is_taken(title, text, name):
    found = find_programme(fold(title), fold(text), [(0, len(text))], [])
    assert (found and found.name) == name


def test_an_identifier_outranks_a_programme_that_is_named():
    text = "after Horizon 2020 and Horizon 2020"
    call = Named("SMP-COSME-2024-CLUSTER-01", 3)
    assert find_programme("", fold(text), [(0, len(text))], [call]) == Named("Single Market Programme", 3)


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "SMEs must be established in the EU or in an SMP-associated country.", {"EU", "SMP-associated"}),
        ("en", "Eligible countries: Spain, Portugal and Norway", {"ES", "PT", "NO"}),
        ("de", "Antragsberechtigt sind Unternehmen mit Sitz in Österreich oder Deutschland.", {"AT", "DE"}),
        ("fr", "Entreprises établies dans un État membre ou en Suisse : pays éligibles France, Suisse", {"FR", "CH"}),
        ("es", "Podrán participar pymes con sede en España.", {"ES"}),
        ("it", "Possono partecipare PMI con sede legale in Italia.", {"IT"}),
        ("pl", "Uprawnione są firmy z siedzibą w Polsce i na Słowacji.", {"PL", "SK"}),
        ("pt", "Podem candidatar-se empresas com sede em Portugal.", {"PT"}),
        ("nl", "Bedrijven gevestigd in Nederland of België komen in aanmerking.", {"NL", "BE"}),
        ("en", "The conference in Spain was a success.", set()),
    ],
)
def test_countries_are_read_where_eligibility_is_told(language, text, codes):
    found = find_countries(fold(text), [(0, len(text))], lexicon_for(language))
    assert {name.name for name in found} == codes


@given(st.text(max_size=200))
def test_no_text_raises(text):
    names = (*projects(text, text), *call_ids(text, text))
    assert all(isinstance(name, str) for name in names)


def test_capitals_without_end_take_no_time():
    start = time.process_time()
    for text in ("Aa" * 50_000, "AA-" * 50_000, "project " * 20_000, "A1_" * 50_000 + "x", "PROJECT AAAA " * 10_000):
        projects(text)
        call_ids(text)
    assert time.process_time() - start < 4
