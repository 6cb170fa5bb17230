"""Whatever a site does to the crawl has a name in the end, nothing hangs, and no other source suffers."""

import gzip

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Response

from core.models import Outcome
from spiders.manners.budget import Budget
from spiders.manners.retry import Retry
from spiders.manners.verdict import judge_failure
from spiders.roles import Role, Verdict, ask

BAD, GOOD = "https://www.site.example", "https://good.example"
CARDS = '<div class="card"><a href="/call/1">x</a></div><div class="card"><a href="/call/2">x</a></div>'
BROKEN = gzip.compress(b"<html>" + b"x" * 5000)


def listing(site):
    return {"kind": "listing", "urls": [f"{site}/calls"], "items": [".card a"]}


FAULTS = {
    "500": ({"status": 500}, "failed"),
    "hang": ({"broken": "hang"}, "failed"),
    "drip": ({"body": "a" * 5000, "broken": "drip"}, "failed"),
    "reset": ({"body": "a" * 5000, "broken": "reset"}, "failed"),
    "cut off": ({"body": BROKEN[:-20], "headers": {"Content-Encoding": "gzip"}}, "undecodable"),
    "damaged": ({"body": b"no gzip at all", "headers": {"Content-Encoding": "gzip"}}, "undecodable"),
    "unknown coding": ({"body": b"x", "headers": {"Content-Encoding": "rot13"}}, "undecodable"),
    "long": ({"body": "a" * 60_000}, "oversized"),
    "bomb": ({"body": b" " * 300_000, "packed": True}, "oversized"),
    "empty": ({"body": b""}, "no_text"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_page_is_an_outcome_and_the_rest_goes_on(web, crawl_sources, make_source, fault):
    answer, outcome = FAULTS[fault]
    for site in (BAD, GOOD):
        web.add(f"{site}/calls", CARDS)
        web.add(f"{site}/call/1", "A call")
        web.add(f"{site}/call/2", "A call")
    web.add(f"{BAD}/call/1", **answer)
    good = make_source(listing(GOOD), id="good", homepage=GOOD)
    crawled = crawl_sources(make_source(listing(BAD)), good, max_body=50_000, max_decompressed=100_000)
    assert crawled.page(f"{BAD}/call/1")["outcome"] == outcome
    assert crawled.page(f"{BAD}/call/2")["outcome"] == "pending"
    assert crawled.finished("good")["outcomes"] == {"listing": 2, "pending": 2}
    assert {row.outcome for row in crawled.rows if row.url == f"{BAD}/call/1"} == {outcome}


def test_a_page_that_comes_at_the_second_try_is_told_of_once(web, crawl_sources, make_source):
    def late(seen):
        return type(web.pages[f"{BAD}/calls"])("A call", status=503 if len(web.asked(seen.url)) == 1 else 200)

    web.add(f"{BAD}/calls", CARDS)
    web.pages |= {f"{BAD}/call/1": late, f"{BAD}/call/2": late}
    crawled = crawl_sources(make_source(listing(BAD)))
    assert crawled.outcomes("/call/") == [("call/1", "pending"), ("call/2", "pending")]
    assert [row.status for row in crawled.rows if row.url == f"{BAD}/call/1"] == [503, 200]
    assert crawled.finished()["outcomes"] == {"listing": 2, "pending": 2}


def test_a_host_that_does_not_answer_any_more_is_given_up_for_the_run(web, crawl_sources, make_source):
    links = "".join(f'<div class="card"><a href="/call/{n}">x</a></div>' for n in range(30))
    web.add(f"{BAD}/calls", links)
    for number in range(30):
        web.add(f"{BAD}/call/{number}", status=502)
    later = make_source({"kind": "feed", "urls": [f"{BAD}/feed"]}, id="later")
    crawled = crawl_sources(make_source(listing(BAD)), later)
    assert crawled.finished()["outcomes"]["failed"] == 3
    assert "3 pages in a row could not be had, the last: HTTP 502" in crawled.finished()["error"]
    assert "www.site.example is not asked any more" in crawled.finished("later")["error"]
    assert not web.asked(f"{BAD}/feed")


def test_a_server_that_asks_for_a_pause_gets_it_and_no_other_host_waits(web, crawl_sources, make_source):
    web.add(f"{BAD}/call/1", status=503, headers={"Retry-After": "1"})
    web.add(f"{GOOD}/call/1", "A call")
    pages = {"kind": "listing"}
    crawled = crawl_sources(
        make_source(pages | {"pages": [f"{BAD}/call/1"]}, politeness={"max_minutes": 0.03}),
        make_source(pages | {"pages": [f"{GOOD}/call/1"]}, id="good", homepage=GOOD),
    )
    times = [seen.at for seen in web.asked(f"{BAD}/call/1")]
    assert 0.95 < times[1] - times[0] < 2
    assert web.asked(f"{GOOD}/call/1")[0].at < times[1]
    assert crawled.events.index(crawled.finished("good")) < crawled.events.index(crawled.finished())


class _Visit:
    """What `Retry` asks of a visit."""

    class run:  # noqa: N801
        @staticmethod
        def clock():
            return None

        class _Hosts(dict):
            def __missing__(self, name):
                self[name] = type("H", (), {"rest": lambda host, seconds: setattr(host, "rested", seconds)})()
                return self[name]

        hosts = _Hosts()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "86400"}, 120),
        ({"Retry-After": "Fri, 13 Mar 2026 06:00:09 GMT", "Date": "Fri, 13 Mar 2026 06:00:04 GMT"}, 5),
        ({"Retry-After": "Fri, 13 Mar 2020 06:00:00 GMT", "Date": "Fri, 13 Mar 2026 06:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0.02),
        ({}, 0.02),
    ],
)
def test_how_long_a_server_is_left_alone(headers, seconds):
    request = ask("https://x.example/", Role.ITEM, print)
    request.meta["verdict"] = Verdict(None)
    again = Retry(_Visit).process_response(request, Response(request.url, status=429, headers=headers))
    assert again.meta["tries"] == 2
    assert _Visit.run.hosts["x.example"].rested == pytest.approx(seconds)


