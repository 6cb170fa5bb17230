"""What the components read from whole articles, with the proof of each value."""

from datetime import UTC, date, datetime

import pytest

from core.models import AmountRole, Article, Ecosystem, Kind
from nlp.announcement import read_announcement

TEXT = """SMEs of the tourism sector can apply for vouchers.
The total budget is EUR 1,2 million. Each SME can receive up to EUR 60 000, that is 80% of eligible costs.
Eligible are SMEs established in the EU or in an SMP-associated country.
The TOURBOOSTer project is funded under SMP-COSME-2024-CLUSTER-01.
Related news
Another scheme offers EUR 5 000 000 to textile firms"""


def read(text=TEXT, title="Open call of TOURBOOSTer", struck=(), language="en"):
    url = "https://cluster.example/call"
    article = Article(
        source_id="s", url=url, canonical_url=url, title=title, text=text, language=language,
        published_at=date(2026, 3, 1), struck=struck,
    )  # fmt: skip
    return read_announcement(article, datetime(2026, 3, 2, tzinfo=UTC)).facts


def test_each_amount_has_its_role_and_its_sentence():
    amounts = {amount.value: amount for amount in read().amounts}
    assert {int(value): amount.role for value, amount in amounts.items()} == {
        1_200_000: AmountRole.TOTAL_BUDGET,
        60_000: AmountRole.GRANT_MAX,
    }
    proof = next(iter(amounts.values())).evidence
    assert TEXT[proof.start : proof.end] == proof.sentence == "The total budget is EUR 1,2 million."
    assert 0 < proof.confidence <= 1


def test_every_value_proves_itself_by_words_of_the_page():
    facts = read()
    found = (
        facts.kind, facts.cofunding_rate, facts.programme, *facts.amounts, *facts.ecosystems, *facts.projects,
        *facts.call_ids, *facts.countries, *facts.beneficiaries,
    )  # fmt: skip
    assert None not in found
    inside = [one.evidence for one in found if one.evidence.start is not None]
    assert len(inside) >= 8
    assert [proof.sentence for proof in inside] == [TEXT[proof.start : proof.end] for proof in inside]


def test_the_facts_of_a_call_are_read_together():
    facts = read()
    assert facts.kind.value is Kind.CALL
    assert float(facts.cofunding_rate.value) == 80
    assert [found.value for found in facts.ecosystems] == [Ecosystem.TOURISM]
    assert [found.value for found in facts.call_ids] == ["SMP-COSME-2024-CLUSTER-01"]
    assert [found.value for found in facts.projects] == ["TOURBOOSTer"]
    assert facts.programme.value == "Single Market Programme"
    assert {found.value for found in facts.countries} == {"EU", "SMP-associated"}
    assert "sme" in {found.value for found in facts.beneficiaries}


def test_teasers_of_other_items_are_not_read():
    assert 5_000_000 not in {amount.value for amount in read().amounts}


def test_struck_sums_are_not_read():
    start = TEXT.index("EUR 60 000")
    assert {int(amount.value) for amount in read(struck=((start, start + 10),)).amounts} == {1_200_000}


@pytest.mark.parametrize("language", ["en", "de", "xx", None])
def test_an_empty_article_says_nothing(language):
    facts = read(text="", title="", language=language)
    assert (facts.amounts, facts.cofunding_rate, facts.ecosystems, facts.projects) == ((), None, (), ())
