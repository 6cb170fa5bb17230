"""Records of the Funding & Tenders portal in its three formats."""

import json
from datetime import date
from decimal import Decimal

import pytest

from core.errors import PageError
from core.models import DeadlineRole, Kind, Outcome
from core.source import Extraction
from nlp.article import extract_articles
from nlp.portal import FILES, SCREENS

JSON = "application/json"
OVERVIEW = {
    "budgetYearsColumns": ["2026", "2027"],
    "budgetTopicActionMap": {
        "1": [
            {
                "action": "SMP-LOOM-2026-01 - SMP Grants",
                "minContribution": 200000,
                "maxContribution": 300000,
                "budgetYearMap": {"2026": "1000000", "2027": "500000.5"},
            }
        ],
        "2": [{"action": "SMP-LOOM-2026-011 - SMP Grants", "maxContribution": 9, "budgetYearMap": {"2026": "7000000"}}],
        "3": [
            {"action": "SMP-LOOM-2026-01-B - SMP Grants", "maxContribution": 9, "budgetYearMap": {"2026": "8000000"}}
        ],
    },
}
TOPIC = {
    "type": ["1"],
    "identifier": ["SMP-LOOM-2026-01"],
    "title": ["Looms &amp; learning"],
    "DATASOURCE": ["SEDIA"],
    "startDate": ["2026-02-04T00:00:00.000+0000"],
    "deadlineDate": ["2026-09-14T00:00:00.000+0000", "2026-04-08T17:00:00.000+0000"],
    "deadlineModel": ["two-stage"],
    "callIdentifier": ["SMP-LOOM-2026"],
    "frameworkProgramme": ["43252476"],
    "descriptionByte": ['<p class="topicdescriptionkind">Scope:</p><p>Mills buy looms until 1 May 2026.</p>'],
    "topicConditions": ["<p>As in the work programme.</p>"],
    "budgetOverview": [json.dumps(OVERVIEW)],
}
CASCADE = {
    "type": ["8"],
    "identifier": ["SMP-COSME-2024-CLUSTER-01"],
    "title": ["Joint Cluster Initiatives"],
    "callTitle": [" Vouchers for dyers "],
    "callccm2Id": ["4711"],
    "DATASOURCE": ["SEDIA"],
    "url": [f"{SCREENS}competitive-calls-cs/999"],
    "startDate": ["2026-03-16T00:00:00.000+0000"],
    "deadlineDate": ["2026-06-28T22:59:00.000+0000"],
    "projectAcronym": ["DyeLab"],
    "budget": ["2000000"],
    "currency": ["EUR"],
    "description": [
        '<ol><li data-list="bullet"><span class="ql-ui" contenteditable="false"></span>Dyers only</li></ol>'
    ],
    "duration": ["between 8 April 2026 and 28 May 2026"],
}
EXTERNAL = {
    "type": ["2"],
    "identifier": ["EuropeAid/1/GT"],
    "title": ["Apoyo a los pequeños molinos y a las cooperativas de tejedores de los países socios"],
    "DATASOURCE": ["SEDIA"],
    "url": ["https://webgate.example/prospect?callId=1"],
    "startDate": ["2026-03-11T22:30:08.000+0000"],
    "deadlineDate": ["2026-05-06T16:00:57.000+0000"],
}


def read_rows(make_page, *rows):
    page = make_page(
        json.dumps({"results": [{"metadata": row} for row in rows]}), JSON, url="https://api.example/search"
    )
    return extract_articles(page, Extraction(reader="nlp.portal:read_rows", kind=Kind.CALL))


def amounts(article):
    return {(amount.role.value, amount.value) for amount in article.stated.amounts}


def test_topic_has_its_own_lines_of_the_budget_and_both_stages(make_page):
    (article,) = read_rows(make_page, TOPIC)
    assert (article.title, article.identity) == ("Looms & learning", "topic:SMP-LOOM-2026-01")
    assert article.canonical_url == f"{SCREENS}topic-details/SMP-LOOM-2026-01"
    assert f"{FILES}smp-loom-2026-01.json" in article.aliases
    assert article.text == "Scope:\nMills buy looms until 1 May 2026.\nAs in the work programme."
    assert amounts(article) == {
        ("total_budget", Decimal("1500000.5")),
        ("grant_min", Decimal(200000)),
        ("grant_max", Decimal(300000)),
    }
    assert [(d.date, d.time, d.role) for d in article.stated.deadlines] == [
        (date(2026, 4, 8), "17:00", DeadlineRole.STAGE1),
        (date(2026, 9, 14), None, DeadlineRole.STAGE2),
    ]
    assert article.stated.opens.value == date(2026, 2, 4)
    assert article.complete == {"deadlines", "opens", "amounts"}
    assert [found.value for found in article.stated.call_ids] == ["SMP-LOOM-2026-01", "SMP-LOOM-2026"]
    assert article.stated.programme.value == "Single Market Programme (SMP)"
    assert article.stated.kind.value is Kind.CALL


