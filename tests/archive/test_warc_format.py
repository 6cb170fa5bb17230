"""What the archive writes is WARC 1.1 as other programs read it."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.segments import list_segments
from archive.warc import parse_record, split_http, target_uri
from core.models import Outcome

URL = "https://www.example.org/calls/1?lang=en"


@pytest.fixture
def records_of(folder):
    """Every record as warcio reads it, digests checked: (type, fields, HTTP headers, content)."""

    def records_of():
        found = []
        for segment in list_segments(folder):
            with segment.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    content = record.content_stream().read()
                    found.append((record.rec_type, record.rec_headers, record.http_headers, content))
        return found

    return records_of


def test_segment_begins_with_warcinfo(writer, exchange_of, records_of, folder):
    writer.store(exchange_of(), None)
    writer.flush()
    kind, fields, _, content = records_of()[0]
    assert kind == "warcinfo"
    assert fields.protocol == "WARC/1.1"
    assert fields["WARC-Filename"] == list_segments(folder)[0].name
    assert b"format: WARC File Format 1.1\r\n" in content


def test_request_and_response_are_stored_as_they_were(writer, exchange_of, records_of):
    packed = gzip.compress(b"<p>text</p>")
    exchange = exchange_of(
        URL,
        packed,
        method="POST",
        request_body=b'{"page": 1}',
        response_headers=[("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
        ip_address="127.0.0.1",
        fetched_at=datetime(2026, 3, 13, 12, 0, 0, 250000, tzinfo=UTC),
    )
    writer.store(exchange, None)
    writer.flush()
    _, request, response = records_of()
    kind, fields, http, content = request
    assert kind == "request"
    assert (http.protocol, http.statusline) == ("POST", "/calls/1?lang=en HTTP/1.1")
    assert http.headers == [("Host", "www.example.org"), ("User-Agent", "clusterwire"), ("Accept-Encoding", "gzip")]
    assert content == b'{"page": 1}'
    assert fields["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    kind, fields, http, content = response
    assert kind == "response"
    assert http.protocol == "HTTP/1.1"
    assert http.statusline == "200 OK"
    assert http.headers == list(exchange.response_headers)
    assert content == b"<p>text</p>"
    assert fields["WARC-Date"] == "2026-03-13T12:00:00.250000Z"
    assert fields["WARC-Target-URI"] == URL
    assert fields["WARC-IP-Address"] == "127.0.0.1"
    assert fields["WARC-Payload-Digest"].startswith("sha1:")
    assert fields["Clusterwire-Source"] == "example-calls"


def test_chunks_that_the_client_undid_are_not_announced(writer, exchange_of, records_of):
    writer.store(exchange_of(body=b"5\r\nno chunk", response_headers=[("Transfer-Encoding", "chunked")]), None)
    writer.flush()
    _, _, http, content = records_of()[-1]
    assert http.headers == [("X-Crawl-Transfer-Encoding", "chunked")]
    assert content == b"5\r\nno chunk"


def test_unchanged_payload_is_a_revisit(writer, exchange_of, records_of):
    writer.store(exchange_of(URL), None)
    writer.store(exchange_of(URL, requested_url="http://example.org/"), Outcome.UNCHANGED)
    writer.flush()
    original, revisit = (fields for kind, fields, _, _ in records_of() if kind in ("response", "revisit"))
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit["WARC-Refers-To"] == original["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == URL
    assert revisit["WARC-Refers-To-Date"] == original["WARC-Date"]
    assert revisit["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
    assert revisit["Clusterwire-Requested-URI"] == "http://example.org/"
    assert revisit["Clusterwire-Outcome"] == "unchanged"


def test_not_modified_is_a_revisit_with_its_own_headers(writer, exchange_of, records_of):
    writer.store(exchange_of(URL), None)
    writer.store(exchange_of(URL, b"", status=304, response_headers=[("ETag", '"v1"')]), Outcome.UNCHANGED)
    writer.flush()
    kind, fields, http, _ = records_of()[-1]
    assert kind == "revisit"
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert fields["WARC-Refers-To"]
    assert http.statusline == "304 Not Modified"
    assert http["ETag"] == '"v1"'


def test_body_that_was_cut_short_says_so(writer, exchange_of, records_of):
    writer.store(exchange_of(truncated="length"), Outcome.OVERSIZED)
    writer.flush()
    assert records_of()[-1][1]["WARC-Truncated"] == "length"


def test_request_that_is_not_known_is_not_made_up(writer, exchange_of, records_of):
    writer.store(exchange_of(request_headers=[]), None)
    writer.flush()
    assert [kind for kind, *_ in records_of()] == ["warcinfo", "response"]


@given(url=st.text(max_size=50).map(lambda rest: f"https://www.example.org/{rest}"))
def test_address_fits_into_one_header_line(url):
    written = target_uri(url)
    assert written.isascii()
    assert written.isprintable()
    assert " " not in written
    assert target_uri(written) == written


@given(content=st.binary(max_size=200))
def test_bytes_that_are_no_record_are_refused(content):
    with pytest.raises(ValueError, match="record"):
        parse_record(content)


@given(
    headers=st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z-]{1,10}", fullmatch=True), st.from_regex(r"([!-~\xa1-\xff]{1,10})?", fullmatch=True)
        )
    ),
    payload=st.binary(max_size=50),
)
def test_http_message_is_split_as_it_was_joined(headers, payload):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    assert split_http(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode("latin-1") + payload) == (
        "HTTP/1.1 200 OK",
        headers,
        payload,
    )


def test_http_message_with_bare_line_ends_and_folded_headers_is_split():
    first, headers, payload = split_http(b"HTTP/1.0 200 OK\nX-Long: one\n  two\nno header\n\nbody\n\n")
    assert (first, headers, payload) == ("HTTP/1.0 200 OK", [("X-Long", "one two")], b"body\n\n")
