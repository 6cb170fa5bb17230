"""Who may apply."""

import pytest

from nlp.beneficiaries import find_beneficiaries
from nlp.folding import fold
from nlp.lexicon import lexicon_for


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "SMEs, start-ups and research organisations can apply.", {"sme", "startup", "research"}),
        ("en", "Open to cluster organisations and public authorities.", {"cluster", "public"}),
        ("de", "Antragsberechtigt sind KMU, Hochschulen und Kommunen.", {"sme", "university", "public"}),
        (
            "fr",
            "Peuvent candidater les PME, les associations et les grandes entreprises.",
            {"sme", "nonprofit", "large"},
        ),
        ("es", "Podrán solicitarla pymes y centros tecnológicos.", {"sme", "research"}),
        ("it", "Possono presentare domanda PMI e imprese sociali.", {"sme", "social_enterprise"}),
        ("pl", "O wsparcie mogą ubiegać się MŚP i uczelnie.", {"sme", "university"}),
        ("pt", "Podem candidatar-se PME e municípios.", {"sme", "public"}),
        ("nl", "Mkb-ondernemers en kennisinstellingen kunnen aanvragen.", {"sme", "research"}),
        ("en", "The minister met researchers.", set()),
    ],
)
def test_kinds_are_read_in_sentences_on_applying(language, text, kinds):
    found = find_beneficiaries(fold(text), [(0, len(text))], lexicon_for(language))
    assert {kind.value for kind in found} == kinds
