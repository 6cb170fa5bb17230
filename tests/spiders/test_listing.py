"""A list is followed as long as it brings new items, and each item is fetched once."""

import pytest

SITE = "https://www.site.example"


def cards(*numbers, more=""):
    links = "".join(f'<div class="card"><a href="/call/{n}">Call {n}</a></div>' for n in numbers)
    return f"<html><body>{links}{more}</body></html>"


def listing(**more):
    return {"kind": "listing", "urls": [f"{SITE}/calls"], "items": [".card a"], **more}


def add_items(web, *numbers):
    for number in numbers:
        web.add(f"{SITE}/call/{number}", f"<html><body><main>Call {number}</main></body></html>", packed=True)


def test_items_of_every_page_are_fetched_once_and_the_first_empty_page_is_the_last(web, crawl_sources, make_source):
    web.add(f"{SITE}/calls", cards(1, 2, 2, more='<a rel="next" href="?page=1">Next</a>'))
    web.add(f"{SITE}/calls?page=1", cards(2, 3, more='<a rel="next" href="?page=2">Next</a>'))
    web.add(f"{SITE}/calls?page=2", cards(more='<a rel="next" href="?page=3">Next</a>'))
    add_items(web, 1, 2, 3)
    crawled = crawl_sources(make_source(listing(next=['a[rel="next"]'])))
    assert sorted(web.paths("www.site.example")) == [
        "/call/1", "/call/2", "/call/3", "/calls", "/calls?page=1", "/calls?page=2",
    ]  # fmt: skip
    assert crawled.finished() == {
        "event": "finished",
        "source": "source",
        "discovered": 3,
        "fetched": 7,  # with robots.txt
        "outcomes": {"listing": 4, "pending": 3},
        "error": None,
    }


def test_a_page_is_kept_byte_for_byte_with_true_addresses_and_headers(web, crawl_sources, make_source):
    web.add(f"{SITE}/calls", cards(1))
    add_items(web, 1)
    crawled = crawl_sources(make_source(listing()), contact="https://operator.example/bot")
    (row,) = [row for row in crawled.rows if row.url == f"{SITE}/call/1"]
    assert (row.outcome, row.status, row.source_id) == (None, 200, "source")
    page = crawl_sources.archive.read(row.id)
    assert page.body == b"<html><body><main>Call 1</main></body></html>"
    (seen,) = web.asked(f"{SITE}/call/1")
    assert seen.headers["user-agent"].startswith("Clusterwire/")
    assert seen.headers["user-agent"].endswith("(+https://operator.example/bot)")
    assert "gzip" in seen.headers["accept-encoding"]


def test_all_pages_of_a_pager_of_numbers_are_read_once(web, crawl_sources, make_source):
    numbers = {"1": 0, "2": 1, "Last": 1}
    links = "".join(f'<a href="/calls?page={page}">{label}</a>' for label, page in numbers.items())
    pager = f'<ul class="pages">{links}</ul>'
    for number in (0, 1):
        web.add(f"{SITE}/calls?page={number}", cards(number, more=pager))
    add_items(web, 0, 1)
    crawled = crawl_sources(make_source(listing(urls=[f"{SITE}/calls?page=0"], next=[".pages a"])))
    assert len(web.asked(f"{SITE}/calls?page=0")) == len(web.asked(f"{SITE}/calls?page=1")) == 1
    assert crawled.finished()["discovered"] == 2


def test_pages_can_be_counted_instead(web, crawl_sources, make_source):
    web.add(f"{SITE}/calls?page=4", cards(1))
    web.add(f"{SITE}/calls?page=5", cards(2))
    web.add(f"{SITE}/calls?page=6", cards(2))
    add_items(web, 1, 2)
    crawled = crawl_sources(make_source(listing(urls=[f"{SITE}/calls?page=4"], page_param="page")))
    assert crawled.finished()["discovered"] == 2
    assert not web.asked(f"{SITE}/calls?page=7")


def test_an_endless_list_ends_at_the_cap_and_is_complained_of(web, crawl_sources, make_source):
    def calendar(seen):
        month = int(seen.url.rpartition("=")[2])
        return type(web.pages["any"])(cards(month, more=f'<a class="next" href="?month={month + 1}">Next</a>'))

    web.add("any")
    web.pages |= {f"{SITE}/calls?month={n}": calendar for n in range(1, 60)}
    source = make_source(
        listing(urls=[f"{SITE}/calls?month=1"], next=["a.next"]), politeness={"max_list_pages": 5, "max_pages": 200}
    )
    crawled = crawl_sources(source)
    assert crawled.finished()["discovered"] == 5
    assert "max_list_pages" in crawled.finished()["error"]


