"""A JSON API is asked in the form it demands, page by page, and replaced by its bulk file when it is down."""

import gzip
import json
from datetime import UTC, date, datetime

import pytest

from spiders.form import form_of
from spiders.portal import PortalSource
from spiders.rows import filled, value_at
from spiders.visit import Run, Visit

API = "https://www.site.example/search"
FILES = "https://www.site.example/topics/"
SPIDER = {
    "kind": "json_api",
    "url": API,
    "method": "POST",
    "params": {"apiKey": "K"},
    "form": {"query": {"terms": {"type": ["1"]}}, "sort": {"field": "identifier"}},
    "page_param": "pageNumber",
    "size_param": "pageSize",
    "page_size": 2,
    "total": "totalResults",
    "key": "reference",
}
DETAILS = {"detail": FILES + "{metadata.identifier|lower}.json"}
BULK = {
    "fallback": "https://www.site.example/bulk.json",
    "fallback_rows": "data.rows",
    "fallback_detail": FILES + "{identifier|lower}.json",
}


def row(number):
    return {"reference": f"R{number}", "metadata": {"identifier": [f"TOPIC-{number}"], "DATASOURCE": ["SEDIA"]}}


def add_api(web, count, promised=None):
    for page in range(1, count // 2 + 2):
        rows = [row(n) for n in range((page - 1) * 2 + 1, min(page * 2, count) + 1)]
        answer = json.dumps({"totalResults": promised or count, "results": rows})
        web.add(f"{API}?apiKey=K&pageNumber={page}&pageSize=2", answer, content_type="application/json")
    for n in range(1, count + 1):
        web.add(f"{FILES}topic-{n}.json", json.dumps({"id": n}), content_type="application/json", etag=f'"{n}"')


def add_bulk(web, *numbers, **more):
    rows = [{"identifier": f"TOPIC-{n}", "size": 1.5} for n in numbers]
    web.add(BULK["fallback"], json.dumps({"data": {"rows": rows}}), content_type="application/json", **more)


def test_rows_are_the_items_where_there_are_no_details(web, crawl_sources, make_source):
    add_api(web, 3)
    crawled = crawl_sources(make_source(SPIDER))
    assert [outcome for _, outcome in crawled.outcomes()] == ["pending", "pending"]
    assert [e["url"] for e in crawled.events if e["event"] == "item"] == ["R1", "R2", "R3"]
    assert crawled.finished()["error"] is None
    assert web.asked(f"{API}?apiKey=K&pageNumber=1&pageSize=2")[0].method == "POST"
    assert not web.asked(f"{API}?apiKey=K&pageNumber=3&pageSize=2")


def test_the_form_consists_of_files(web, crawl_sources, make_source):
    add_api(web, 1)
    crawl_sources(make_source(SPIDER))
    (seen,) = web.asked(f"{API}?apiKey=K&pageNumber=1&pageSize=2")
    assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert seen.body.count(b'filename="blob"\r\nContent-Type: application/json\r\n\r\n') == 2
    assert b'name="query"' in seen.body
    assert b'{"terms": {"type": ["1"]}}' in seen.body


def test_the_same_parts_give_the_same_form():
    assert form_of({"a": [1], "b": "é"}) == form_of({"a": [1], "b": "é"})
    assert form_of({"a": [1]})[1].endswith(b"--\r\n")


def test_details_are_the_items_and_are_asked_for_conditionally(web, crawl_sources, make_source):
    add_api(web, 3)
    first = crawl_sources(make_source(SPIDER | DETAILS))
    assert first.outcomes("/topics/") == [(f"topics/topic-{n}.json", "pending") for n in (1, 2, 3)]
    assert first.outcomes("/search") == [
        ("search?apiKey=K&pageNumber=1&pageSize=2", "listing"), ("search?apiKey=K&pageNumber=2&pageSize=2", "listing"),
    ]  # fmt: skip
    second = crawl_sources(make_source(SPIDER | DETAILS))
    assert second.outcomes("/topics/") == [(f"topics/topic-{n}.json", "unchanged") for n in (1, 2, 3)]
    assert second.finished()["discovered"] == 3


def test_fewer_rows_than_promised_are_complained_of(web, crawl_sources, make_source):
    add_api(web, 3, promised=9)
    web.add(f"{API}?apiKey=K&pageNumber=3&pageSize=2", '{"totalResults": 9, "results": []}')
    assert "9 rows were promised, 3 came" in crawl_sources(make_source(SPIDER)).finished()["error"]


def test_a_row_that_comes_twice_is_one_item_and_paging_ends(web, crawl_sources, make_source):
    answer = json.dumps({"results": [row(1), row(1)]})
    for page in (1, 2, 3):
        web.add(f"{API}?apiKey=K&pageNumber={page}&pageSize=2", answer)
    spider = {name: value for name, value in SPIDER.items() if name != "total"}
    crawled = crawl_sources(make_source(spider))
    assert crawled.finished()["discovered"] == 1
    assert len(web.paths("www.site.example")) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"status": 500}, "failed"),
        ({"body": "<html><body>We are back in a few minutes.</body></html>"}, "undecodable"),
        ({"body": ""}, "no_text"),
        ({"body": '{"type": "throwable"}'}, "listing"),
        ({"status": 403}, "blocked"),
    ],
)
def test_when_the_api_is_down_the_details_come_from_the_bulk_file(web, crawl_sources, make_source, answer, outcome):
    add_api(web, 2)
    add_bulk(web, 1, 2, packed=True)
    web.add(f"{API}?apiKey=K&pageNumber=1&pageSize=2", **answer)
    crawled = crawl_sources(make_source(SPIDER | DETAILS | BULK))
    assert crawled.page(f"{API}?apiKey=K&pageNumber=1&pageSize=2")["outcome"] == outcome
    assert crawled.outcomes("/topics/") == [("topics/topic-1.json", "pending"), ("topics/topic-2.json", "pending")]
    assert crawled.page(BULK["fallback"])["role"] == "bulk"
    assert API in crawled.finished()["error"]


