"""Pages that are broken, hostile or no pages at all end in an article or in a named outcome."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import PageError
from core.models import Outcome
from core.source import Extraction
from nlp.article import extract_articles

PROSE = "<p>The call for small mills closes on 5 May 2026 and gives EUR 10,000 to each company that applies.</p>"
LOGIN = (
    '<title>Log in | Mills</title><h1>Log in</h1><form><input name="name"><input type="password" name="pass"></form>'
)
SHELL = "<title>Portal</title><app-root></app-root><noscript>Please enable JavaScript.</noscript><script>var a</script>"
CHALLENGE = (
    '<title>Just a moment...</title><h1>Checking</h1><form id="challenge-form"></form><p>Verify you are human.</p>'
)
REPAIR = "<title>Scheduled maintenance</title><h1>Service temporarily unavailable</h1><p>We are back soon.</p>"


def outcome_of(page, rules=None):
    with pytest.raises(PageError) as caught:
        extract_articles(page, rules or Extraction())
    return caught.value.outcome


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"", "text/html", Outcome.NO_TEXT),
        (b" \r\n ", "text/html", Outcome.NO_TEXT),
        (b"<html><body></body></html>", "text/html", Outcome.NO_TEXT),
        (SHELL.encode(), "text/html", Outcome.NO_TEXT),
        (LOGIN.encode(), "text/html", Outcome.LOGIN_WALL),
        (CHALLENGE.encode(), "text/html", Outcome.BLOCKED),
        (REPAIR.encode(), "text/html", Outcome.FAILED),
        (b"<title>Page not found</title><p>There is no such page.</p>", "text/html", Outcome.GONE),
        (bytes(range(256)) * 100, "text/html", Outcome.UNDECODABLE),
        (b"\x89PNG\r\n", "image/png", Outcome.NOT_HTML),
        (b'<?xml version="1.0"?><rss/>', "application/rss+xml", Outcome.NOT_HTML),
        (b'<?xml version="1.0"?><rss/>', "", Outcome.NOT_HTML),
        (b"%PDF-1.4 and nothing else", "text/html", Outcome.UNDECODABLE),
        (b'{"broken":', "application/json", Outcome.UNDECODABLE),
        (b"[" * 100_000, "application/json", Outcome.UNDECODABLE),
        (b'{"neither": "title nor text"}', "application/json", Outcome.IRRELEVANT),
        (b"<p>" + b"word " * 3_000_000, "text/html", Outcome.OVERSIZED),
        (b"<b>x</b>" * 100_000, "text/html", Outcome.OVERSIZED),
    ],
)
def test_what_is_no_article_has_an_outcome(make_page, body, content_type, outcome):
    assert outcome_of(make_page(body, content_type)) is outcome


def test_page_behind_a_login_is_known_by_its_address(make_page):
    page = make_page(PROSE * 9, url="https://mills.example/user/login?destination=/news")
    assert outcome_of(page) is Outcome.LOGIN_WALL


def test_login_box_beside_an_article_is_no_wall(read):
    assert "closes on 5 May 2026" in read('<form><input type="password"></form>' + PROSE * 5).text


@pytest.mark.parametrize("reader", ["nlp.portal:read_rows", "nlp.portal:read_topic", "nlp.json_rows:read_json"])
def test_html_where_json_is_due_is_undecodable(make_page, reader):
    assert outcome_of(make_page(REPAIR), Extraction(reader=reader)) is Outcome.UNDECODABLE


def test_reader_that_does_not_exist_is_a_failure(make_page):
    assert outcome_of(make_page(PROSE), Extraction(reader="nlp.nowhere:read")) is Outcome.FAILED


def test_page_without_the_marks_of_the_source_is_irrelevant(make_page):
    assert outcome_of(make_page(PROSE), Extraction(require=(".call", "text:Call for"))) is Outcome.IRRELEVANT
    assert extract_articles(make_page(PROSE), Extraction(require=(".call", r"text:The call\b")))


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "x-card", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("depth", [300, 10_000])
def test_deep_nesting_costs_neither_the_text_nor_much_time(read, tag, depth):
    started = time.monotonic()
    article = read(f"<body>{f'<{tag}>' * depth}{PROSE * 3}")
    assert "closes on 5 May 2026" in article.text
    assert time.monotonic() - started < 20


def test_large_picture_in_the_page_is_no_text(read):
    assert read(f'<img src="data:image/png;base64,{"A" * 5_000_000}">{PROSE * 2}').text.count("5 May 2026") == 2


def test_control_characters_do_not_end_the_text(read):
    assert read(f"<h1>A ti\0tle</h1>{PROSE}<p>after\0 it\x01 there is more.</p>").text.endswith(
        "after it there is more."
    )


def test_broken_addresses_are_passed_over(read):
    article = read(f'<base href="http://[x"><link rel="canonical" href="http://[::1">{PROSE}<a href="http://[y">l</a>')
    assert article.canonical_url == article.url


PIECES = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "<ul>",
            "<li>",
            "<s>",
            "</s>",
            "<h1>",
            "<!--",
            "-->",
        ),
        *(
            "<h2>Related news</h2>",
            "<script>",
            "</script>",
            "text ",
            "<form>",
            "<dl>",
            "<dt>",
            "<dd>",
            "<a href='x'>",
            "</a>",
        ),
        *(
            "&#0;",
            "&#xD800;",
            "\udcff",
            "<svg>",
            "<title>",
            "<frameset>",
            "<plaintext>",
            "<![CDATA[",
            "</svg>",
            "5 May 2026",
        ),
        *("<base href='http://[x'>", "<time datetime='x'>5 May", "<meta name='date' content='99'>"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=80))
def test_no_markup_lets_an_error_of_a_library_escape(make_page, pieces):
    page = make_page("".join(pieces).encode("utf-8", "surrogateescape"))
    try:
        outcome = extract_articles(page, Extraction(title=("h1",), body=("div",), drop=("p",)))[0].source_id
    except PageError as error:
        outcome = error.outcome
    assert outcome in ("mills", Outcome.NO_TEXT, Outcome.LOGIN_WALL)
