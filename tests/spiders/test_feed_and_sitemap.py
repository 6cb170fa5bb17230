"""Feeds and sitemaps are read as they come: with comments in front, packed, damaged, under a wrong host."""

import gzip

import pytest

from spiders.feed import entry_links

SITE = "https://www.site.example"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="/self"/>
<entry><link rel="edit" href="/edit"/><link href="/call/1"/></entry>
<entry><link rel="alternate" href="/call/2"/></entry></feed>"""


def rss(*links):
    items = "".join(f"<item><title>Read more</title><link>{link}</link></item>" for link in links)
    channel = f"<channel><link>{SITE}</link>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">{channel}</rss>'


def sitemap(*addresses, kind="urlset", entry="url"):
    entries = "".join(
        f"<{entry}><loc> {address} </loc><lastmod>2026-01-01T08:00Z</lastmod></{entry}>" for address in addresses
    )
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{kind}>'


def add_items(web, *paths):
    for path in paths:
        web.add(f"{SITE}{path}", "<main>An item</main>")


def test_a_feed_with_comments_before_its_beginning_is_read(web, crawl_sources, make_source):
    debug = "\n<!-- THEME DEBUG -->\n<!-- BEGIN OUTPUT from 'views/rss.html.twig' -->\n"
    web.add(f"{SITE}/feed", debug + rss(f"{SITE}/call/1", f"{SITE}/staff/2"), content_type="application/rss+xml")
    add_items(web, "/call/1", "/staff/2")
    crawled = crawl_sources(make_source({"kind": "feed", "urls": [f"{SITE}/feed"], "include": ["/call/"]}))
    assert crawled.outcomes() == [("call/1", "pending"), ("feed", "listing")]


def test_a_feed_is_found_by_the_link_in_a_pages_head(web, crawl_sources, make_source):
    web.add(f"{SITE}/news", '<head><link rel="alternate" type="application/atom+xml" href="/node/12/rss_en"></head>')
    web.add(f"{SITE}/node/12/rss_en", ATOM, content_type="application/atom+xml")
    add_items(web, "/call/1", "/call/2")
    crawled = crawl_sources(make_source({"kind": "feed", "discover": [f"{SITE}/news"]}))
    assert crawled.outcomes("call/") == [("call/1", "pending"), ("call/2", "pending")]


def test_a_page_that_names_no_feed_and_a_feed_that_is_none_are_errors(web, crawl_sources, make_source):
    web.add(f"{SITE}/news", "<p>Nothing here, and it is long enough to be no wall.</p>")
    web.add(f"{SITE}/feed", "<html><body><p>We have moved to a new system.</p></body></html>")
    crawled = crawl_sources(make_source({"kind": "feed", "discover": [f"{SITE}/news"], "urls": [f"{SITE}/feed"]}))
    assert crawled.outcomes() == [("feed", "undecodable"), ("news", "listing")]
    assert "names no feed" in crawled.finished()["error"]
    assert "neither a feed nor a sitemap" in crawled.finished()["error"]


def test_an_empty_feed_is_no_error_but_finds_nothing(web, crawl_sources, make_source):
    web.add(f"{SITE}/feed", rss(), content_type="application/rss+xml")
    finished = crawl_sources(make_source({"kind": "feed", "urls": [f"{SITE}/feed"]})).finished()
    assert (finished["discovered"], finished["error"]) == (0, None)


@pytest.mark.parametrize(
    ("feed", "links"),
    [
        (ATOM.encode(), ["/call/1", "/call/2"]),
        (b"<rss><channel><item><guid>https://a.example/1</guid></item><item><guid>1 at a</guid></item></channel></rss>",
         ["https://a.example/1"]),
        (b'<rdf:RDF xmlns:rdf="r" xmlns="p"><item><link>/1</link></item></rdf:RDF>', ["/1"]),
        (b"<rss><channel><item><link>/1</link></item><item><link>/2</li", ["/1", "/2"]),
        (b"<?xml version='1.0'?>", []),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><rss><channel><item><link>/&x;</link></item></channel></rss>', ["/"]),
        (b"", []),
        (b"\xff\xfe", []),
    ],
)  # fmt: skip
def test_links_of_entries(feed, links):
    assert entry_links(feed) == links


def test_pages_of_an_index_of_sitemaps_are_found_under_the_right_host(web, crawl_sources, make_source):
    index = sitemap(
        "http://default/sitemap.xml?page=1", "http://default/sitemap.xml?page=2", kind="sitemapindex", entry="sitemap"
    )
    web.add(f"{SITE}/sitemap.xml", index, content_type="text/xml")
    web.add(
        f"{SITE}/sitemap.xml?page=1", sitemap("http://default/call/1", "http://default/about"), content_type="text/xml"
    )
    web.add(
        f"{SITE}/sitemap.xml?page=2",
        gzip.compress(sitemap(f"{SITE}/call/2").encode()),
        content_type="application/x-gzip",
    )
    add_items(web, "/call/1", "/call/2", "/about")
    source = make_source(
        {"kind": "sitemap", "urls": [f"{SITE}/sitemap.xml"], "host": "www.site.example", "include": ["/call/"]}
    )
    crawled = crawl_sources(source)
    assert crawled.outcomes("/call/") == [("call/1", "pending"), ("call/2", "pending")]
    assert crawled.finished()["error"] is None


def test_a_sitemap_that_names_itself_is_read_once(web, crawl_sources, make_source):
    web.add(f"{SITE}/sitemap.xml", sitemap(f"{SITE}/sitemap.xml", kind="sitemapindex", entry="sitemap"))
    crawl_sources(make_source({"kind": "sitemap", "urls": [f"{SITE}/sitemap.xml"]}))
    assert len(web.asked(f"{SITE}/sitemap.xml")) == 1


def test_a_packed_sitemap_that_swells_is_oversized(web, crawl_sources, make_source):
    web.add(f"{SITE}/sitemap.xml.gz", gzip.compress(b"<urlset>" + b" " * 200_000), content_type="application/x-gzip")
    source = make_source({"kind": "sitemap", "urls": [f"{SITE}/sitemap.xml.gz"]})
    assert crawl_sources(source, max_decompressed=100_000).outcomes() == [("sitemap.xml.gz", "oversized")]