def test_answers_under_way_share_a_memory(web, crawl_sources, make_source, monkeypatch):
    monkeypatch.setattr(Budget.__init__, "__defaults__", (30_000,))
    web.add(f"{BAD}/call/1", "a" * 60_000)
    crawled = crawl_sources(make_source({"kind": "listing", "pages": [f"{BAD}/call/1"]}))
    assert crawled.page(f"{BAD}/call/1")["detail"] == "too much was under way at once"
    assert len(web.asked(f"{BAD}/call/1")) == 3
    assert crawl_sources.run.budget._total == 0


def test_a_source_is_ended_after_its_time(web, crawl_sources, make_source):
    web.add(f"{BAD}/calls", '<div class="card"><a href="/call/1">x</a></div>', broken="drip")
    source = make_source(listing(BAD), politeness={"max_minutes": 0.005})
    assert "politeness.max_minutes" in crawl_sources(source, timeout=1).finished()["error"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DownloadFailedError("[<twisted.python.failure.Failure OpenSSL.SSL.Error: 'certificate verify failed'>]"),
         "the server's certificate cannot be trusted"),
        (DownloadFailedError("[<twisted.python.failure.Failure twisted.internet.error.ConnectionLost: Lost.>]"),
         "[twisted.internet.error.ConnectionLost: Lost.]"),
        (CannotResolveHostError("x"), "the host's name is not known"),
        (KeyError(), "KeyError"),
    ],
)  # fmt: skip
def test_why_nothing_came_is_said_in_words(error, reason):
    assert judge_failure(error, (), "x.example") == Verdict(Outcome.FAILED, reason)