def test_cascade_call_is_not_its_parent_topic(make_page):
    (article,) = read_rows(make_page, CASCADE)
    assert (article.title, article.identity) == ("Vouchers for dyers", "callccm2id:4711")
    assert article.canonical_url == f"{SCREENS}competitive-calls-cs/4711"
    assert article.aliases == ()
    (deadline,) = article.stated.deadlines
    assert (deadline.date, deadline.time, deadline.tz) == (date(2026, 6, 28), "22:59", "Europe/Brussels")
    assert amounts(article) == {("total_budget", Decimal(2000000))}
    assert article.text == "• Dyers only\nbetween 8 April 2026 and 28 May 2026"
    assert [found.value for found in article.stated.projects] == ["DyeLab"]
    assert article.complete == {"deadlines", "opens"}


def test_call_of_external_action_is_known_by_its_own_address(make_page):
    (article,) = read_rows(make_page, EXTERNAL)
    assert article.canonical_url == "https://webgate.example/prospect?callId=1"
    assert (article.language, article.stated.opens.value) == ("es", date(2026, 3, 11))
    assert (article.stated.deadlines[0].time, article.identity) == ("16:00", None)


def test_several_cut_offs_are_cut_offs(make_page):
    (article,) = read_rows(make_page, TOPIC | {"deadlineModel": ["multiple cut-off"]})
    assert [d.role for d in article.stated.deadlines] == [DeadlineRole.CUTOFF, DeadlineRole.CUTOFF]


def test_stale_copies_tenders_and_nameless_rows_are_left_out(make_page):
    stale = TOPIC | {"DATASOURCE": ["SEDIA_PRD_CENTRICITY"]}
    nameless = CASCADE | {"callTitle": [], "caName": []}
    assert len(read_rows(make_page, stale, TOPIC, {"type": ["0"], "DATASOURCE": ["SEDIA"]}, nameless)) == 1


FILE = {
    "TopicDetails": {
        "type": 1,
        "identifier": "SMP-LOOM-2026-01",
        "title": "Looms",
        "publicationDateLong": 1728950400000,
        "callIdentifier": "SMP-LOOM-2026",
        "frameworkProgramme": {"id": 43252476, "description": "Single Market Programme (SMP)"},
        "actions": [
            {"plannedOpeningDate": "1728950400000", "deadlineDates": ["1738713600000"], "submissionProcedure": {}}
        ],
        "budgetOverviewJSONItem": OVERVIEW,
        "description": "<p>Mills buy looms.</p>",
        "conditions": "<h4>Conditions</h4><p>As usual.</p>",
        "latestInfos": [{"content": "<p>The deadline was moved.</p>"}],
    }
}


def test_file_of_a_topic_says_the_same_in_milliseconds(make_page):
    page = make_page(json.dumps(FILE), JSON, url=f"{FILES}smp-loom-2026-01.json")
    (article,) = extract_articles(page, Extraction(reader="nlp.portal:read_topic"))
    assert article.canonical_url == f"{SCREENS}topic-details/SMP-LOOM-2026-01"
    assert article.text == "Mills buy looms.\nConditions\nAs usual.\nThe deadline was moved."
    assert (article.published_at, article.stated.opens.value) == (date(2024, 10, 15), date(2024, 10, 15))
    assert [(d.date, d.time) for d in article.stated.deadlines] == [(date(2025, 2, 5), None)]
    assert ("total_budget", Decimal("1500000.5")) in amounts(article)


def test_bulk_file_gives_its_grants(make_page):
    rows = [
        {
            "type": 1,
            "identifier": "A-1",
            "title": "A",
            "deadlineDatesLong": [1738713600000],
            "plannedOpeningDateLong": [],
        },
        {"type": 0, "identifier": "T-1", "title": "A tender"},
        {"type": 1, "identifier": "B-1", "title": "B", "deadlineDatesLong": []},
    ]
    page = make_page(json.dumps({"fundingData": {"GrantTenderObj": rows}}), JSON)
    first, second = extract_articles(page, Extraction(reader="nlp.portal:read_bulk"))
    assert (first.identity, first.stated.deadlines[0].date) == ("topic:A-1", date(2025, 2, 5))
    assert (second.identity, second.stated.deadlines) == ("topic:B-1", ())


@pytest.mark.parametrize(
    ("reader", "body"),
    [
        ("read_rows", "{}"),
        ("read_rows", "[]"),
        ("read_rows", '{"results": 5}'),
        ("read_topic", '{"TopicDetails": []}'),
        ("read_bulk", '{"fundingData": {"GrantTenderObj": [{"type": 1, "identifier": "A-1"}, {"type"'),
    ],
)
def test_other_json_is_undecodable(make_page, reader, body):
    with pytest.raises(PageError) as caught:
        extract_articles(make_page(body, JSON), Extraction(reader=f"nlp.portal:{reader}"))
    assert caught.value.outcome is Outcome.UNDECODABLE


@pytest.mark.parametrize("rubbish", [None, 5, "x", [], {}, [None], [[["x"]]], {"a": 1}])
def test_fields_of_another_shape_are_passed_over(make_page, rubbish):
    row = TOPIC | dict.fromkeys(
        ("deadlineDate", "startDate", "budgetOverview", "descriptionByte", "callIdentifier"), rubbish
    )
    (article,) = read_rows(make_page, row)
    assert article.stated.deadlines == ()
