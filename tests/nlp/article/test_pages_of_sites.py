"""Pages in the markup of the real sites."""

from datetime import date

import pytest

from core.models import Kind
from core.source import Extraction, StatedField
from nlp.article import extract_articles

ECCP = "https://www.clustercollaboration.eu/content/lantern-vouchers"
ECCP_RULES = Extraction(
    title=(".opportunity__title", "h1"),
    body=(".field--name-body",),
    require=("text:DEADLINE:", ".node--type-news"),
    stated=(
        StatedField(name="kind", css=".node--type-opportunity", value="call"),
        StatedField(name="deadline", css="article", pattern=r"DEADLINE:\s*(\d{1,2} \w+ \d{4})"),
        StatedField(name="deadline", css="article", label="Deadline date"),
        StatedField(name="opens", css="article", label="Opening date"),
    ),
)
CALL_TEXT = """\
Theatres with fewer than 50 seats can ask for a voucher of EUR 5,000 towards energy-saving lamps.
Who can apply
• companies of up to ten people
• associations that own their hall
Questions: lamps [at] lantern.example. Apply with the application form."""


def test_call_of_the_platform_is_read_by_its_selectors(read, saved):
    article = read(saved("eccp_call.html"), ECCP_RULES, url=ECCP)
    assert article.title == "Lantern vouchers for small theatres"
    assert article.text == CALL_TEXT
    assert (article.canonical_url, article.language) == (ECCP, "en")
    assert article.aliases == ("https://www.clustercollaboration.eu/node/123456",)
    assert article.published_at == date(2026, 4, 20)
    assert article.links == ("https://ec.europa.eu/eusurvey/runner/Lantern",)


def test_fields_that_the_platform_states_carry_their_proof(read, saved):
    stated = read(saved("eccp_call.html"), ECCP_RULES, url=ECCP).stated
    (deadline,) = stated.deadlines
    assert (deadline.date, deadline.time, deadline.tz) == (date(2026, 9, 17), "14:00", "Europe/Brussels")
    assert deadline.evidence.rule == "stated.deadline"
    assert deadline.evidence.sentence == "Deadline date: 17 September 2026, 14:00 (CEST)"
    assert stated.opens.value == date(2026, 5, 4)
    assert stated.kind.value is Kind.CALL


def test_same_call_is_found_without_any_selector(read, saved):
    article = read(saved("eccp_call.html"), url=ECCP)
    assert article.title == "Lantern vouchers for small theatres"
    assert CALL_TEXT in article.text
    assert "Deadline date: 17 September 2026, 14:00 (CEST)" in article.text
    for stray in ("Related", "Harbour", "Share this", "newsletter", "cookies", "Page views", "Skip to", "Opportunity"):
        assert stray not in article.text


def test_redesigned_page_falls_back_to_the_general_method(read, saved):
    article = read(saved("eccp_redesigned.html"), ECCP_RULES, url=ECCP)
    assert article.title == "Lantern vouchers for small theatres"
    assert article.published_at == date(2026, 4, 5)
    assert "Further information: https://lantern.example/call" in article.text
    for stray in ("Harbour", "Related", "Share this", "newsletter", "cookies"):
        assert stray not in article.text


GERMAN_TEXT = """\
Tischlereien mit höchstens zwanzig Beschäftigten können einen Gutschein über 5.000 € für Messtechnik beantragen. \
Die Mittel stammen aus dem Binnenmarktprogramm.
Die Frist endet am 30. April 2026 29. Mai 2026 um 12:00 Uhr. Später eingehende Anträge können nicht berücksichtigt \
werden.
Höchstbetrag | 5.000 €
Eigenanteil | 20 %"""


