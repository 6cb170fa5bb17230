"""The bundled site: its addresses, its validators, its PDF."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message

import pypdfium2
import pytest

from demo.pdf import LINES_PER_PAGE, write_pdf
from demo.serve import read_pages, serve


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve() as url:
        yield url


def fetch(url: str, **headers: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310 # loopback
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def test_a_page_answers_under_its_host_and_query(address: str):
    status, headers, body = fetch(f"{address}/noticeboard.example/search-results?type=eccp_calls&page=1")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"CAREBRIDGE" in body
    assert b"<title>Search results | Cluster Noticeboard</title>" in body


def test_a_known_page_is_not_sent_again(address: str):
    url = f"{address}/filato.example/voucher-filatura/"
    _, headers, _ = fetch(url)
    assert fetch(url, **{"If-None-Match": headers["ETag"]})[::2] == (304, b"")
    assert fetch(url, **{"If-Modified-Since": headers["Last-Modified"]})[::2] == (304, b"")
    assert fetch(url, **{"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]})[0] == 200


def test_an_unknown_page_is_missing(address: str):
    assert fetch(f"{address}/noticeboard.example/user/login")[0] == 404


def test_the_call_as_pdf_has_a_text_layer(address: str):
    status, headers, body = fetch(f"{address}/filato.example/wp-content/uploads/2026/03/bando-filato.pdf")
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert "Il termine ultimo è il 15 maggio 2026, ore 12:00." in text_of(body)[0]


def test_every_host_has_its_rules_for_robots():
    pages = read_pages()
    hosts = {name.partition("/")[0] for name in pages}
    assert hosts
    assert {f"{host}/robots.txt" for host in hosts} <= set(pages)


def test_long_text_goes_on_on_the_next_page_and_brackets_stay():
    text = "\n".join(f"line {n} (of many) \\ à 5 €" for n in range(LINES_PER_PAGE + 1))
    first, second = text_of(write_pdf(text))
    assert first.startswith("line 0 (of many) \\ à 5 €")
    assert second.strip() == f"line {LINES_PER_PAGE} (of many) \\ à 5 €"


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
