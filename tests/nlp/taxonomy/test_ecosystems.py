"""Which ecosystem a text is about, and which words only look like one."""

import pytest

from core.models import Ecosystem
from nlp.folding import fold
from nlp.lexicon import languages
from nlp.taxonomy.ecosystems import find_subjects


def subjects(language, text, title="", known=None):
    folded = fold(text)
    spans, start = [], 0
    for line in folded.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return {found.ecosystem.value for found in find_subjects(fold(title), folded, spans, language, known or {})}


@pytest.mark.parametrize(
    ("language", "title", "text", "wanted"),
    [
        ("en", "Vouchers for tourism SMEs", "Hotels and restaurants can apply.", {"tourism"}),
        ("en", "Open call", "For SMEs of the textile and aerospace sectors.", {"textile", "aerospace_defence"}),
        ("en", "Cybersecurity vouchers", "Small firms test their defences against cyber attacks.", {"digital"}),
        ("en", "Call for the built environment", "Construction companies renovate buildings.", {"construction"}),
        ("de", "Digitalisierungsgutschein für kleine Betriebe", "Künstliche Intelligenz im Betrieb.", {"digital"}),
        ("de", "Wasserstoffaufruf", "Gesucht werden Projekte zu grünem Wasserstoff.", {"renewable_energy"}),
        ("fr", "Appel pour l'agroalimentaire", "Les entreprises de la filière alimentaire.", {"agri_food"}),
        ("fr", "Santé numérique", "Dispositifs médicaux pour les hôpitaux.", {"health"}),
        ("es", "Cheque de digitalización", "Ciberseguridad para pymes.", {"digital"}),
        ("es", "Ayudas a la automoción", "Empresas de vehículos y logística.", {"mobility_transport_automotive"}),
        ("it", "Contributi agli albergatori", "Strutture ricettive colpite dalla crisi.", {"tourism"}),
        ("it", "Bando moda", "Imprese del tessile e della moda.", {"textile"}),
        ("pl", "Nabór dla branży HoReCa", "Hotelarstwo i gastronomia.", {"tourism"}),
        ("pl", "Granty dla hut", "Przemysł energochłonny, stal i ceramika.", {"energy_intensive_industries"}),
        ("pt", "Apoio ao comércio local", "Lojas e comerciantes da cidade.", {"retail"}),
        ("pt", "Habitat sustentável", "Materiais de construção e reabilitação de edifícios.", {"construction"}),
        ("nl", "Steun voor chipmakers", "Halfgeleiders en fotonica.", {"electronics"}),
        ("nl", "Sociale economie", "Maatwerkbedrijven en coöperaties.", {"proximity_social_economy"}),
        ("cs", "Dotace pro film", "Kreativní průmysly a film.", {"creative_cultural_industries"}),
        ("sv", "Stöd till livsmedel", "Livsmedelsföretag kan söka.", {"agri_food"}),
    ],
)
def test_the_ecosystem_is_told_by_title_and_text(language, title, text, wanted):
    assert subjects(language, text, title) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Euroclusters work in tourism, mobility, aerospace, construction, agri-food, textile, digital and health.",
        ),
        ("en", "The green and digital transition of SMEs across all 14 industrial ecosystems."),
        ("en", "Occupational health and safety rules apply; the health crisis is over."),
        ("en", "The Chamber of Commerce protects trade marks at trade fairs."),
        ("en", "A space for capacity building and team building, follow us on social media."),
        ("en", "Firms of the fisheries and aquaculture sector are excluded."),
        ("de", "Der Antrag ist digital einzureichen, die Industrie- und Handelskammer berät."),
        ("de", "Die grüne und digitale Transformation der Wirtschaft."),
        ("fr", "La chambre de commerce accompagne la double transition verte et numérique."),
        ("es", "La solicitud se presenta en la sede electrónica, por vía electrónica."),
        ("it", "La domanda va inviata per posta elettronica certificata con firma digitale."),
        ("pl", "Wniosek składa się drogą elektroniczną z podpisem elektronicznym."),
        ("pt", "A candidatura é submetida por via eletrónica com assinatura digital."),
        ("nl", "U dient digitaal in bij de Kamer van Koophandel."),
        ("en", "The application window for builders of networks, in all fields, with concrete and novel ideas."),
        ("pl", "Kolejny nabór: kolejność zgłoszeń, budowa planu, Łódź, pięć sztuk, hasło i mieszkańcy."),
        ("cs", "Můžete se odvolat; odevzdává se v síti, ubytování a průvodce žadatele zdarma."),
        ("pt", "Segunda edição: o papel de cada oficina está lá, no texto da reabilitação."),
        ("nl", "Tegelijk geldt: zorg dat u leert wat op het spoor van de opbouw staat."),
        ("fr", "Mode d'emploi de la troisième édition : la Caisse, la distribution des rôles, un vol."),
        ("da", "Modet mødes på et møde med ledere, værktøjer og business, før fristen flyttes."),
        ("sv", "Tag kontakt och ställ frågor om händelser, värden och konstiga affärer."),
        ("lv", "Ekonomikas eksperti palīdz Lietuvas un Austrijas uzņēmumiem."),
        ("it", "Consegna della domanda, nessuna protesta: un concerto, lo spazio e i dati."),
        ("hu", "A sajtó leginkább ezt írta."),
        ("ro", "Date de contact și alte date."),
        ("sk", "Umelé osvetlenie v okne."),
        ("es", "Un punto y destino: los datos del cementerio."),
        ("de", "Im Zuge des Aufbaus fahren wir fort; Gastgeber, Website, Krankenkasse und guter Hof."),
    ],
)
def test_everyday_words_and_lists_of_sectors_name_none(language, text):
    assert subjects(language, text) == set()


def test_a_project_that_is_known_brings_its_ecosystem():
    known = {Ecosystem.TEXTILE: 4.0}
    assert subjects("en", "The project opens its second call.", "A call", known) == {"textile"}


def test_a_long_text_has_to_say_more_than_a_short_one():
    filler = "Applicants describe partners, work and budget. " * 200
    assert subjects("en", f"Tourism is one example. {filler}") == set()


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_tourism(language):
    word = {
        "bg": "туризъм",
        "el": "τουρισμός",
        "ga": "turasóireacht",
        "mt": "turiżmu",
        "fi": "matkailu",
        "et": "turism",
        "lv": "tūrisms",
        "lt": "turizmas",
        "hu": "turizmus",
        "cs": "cestovní ruch",
        "sk": "cestovný ruch",
    }.get(language)
    title = word or "turizam turizem tourism turismo turisme turystyka tourismus toerisme turism turismul tourisme"
    assert "tourism" in subjects(language, title, title)
