"""The co-funding rate, told from the other percentages of a page."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.cofunding import labels_of_cells, rate_reader
from nlp.folding import fold
from nlp.lexicon import languages, lexicon_for
from nlp.structure import SentenceSplitter, blocks_of, own_spans


def rate(language, text):
    folded = fold(text)
    blocks = blocks_of(folded)
    sentences = SentenceSplitter(lexicon_for(language)).split(text, folded, blocks)
    found = rate_reader(language).read(folded, own_spans(sentences, blocks), labels_of_cells(folded, sentences))
    return found and float(found.value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The grant covers up to 70% of eligible costs.", 70),
        ("en", "Funding rate\n90%", 90),
        ("en", "EU co-funding: 80%. The remaining 20% has to come from private sources.", 80),
        ("en", "75 % off the fee for SMEs, 50 % off later fees", 75),
        ("en", "Base support of 40 percent of the costs, plus a bonus of 15 percentage points for small firms.", 55),
        ("en", "No own contribution is required.", 100),
        ("en", "We pay half of the costs.", 50),
        ("en", "From June the funding rate falls from 75 % to 50 %.", 50),
        ("ro", "Nu este necesară cofinanțare.", 100),
        ("de", "Die Förderquote beträgt 60 Prozent, der Eigenanteil 40 Prozent.", 60),
        ("de", "Gefördert werden bis zu 50 % der zuwendungsfähigen Kosten; Hochschulen erhalten 100 %.", 100),
        ("fr", "Taux d'aide : 45 % des dépenses éligibles, versé avec une avance de 30 %.", 45),
        ("fr", "La subvention représente 30% des coûts.", 30),
        ("es", "El bono cubre el 80 % del gasto; el IVA del 21 % no es subvencionable.", 80),
        ("es", "Cofinanciación del 85% del presupuesto aprobado.", 85),
        ("it", "Il contributo copre il 50% delle spese ammissibili, elevato al 60% per le imprese giovanili.", 60),
        ("it", "Tasso di finanziamento: 75%", 75),
        ("pl", "Dofinansowanie wynosi do 85% kosztów kwalifikowanych, wkład własny 15%.", 85),
        ("pl", "Wkład własny nie jest wymagany.", 100),
        (
            "pt",
            "A taxa de apoio é de 40%, acrescida de 10 pontos percentuais para médias empresas e 20 para pequenas.",
            60,
        ),
        ("nl", "De subsidie bedraagt 50% van de kosten.", 50),
        ("cs", "Dotace pokryje až 60 % způsobilých výdajů.", 60),
        ("sv", "Stödet uppgår till 25 procent av de stödberättigande kostnaderna.", 25),
        ("el", "Το ποσοστό επιχορήγησης είναι 50%.", 50),
        ("hu", "A támogatás mértéke legfeljebb 70%.", 70),
        ("sl", "Vavčer pokrije do 60 % upravičenih stroškov.", 60),
        ("en", "Own share: none", 100),
        ("de", "Eigenanteil: keiner", 100),
        ("en", "The voucher covers the whole bill.", 100),
        ("pt", "Não se exige comparticipação.", 100),
        ("ro", "Solicitantul nu contribuie cu bani proprii.", 100),
        ("da", "Foreninger kan få dækket halvdelen af deres udgifter.", 50),
        ("es", "Intensidad del 35 %, que sube diez puntos para las pequeñas empresas.", 45),
        ("en", "70% is reimbursed, plus 5 percentage points for newcomers and another 5 for islands.", 80),
        ("nl", "De ondernemer legt zelf minstens 40 procent bij.", 60),
        ("pl", "Poziom dofinansowania: 75%, przy czym wkład własny można wnieść w naturze.", 75),
        ("en", "We refund three quarters of the consultant's invoice.", 75),
        ("en", "Applicants have to come up with a quarter of the costs from their own pocket.", 75),
        ("en", "SMEs contribute 30% themselves.", 70),
        ("en", "You pay just 25% of the bill.", 75),
        ("en", "Co-financing: 20% by the applicant", 80),
        (
            "en",
            "What share has to be borne by us?\n25% in either case, or 10% for firms with fewer than ten staff.",
            90,
        ),
        ("en", "The company pays nothing; the institute sends its bill to the agency.", 100),
        ("en", "What percentage is funded?\nUp to 80% for small, up to 70% for medium-sized companies.", 80),
        ("en", "SMEs only pay 10%, the project pays the rest.", 90),
        ("en", "The voucher pays for four fifths of the training.", 80),
        ("en", "A prototype is paid for at three quarters (75%) of what it costs.", 75),
        ("en", "Is a contribution of your own needed? No.", 100),
        ("cs", "Podpora činí 55 %, pro malé podniky se zvyšuje o 10 procentních bodů.", 65),
        ("hu", "Támogatási intenzitás: mikro- és kisvállalkozások 70%, középvállalkozások 60%", 70),
        ("en", "Financing: max. 50% (SMEs: max. 60%)", 60),
        ("en", "SMEs can get back 4/5 of the fee.", 80),
        ("en", "The contribution of the beneficiary is 15 %.", 85),
        ("en", "Own contribution: at least 25% of the price, the voucher covers the rest.", 75),
        ("en", "The state covers 70% and the company 30%.", 70),
        ("en", "Reimbursement: 80% of the real costs after the final report", 80),
        ("en", "Applicant | Ceiling | Share paid\nSME | EUR 25k | 70 %\nGroup | EUR 45k | 60 %", 70),
    ],
)
def test_the_highest_rate_is_read(language, text, value):
    assert rate(language, text) == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Indirect costs are paid as a flat rate of 7%."),
        ("en", "A pre-financing of 40% is paid on signature."),
        ("en", "At least 75% of the budget goes to SMEs."),
        ("en", "The success rate was 12% and turnover grew by 30%."),
        ("en", "Proposals need at least 60% of the points."),
        ("en", "Participation is free of charge."),
        ("en", "This call covers the whole corridor."),
        ("en", "In-kind contributions can make up to 20% of total costs."),
        ("en", "Personnel costs are eligible up to 30% of the total budget."),
        ("en", "The grant is paid in two parts: 60% at the start and 40% at the end."),
        ("en", "Members receive a 20% discount on the ticket."),
        ("en", "Half of the funded firms have fewer than ten staff."),
        ("de", "Der Umsatz ging um 30 Prozent zurück."),
        ("de", "Mindestens 25 % der Mittel gehen an Start-ups."),
        ("fr", "40 % de plus qu'en 2013"),
        ("fr", "Une avance de 30 % est versée à la signature."),
        ("es", "El 70% del dinero se queda en Aragón."),
        ("it", "imprese che abbiano perso almeno il 30% del fatturato"),
        ("pl", "spadek obrotów wynoszący co najmniej 20%"),
        ("pt", "As exportações cresceram 12%."),
        ("nl", "93% van de deelnemers was tevreden."),
    ],
)
def test_other_percentages_are_no_rate(language, text):
    assert rate(language, text) is None


@given(st.sampled_from(languages()), st.text(alphabet="50%0 funding rate.,;\n€plus", max_size=120))
def test_no_text_raises_and_rates_stay_within_a_hundred(language, text):
    found = rate(language, text)
    assert found is None or 0 < found <= 100


def test_many_percentages_take_no_time():
    start = time.process_time()
    rate("en", "Grants cover 50% of costs plus 10% and 5 % of sales. " * 2000)
    assert time.process_time() - start < 3