@pytest.mark.parametrize(
    "broken",
    [{"body": b'{"data": {"rows": [{"identifier": "TOPIC-1"}, {"iden'}, {"body": gzip.compress(b"[" * 9)[:-9]}],
)
def test_a_bulk_file_that_breaks_off_gives_what_stood_before(web, crawl_sources, make_source, broken):
    add_api(web, 1)
    web.add(f"{API}?apiKey=K&pageNumber=1&pageSize=2", status=500)
    is_packed = broken["body"].startswith(b"\x1f")
    web.add(BULK["fallback"], **broken, headers={"Content-Encoding": "gzip"} if is_packed else {})
    crawled = crawl_sources(make_source(SPIDER | DETAILS | BULK))
    assert len(crawled.outcomes("/topics/")) == (0 if is_packed else 1)
    assert "cannot be read" in crawled.finished()["error"]


def test_a_bulk_file_that_swells_beyond_its_cap_is_left(web, crawl_sources, make_source):
    web.add(f"{API}?apiKey=K&pageNumber=1&pageSize=2", status=500)
    add_bulk(web, *range(100), packed=True)
    spider = SPIDER | DETAILS | BULK | {"max_bulk": 2000}
    assert "more than 2000 bytes" in crawl_sources(make_source(spider)).finished()["error"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1),
        ("a.c", [2, 3]),
        ("l.x", 4),
        ("l", [{"x": 4}, {"x": 5}]),
        ("a.b.c", None),
        ("none", None),
        ("e.x", None),
    ],
)
def test_paths_into_rows(path, value):
    assert value_at({"a": {"b": 1, "c": [2, 3]}, "l": [{"x": 4}, {"x": 5}], "e": []}, path) == value


def test_addresses_are_filled_and_their_values_escaped():
    named = {"id": ["A/B C"], "n": 7}
    assert filled("https://a.example/{id|lower}/{n}.json", named) == "https://a.example/a%2Fb%20c/7.json"
    assert filled("https://a.example/{missing}", named) is None


def milliseconds(*numbers):
    return [int(datetime(*numbers, tzinfo=UTC).timestamp() * 1000)]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"type": 1, "deadlineDatesLong": milliseconds(2026, 5, 1)}, True),
        ({"type": 1, "deadlineDatesLong": [*milliseconds(2020, 1, 1), *milliseconds(2026, 5, 1)]}, True),
        ({"type": 1, "deadlineDatesLong": []}, True),
        ({"type": 1, "deadlineDatesLong": milliseconds(2020, 1, 1)}, False),
        ({"type": 0, "deadlineDatesLong": milliseconds(2026, 5, 1)}, False),
    ],
)
def test_topics_of_the_portals_bulk_file_are_wanted_while_alive(make_source, row, wanted):
    portal = portal_of(make_source, {"since": date(2025, 1, 1)})
    assert portal.wants_from_bulk(row) is wanted


def test_stale_copies_of_the_portal_are_not_wanted(make_source):
    portal = portal_of(make_source, {"since": "2025-01-01"})
    assert portal.wants({"metadata": {"DATASOURCE": ["SEDIA"]}})
    assert portal.wants({"metadata": {}})
    assert not portal.wants({"metadata": {"DATASOURCE": ["SEDIA_PRD_CENTRICITY"]}})


def portal_of(make_source, options):
    source = make_source(SPIDER | {"spider": "spiders.portal:PortalSource", "options": options})
    run = Run(archive=None, settings=None, clock=None, emit=lambda event: None)
    return PortalSource(Visit(run, source))
