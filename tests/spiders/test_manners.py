"""What a crawl does not ask, does not ask again, and does not take for the page that it asked for."""

from itertools import pairwise

import pytest

from spiders.manners import robots

HOST = "www.site.example"
SITE = f"https://{HOST}"
RULES = "\ufeffUser-agent: *\r\nDisallow: /members/\r\nDisallow: /user/\r\n"


def listing(*links, **more):
    return {"kind": "listing", "pages": [f"{SITE}{link}" for link in links], **more}


def add_list(web, *links):
    web.add(
        f"{SITE}/calls", "".join(f'<div class="card"><a href="{link}">x</a></div>' for link in links), etag='"list"'
    )
    return {"kind": "listing", "urls": [f"{SITE}/calls"], "items": [".card a"]}


class TestRobots:
    def test_what_robots_txt_forbids_is_not_asked_but_noted(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/robots.txt", RULES, content_type="text/plain")
        web.add(f"{SITE}/members/1")
        crawled = crawl_sources(make_source(listing("/members/1", "/call/1")))
        assert web.paths(HOST) == ["/call/1"]
        page = crawled.page(f"{SITE}/members/1")
        assert (page["outcome"], page["detail"]) == ("refused", "forbidden by robots.txt")
        assert page["page"] in {row.id for row in crawled.rows}

    def test_it_can_be_switched_off(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/robots.txt", RULES)
        crawl_sources(make_source(listing("/members/1")), robots=False)
        assert [seen.url for seen in web.seen] == [f"{SITE}/members/1"]

    @pytest.mark.parametrize(
        "answer", [{"status": 404}, {"status": 403}, {"body": "<html>no rules</html>"}, {"body": b""}]
    )
    def test_without_rules_everything_is_allowed(self, web, crawl_sources, make_source, answer):
        web.add(f"{SITE}/robots.txt", **answer)
        web.add(f"{SITE}/call/1", "A call")
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", "pending")]

    @pytest.mark.parametrize("answer", [{"status": 503}, {"status": 429}, {"broken": "hang"}, {"broken": "reset"}])
    def test_a_host_whose_rules_cannot_be_had_is_not_asked(self, web, crawl_sources, make_source, answer):
        web.add(f"{SITE}/robots.txt", "User-agent", **answer)
        finished = crawl_sources(make_source(listing("/call/1"))).finished()
        assert web.paths(HOST) == []
        assert "robots.txt cannot be had" in finished["error"]
        assert len(web.asked(f"{SITE}/robots.txt")) == 3

    def test_it_is_asked_for_once_for_all_sources_of_a_host(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/robots.txt", RULES)
        crawl_sources(make_source(listing("/call/1")), make_source(listing("/call/2"), id="other"))
        assert len(web.asked(f"{SITE}/robots.txt")) == 1

    def test_its_crawl_delay_holds_if_it_is_the_longer_one(self, web, crawl_sources, make_source, monkeypatch):
        monkeypatch.setattr(robots, "LONGEST_DELAY", 0.2)
        web.add(f"{SITE}/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
        polite = {"delay": 0, "concurrency": 4}
        crawl_sources(make_source(listing("/1", "/2", "/3"), politeness=polite), delay=None)
        times = [seen.at for seen in web.asked(host=HOST)][1:]
        assert all(later - earlier > 0.15 for earlier, later in pairwise(times))
        assert len(times) == 3


class TestUnchanged:
    def test_a_page_that_did_not_change_is_not_sent_again_and_its_links_are_still_followed(
        self, web, crawl_sources, make_source
    ):
        spider = add_list(web, "/call/1")
        web.add(f"{SITE}/call/1", "A call", etag='"one"', packed=True)
        crawl_sources(make_source(spider))
        second = crawl_sources(make_source(spider))
        assert second.outcomes() == [("call/1", "unchanged"), ("calls", "unchanged")]
        assert web.seen[-1].headers["if-none-match"] == '"one"'
        assert {row.status for row in second.rows if "robots" not in row.url} == {304}
        assert crawl_sources.archive.read(second.page(f"{SITE}/call/1")["page"]).body == b"A call"

    def test_the_same_content_sent_again_is_unchanged_too(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/call/1", "A call")
        crawl_sources(make_source(listing("/call/1")))
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", "unchanged")]

    def test_a_page_that_changed_is_pending_again(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/call/1", "A call", etag='"one"')
        crawl_sources(make_source(listing("/call/1")))
        web.add(f"{SITE}/call/1", "A call, extended", etag='"two"')
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", "pending")]

    def test_a_page_that_failed_is_asked_for_whole(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/call/1", "gone", status=404, etag='"one"')
        crawl_sources(make_source(listing("/call/1")))
        web.add(f"{SITE}/call/1", "A call", etag='"one"')
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", "pending")]

    def test_a_page_of_which_the_archive_lost_the_record_is_asked_for_once_more(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/call/1", "A call", etag='"one"')
        crawl_sources(make_source(listing("/call/1")))
        crawl_sources.archive.latest = lambda *_: None
        crawled = crawl_sources(make_source(listing("/call/1")))
        assert crawled.events[-2]["outcome"] == "unchanged"
        assert [row.status for row in crawled.rows][-2:] == [304, 200]


class TestRedirects:
    def redirect(self, web, path, target, status=302):
        web.add(f"{SITE}{path}", status=status, headers={"Location": target})

    def test_it_is_followed_and_the_first_address_remembered(self, web, crawl_sources, make_source):
        self.redirect(web, "/node/1", "/call/1#top", status=301)
        web.add(f"{SITE}/call/1", "A call")
        crawled = crawl_sources(make_source(listing("/node/1")))
        assert crawled.outcomes() == [("call/1", "pending"), ("node/1", "redirected")]
        assert {row.requested_url for row in crawled.rows if "robots" not in row.url} == {f"{SITE}/node/1"}

    def test_an_item_that_leads_to_a_known_one_is_not_fetched_again(self, web, crawl_sources, make_source):
        self.redirect(web, "/node/1", "/call/1")
        web.add(f"{SITE}/call/1", "A call")
        crawled = crawl_sources(make_source(listing("/call/1", "/node/1")))
        assert crawled.outcomes() == [("call/1", "pending"), ("node/1", "redirected")]
        assert len(web.asked(f"{SITE}/call/1")) == 1

    @pytest.mark.parametrize(
        ("target", "outcome", "reason"),
        [
            ("http://169.254.169.254/latest/meta-data/", "refused", "not a public address"),
            ("http://127.0.0.1:22/", "refused", "not a public address"),
            ("https://elsewhere.example/", "refused", "not a host of the source"),
            ("ftp://www.site.example/", "refused", "only http and https"),
            ("/1", "refused", "go round in a circle"),
            ("/user/login?destination=/1", "login_wall", "leads to"),
            ("https://sso.site.example/realms/x", "login_wall", "leads to"),
            ("http://[::1", "refused", "only http and https"),
            ("", "failed", "HTTP 302"),
        ],
    )
    def test_some_redirects_are_not_followed(self, web, crawl_sources, make_source, target, outcome, reason):
        web.add(f"{SITE}/robots.txt", RULES)
        self.redirect(web, "/1", target)
        crawled = crawl_sources(make_source(listing("/1")))
        page = crawled.page(f"{SITE}/1")
        assert page["outcome"] == outcome
        assert reason in page["detail"]
        assert [seen.url for seen in web.seen] == [f"{SITE}/robots.txt", f"{SITE}/1"]

    def test_their_number_is_limited(self, web, crawl_sources, make_source):
        for number in range(9):
            self.redirect(web, f"/{number}", f"/{number + 1}")
        crawled = crawl_sources(make_source(listing("/0")), max_redirects=3)
        assert crawled.outcomes() == [("0", "redirected"), ("1", "redirected"), ("2", "redirected"), ("3", "refused")]

    def test_a_form_that_leads_on_is_followed_without_its_body(self, web, crawl_sources, make_source):
        self.redirect(web, "/search", "/answer", status=303)
        web.add(f"{SITE}/answer", '{"results": []}')
        crawl_sources(make_source({"kind": "json_api", "url": f"{SITE}/search", "method": "POST", "form": {"a": 1}}))
        (seen,) = web.asked(f"{SITE}/answer")
        assert (seen.method, seen.body, seen.headers.get("content-type")) == ("GET", b"", None)


class TestPoliteness:
    def test_requests_to_a_host_keep_their_distance_over_all_its_sources(self, web, crawl_sources, make_source):
        polite = {"delay": 0.15, "concurrency": 2}
        first = make_source(listing("/1", "/2"), politeness=polite)
        crawl_sources(first, make_source(listing("/3", "/4", "/5"), id="other", politeness=polite), delay=None)
        times = [seen.at for seen in web.asked(host=HOST)]
        assert len(times) == 6
        assert all(later - earlier > 0.13 for earlier, later in pairwise(times))

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_no_more_requests_are_under_way_than_allowed_even_without_a_delay(
        self, web, crawl_sources, make_source, concurrency
    ):
        crawl_sources(make_source(listing(*(f"/{n}" for n in range(20)))), concurrency=concurrency)
        assert 1 <= web.most_at_once <= concurrency
        assert len(web.paths(HOST)) == 20

    def test_sources_of_a_host_go_one_after_the_other_and_share_what_they_fetched(
        self, web, crawl_sources, make_source
    ):
        sitemap = {"kind": "sitemap", "urls": [f"{SITE}/sitemap.xml"]}
        web.add(f"{SITE}/sitemap.xml", f"<urlset><url><loc>{SITE}/1</loc></url><url><loc>{SITE}/2</loc></url></urlset>")
        web.add(f"{SITE}/1", "One")
        crawled = crawl_sources(make_source(sitemap, id="everything"), make_source(listing("/1")))
        assert web.paths(HOST) == ["/1", "/sitemap.xml", "/2"]
        assert crawled.finished("everything")["discovered"] == 2


WALLS = {
    "login_wall": '<title>Log in | Site</title><h1>Log in</h1><form><input name="n"><input type="password"></form>',
    "blocked": '<title>Just a moment...</title><form><div class="h-captcha"></div></form><p>Verify you are human</p>',
    "failed": "<title>Scheduled maintenance</title><h1>Service unavailable</h1><p>Back in a few minutes.</p>",
    "no_text": "  \n",
}


class TestWalls:
    @pytest.mark.parametrize("outcome", WALLS)
    def test_a_wall_with_status_200_is_no_page(self, web, crawl_sources, make_source, outcome):
        web.add(f"{SITE}/call/1", WALLS[outcome], packed=True)
        spider = add_list(web, "/call/1")
        assert crawl_sources(make_source(spider)).outcomes("/call/") == [("call/1", outcome)]

    @pytest.mark.parametrize(
        ("status", "outcome"),
        [(401, "blocked"), (403, "blocked"), (404, "gone"), (410, "gone"), (418, "failed"), (451, "blocked")],
    )
    def test_statuses(self, web, crawl_sources, make_source, status, outcome):
        web.add(f"{SITE}/call/1", "<p>No</p>", status=status)
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", outcome)]

    def test_a_challenge_told_by_its_header_is_one_whatever_its_status(self, web, crawl_sources, make_source):
        web.add(f"{SITE}/call/1", "x", status=503, headers={"cf-mitigated": "challenge", "Retry-After": "0"})
        assert crawl_sources(make_source(listing("/call/1"))).outcomes() == [("call/1", "blocked")]