@pytest.mark.parametrize("rules", [Extraction(), Extraction(body=(".entry-content",))], ids=["general", "selectors"])
def test_post_of_a_blog_stands_alone(read, saved, rules):
    article = read(saved("wordpress_post.html"), rules, url="https://cluster-holz.example/werkstattgutscheine/")
    assert article.text.removeprefix("11. Februar 2026\n") == GERMAN_TEXT
    assert article.title == "Werkstattgutscheine für Tischlereien"
    assert (article.published_at, article.modified_at) == (date(2026, 2, 11), date(2026, 2, 14))
    assert article.language == "de"
    assert article.aliases == ("https://cluster-holz.example/?p=4711",)
    assert [article.text[start:end] for start, end in article.struck] == ["30. April 2026"]


def test_labelled_sections_are_read_and_the_help_text_is_not(read, saved):
    rules = Extraction(
        body=("#content",),
        drop=(".alert",),
        kind=Kind.CALL,
        stated=(
            StatedField(name="deadline", label="deadlines", pattern=r"(\d{2}\.\d{2}\.\d{4} \d{2}:\d{2})", whole=True),
            StatedField(name="programme", css="#content", label="Funding Program"),
            StatedField(name="cofunding_rate", css="#content", label="Funding rate"),
        ),
    )
    url = "https://www.euro-access.eu/en/calls/7/Bridges?css=white"
    article = read(saved("euroaccess_call.html"), rules, url=url, source={"keep_params": ()})
    assert article.canonical_url == "https://www.euro-access.eu/en/calls/7/Bridges"
    assert [(d.date, d.time) for d in article.stated.deadlines] == [
        (date(2026, 3, 31), "17:00"),
        (date(2026, 9, 30), "17:00"),
    ]
    assert article.complete == {"deadlines"}
    assert (article.stated.programme.value, article.stated.cofunding_rate.value) == ("Harbour Link", 75)
    assert article.stated.kind.value is Kind.CALL
    assert article.text.startswith("Call key data\n")
    assert not {"keywords", "expired", "Visitors"} & set(article.text.split())


def test_news_of_the_commission_has_its_day_and_no_other(read, saved):
    article = read(saved("ecl_news.html"), url="https://mills.ec.europa.eu/news/looms-learn-count-2026-02-03_en")
    assert article.title == "Looms learn to count"
    assert article.published_at == date(2026, 2, 3)
    assert "min read" not in article.text
    assert "Share this page" not in article.text


def test_page_of_several_calls_becomes_an_article_for_each(make_page, saved):
    articles = extract_articles(make_page(saved("three_calls.html")), Extraction())
    assert [article.title for article in articles] == [
        "Weavers go abroad",
        "Dyers save water",
        "Spinners share machines",
    ]
    lines = [article.text.split("\n") for article in articles]
    assert [first for first, *_ in lines if not first.startswith("Deadline: ")] == []
    assert [second for _, second, *_ in lines if not second.startswith("More: https://funder.example/calls/")] == []


def test_rows_in_a_script_become_articles(make_page, saved):
    rules = Extraction(
        reader="nlp.json_rows:read_json",
        options={
            "script": "dataProposals",
            "address": "permalink",
            "text": ["long_description"],
            "identity": "hub:{id}",
            "fields": {
                "deadline": ["closes_object", "closes"],
                "published": ["created_time"],
                "grant_max": ["funding_per_project.raw"],
            },
            "whole": ["deadline"],
        },
    )
    kites, boats = extract_articles(make_page(saved("hub_list.html"), url="https://hub.example/open-calls/"), rules)
    assert (kites.title, kites.canonical_url) == ("Kites & drones", "https://hub.example/open-call/kites/")
    assert kites.text == "Makers of kites can apply until 1 May 27 May 2024.\n• up to five people"
    assert [kites.text[start:end] for start, end in kites.struck] == ["1 May"]
    assert kites.stated.deadlines[0].model_dump(include={"date", "time"}) == {
        "date": date(2024, 5, 27),
        "time": "17:00",
    }
    assert kites.stated.amounts[0].value == 60000
    assert (kites.identity, kites.published_at, kites.complete) == ("hub:77", date(2024, 3, 1), {"deadlines"})
    assert (boats.title, boats.text, boats.stated.deadlines) == ("Paper boats", "", ())