def test_a_source_asks_for_no_more_pages_than_its_cap(web, crawl_sources, make_source):
    web.add(f"{SITE}/calls", cards(*range(30)))
    add_items(web, *range(30))
    crawled = crawl_sources(make_source(listing(), politeness={"max_pages": 10}))
    assert len(web.paths("www.site.example")) == 10
    assert "max_pages" in crawled.finished()["error"]


def test_items_can_stand_in_a_script(web, crawl_sources, make_source):
    web.add(
        f"{SITE}/calls", r'<script>const rows = [{"link":"https:\/\/www.site.example\/call\/1"}, {"link":""}];</script>'
    )
    add_items(web, 1)
    crawled = crawl_sources(make_source(listing(items=['re:"link":\\s*"([^"]*)"'])))
    assert crawled.outcomes("call/") == [("call/1", "pending")]


def test_items_are_known_by_one_address_and_chosen_by_it(web, crawl_sources, make_source):
    links = [
        "/call/1?utm_source=home", "http://www.site.example/call/1#top", "https://site.example/call/1?css=white",
        "/call/2?font=4", "/call/3/expertise", "/news/4", "https://elsewhere.example/call/5", "mailto:a@site.example",
        "http://127.0.0.1/call/6", "javascript:void(0)", "http://[::1/call/7",
    ]  # fmt: skip
    web.add(f"{SITE}/calls", "".join(f'<div class="card"><a href="{link}">x</a></div>' for link in links))
    add_items(web, 1, 2)
    source = make_source(
        listing(include=["/call/"], exclude=["/expertise$"]), aliases={"site.example": "www.site.example"}
    )
    crawled = crawl_sources(source)
    assert crawled.outcomes("call/") == [("call/1", "pending"), ("call/2", "pending")]
    assert {e["url"] for e in crawled.events if e["event"] == "item"} == {f"{SITE}/call/1", f"{SITE}/call/2"}


def test_documents_and_chosen_links_of_an_item_are_items_one_step_deep(web, crawl_sources, make_source):
    web.add(f"{SITE}/calls", cards(1))
    web.add(
        f"{SITE}/call/1",
        '<main><a href="/guide.PDF?v=2">Guide</a><a class="more" href="/round/2">Round 2</a><a href="/other">Other</a>'
        '<a href="https://elsewhere.example/a.pdf">x</a></main><footer><a href="/privacy.pdf">Privacy</a></footer>',
    )
    web.add(f"{SITE}/round/2", '<main><a class="more" href="/round/3">Round 3</a><a href="/annex.pdf">Annex</a></main>')
    web.add(f"{SITE}/guide.PDF?v=2", b"%PDF-1.7", content_type="application/pdf")
    web.add(f"{SITE}/annex.pdf", b"%PDF-1.7", content_type="application/pdf")
    crawled = crawl_sources(make_source(listing(follow=["a.more"])))
    assert crawled.outcomes() == [
        ("annex.pdf", "pending"), ("call/1", "pending"), ("calls", "listing"), ("guide.PDF?v=2", "pending"),
        ("round/2", "pending"),
    ]  # fmt: skip


def test_documents_can_be_left_alone_and_pages_named(web, crawl_sources, make_source):
    web.add(f"{SITE}/call/9", '<a href="/guide.pdf">Guide</a>')
    crawled = crawl_sources(
        make_source({"kind": "listing", "pages": [f"{SITE}/call/9"], "documents": False, "include": ["/never/"]})
    )
    assert crawled.outcomes() == [("call/9", "pending")]


@pytest.mark.parametrize("status", [404, 500])
def test_a_list_that_cannot_be_had_is_an_error_of_the_source(web, crawl_sources, make_source, status):
    web.add(f"{SITE}/calls", "gone", status=status)
    crawled = crawl_sources(make_source(listing()))
    assert f"{SITE}/calls: " in crawled.finished()["error"]
    assert f"HTTP {status}" in crawled.finished()["error"]


def test_links_are_read_as_the_page_means_them(web, crawl_sources, make_source):
    head = '<head><base href="https://www.site.example/en/"></head>'
    web.add(f"{SITE}/calls", f'{head}<div class="card"><a href=" call/1 ">One</a></div>')
    web.add(f"{SITE}/en/call/1", "A call")
    assert crawl_sources(make_source(listing())).outcomes("/en/") == [("en/call/1", "pending")]
