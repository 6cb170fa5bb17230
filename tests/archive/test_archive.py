"""What was stored comes back as it was received, found by address, source and time."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.exchange import Validators
from core.errors import ArchiveError, PageError
from core.models import Outcome
from tests.archive.conftest import STORES

pytestmark = pytest.mark.parametrize("store", STORES, indirect=True)

URL = "https://www.example.org/calls/1"
NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


def test_page_comes_back_as_received(writer, exchange_of):
    page = writer.read(writer.store(exchange_of(requested_url="http://example.org/calls/1"), None))
    assert page.url == "http://example.org/calls/1"
    assert page.final_url == URL
    assert (page.source_id, page.method, page.status) == ("example-calls", "GET", 200)
    assert page.content_type == "text/html"
    assert page.headers["etag"] == '"v1"'
    assert page.body == b"<p>Apply by 5 May.</p>"
    assert page.fetched_at == NOON + timedelta(minutes=1)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=300),
    url=st.text(max_size=30).map(lambda path: "https://www.example.org/" + path),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
    status=st.integers(200, 599).filter(lambda status: status != 304),
)
def test_any_exchange_comes_back_byte_for_byte(writer, exchange_of, body, url, header, status):
    page_id = writer.store(exchange_of(url, body, status=status, response_headers=[("X-Any", header)]), None)
    page = writer.read(page_id)
    assert (page.body, page.status) == (body, status)
    assert writer.page(page_id).url == url.replace("\0", "")


def test_nothing_that_was_stored_is_a_problem_to_verify(writer, exchange_of):
    for url in (URL, URL + "?q=a b", URL + "/ü\n\x7f<>", "https://user:word@example.org?x"):
        writer.store(exchange_of(url), None)
    assert list(writer.verify()) == []
    assert len(list(writer.pages())) == 4


def test_repeated_headers_are_joined_and_read_as_utf8_where_they_are(writer, exchange_of):
    headers = [("Vary", "Accept"), ("vary", "Cookie"), ("X-Place", "Łódź"), ("X-Old", "Málaga")]
    page = writer.read(writer.store(exchange_of(response_headers=headers), None))
    assert page.headers == {"vary": "Accept, Cookie", "x-place": "Łódź", "x-old": "Málaga"}


def test_content_coding_is_undone_and_no_longer_announced(writer, exchange_of):
    packed = exchange_of(body=gzip.compress(b"text"), response_headers=[("Content-Encoding", "gzip")])
    page = writer.read(writer.store(packed, None))
    assert page.body == b"text"
    assert "content-encoding" not in page.headers


def test_body_beyond_the_cap_is_oversized(open_writer, exchange_of):
    bomb = exchange_of(body=gzip.compress(b"0" * 5000), response_headers=[("Content-Encoding", "gzip")])
    with open_writer(max_decompressed=4999) as writer:
        page_id = writer.store(bomb, None)
        with pytest.raises(PageError) as error:
            writer.read(page_id)
    assert error.value.outcome is Outcome.OVERSIZED


def test_page_that_never_came_has_its_outcome_as_error(writer):
    page_id = writer.store_failure(
        source_id="example-calls", run_id=1, url=URL, outcome=Outcome.REFUSED, detail="private address", fetched_at=NOON
    )
    assert writer.page(page_id).segment is None
    with pytest.raises(PageError, match="private address") as error:
        writer.read(page_id)
    assert error.value.outcome is Outcome.REFUSED


def test_unknown_page_is_an_error(writer):
    with pytest.raises(ArchiveError, match="no page 7"):
        writer.read(7)
    with pytest.raises(ArchiveError, match="no page 7"):
        writer.settle(7, Outcome.INDEXED)
    with pytest.raises(ArchiveError, match="no page 7"):
        writer.rows([7])


def test_rows_come_in_the_order_asked_for(writer, exchange_of):
    first, second = (writer.store(exchange_of(f"{URL}/{number}"), None) for number in range(2))
    assert [row.id for row in writer.rows([second, first])] == [second, first]


def test_reader_of_an_empty_home_finds_nothing(reader, folder):
    assert list(reader.pages()) == []
    assert list(reader.pending()) == []
    assert list(reader.verify()) == []
    assert reader.latest(URL) is None
    assert not folder.exists()


def test_pages_are_found_by_address_source_and_time(writer, exchange_of):
    first = writer.store(exchange_of(URL), None)
    second = writer.store(exchange_of(URL + "0", source_id="other"), None)
    third = writer.store(exchange_of(URL, b"new"), None)

    def found(**filters):
        return [row.id for row in writer.pages(**filters)]

    assert found() == [first, second, third]
    assert found(url=URL) == [first, third]
    assert found(source_id="other") == [second]
    assert found(since=NOON + timedelta(minutes=2)) == [second, third]
    assert found(until=NOON + timedelta(minutes=2)) == [first]
    assert found(source_id="example-calls", since=NOON + timedelta(minutes=2)) == [third]


def test_pages_come_in_order_of_time_over_many_batches(writer, exchange_of, monkeypatch):
    monkeypatch.setattr("archive.ledger.BATCH", 2)
    moments = [NOON + timedelta(hours=hour) for hour in (5, 3, 3, 1, 4)]
    ids = [writer.store(exchange_of(fetched_at=moment), None) for moment in moments]
    assert [row.id for row in writer.pages()] == [ids[3], ids[1], ids[2], ids[4], ids[0]]


def test_moment_of_another_zone_is_the_same_moment(writer, exchange_of):
    brussels = timezone(timedelta(hours=1))
    page_id = writer.store(exchange_of(fetched_at=datetime(2026, 3, 13, 13, tzinfo=brussels)), None)
    assert writer.page(page_id).fetched_at == NOON
    assert [row.id for row in writer.pages(until=NOON)] == []


class TestPending:
    def test_only_pages_without_an_outcome_wait(self, writer, exchange_of):
        writer.store(exchange_of(), Outcome.LISTING)
        waits = writer.store(exchange_of(URL + "1"), None)
        assert [row.id for row in writer.pending()] == [waits]

    def test_settled_page_waits_no_more(self, writer, exchange_of):
        before_commit, after_commit = (writer.store(exchange_of(f"{URL}{n}"), None) for n in range(2))
        writer.settle(before_commit, Outcome.INDEXED)
        writer.flush()
        writer.settle(after_commit, Outcome.NO_TEXT, "scanned")
        assert list(writer.pending()) == []
        assert writer.page(before_commit).outcome is Outcome.INDEXED
        assert (writer.page(after_commit).outcome, writer.page(after_commit).detail) == (Outcome.NO_TEXT, "scanned")

    def test_each_page_comes_once_while_others_are_settled_and_stored(self, writer, exchange_of, monkeypatch):
        monkeypatch.setattr("archive.ledger.BATCH", 2)
        ids = [writer.store(exchange_of(f"{URL}/{n}"), None) for n in range(5)]
        seen = []
        for row in writer.pending():
            seen.append(row.id)
            writer.settle(row.id, Outcome.INDEXED)
            if len(seen) == 3:
                ids.append(writer.store(exchange_of(f"{URL}/late"), None))
                writer.flush()
        assert seen == ids

    def test_run_and_source_narrow_it(self, writer, exchange_of):
        writer.store(exchange_of(URL, run_id=1), None)
        second = writer.store(exchange_of(URL + "2", run_id=2), None)
        third = writer.store(exchange_of(URL + "3", run_id=2, source_id="other"), None)
        assert [row.id for row in writer.pending(run_id=2)] == [second, third]
        assert [row.id for row in writer.pending(source_id="other")] == [third]


class TestUnchangedPages:
    def test_same_payload_is_stored_once_and_read_everywhere(self, writer, exchange_of):
        body = bytes(range(256)) * 100
        ids = [writer.store(exchange_of(body=body), None) for _ in range(3)]
        rows = [writer.page(page_id) for page_id in ids]
        assert [row.refers_to for row in rows] == [None, ids[0], ids[0]]
        assert rows[2].length < rows[0].length / 2
        assert [writer.read(page_id).body for page_id in ids] == [body] * 3
        assert len({writer.read(page_id).fetched_at for page_id in ids}) == 3

    def test_same_payload_of_another_request_is_stored_again(self, writer, exchange_of):
        asked = exchange_of(method="POST", request_body=b"page=1")
        writer.store(asked, None)
        for other in (
            exchange_of(method="POST", request_body=b"page=2"),
            exchange_of(),
            exchange_of(URL + "/", method="POST", request_body=b"page=1"),
        ):
            assert writer.page(writer.store(other, None)).refers_to is None
        assert writer.page(writer.store(exchange_of(method="POST", request_body=b"page=1"), None)).refers_to == 1

    def test_304_reads_as_the_page_that_it_confirms(self, writer, exchange_of):
        packed = exchange_of(
            body=gzip.compress(b"text"),
            response_headers=[("Content-Encoding", "gzip"), ("Content-Type", "text/html"), ("Expires", "then")],
        )
        writer.store(packed, None)
        headers = [("ETag", '"v2"'), ("Expires", "later"), ("Content-Type", "application/x-none")]
        confirming = exchange_of(body=b"", status=304, response_headers=headers)
        page_id = writer.store(confirming, Outcome.UNCHANGED)
        page = writer.read(page_id)
        assert (page.body, page.status) == (b"text", 200)
        assert page.headers == {"content-type": "text/html", "expires": "later", "etag": '"v2"'}
        assert page.fetched_at == confirming.fetched_at
        assert writer.page(page_id).status == 304

    def test_304_to_a_page_that_was_never_stored_is_kept_as_it_is(self, writer, exchange_of):
        page = writer.read(writer.store(exchange_of(body=b"", status=304), Outcome.UNCHANGED))
        assert (page.status, page.body) == (304, b"")
        assert writer.latest(URL) is None
        assert list(writer.verify()) == []

    def test_unchanged_means_the_newest_useful_answer_has_the_same_payload(self, writer, exchange_of):
        assert not writer.is_unchanged(exchange_of())
        writer.store(exchange_of(), Outcome.INDEXED)
        assert writer.is_unchanged(exchange_of())
        assert writer.is_unchanged(exchange_of(status=304, body=b""))
        assert not writer.is_unchanged(exchange_of(body=b"other"))
        assert not writer.is_unchanged(exchange_of(status=500))
        writer.store(exchange_of(body=b"not found", status=404), Outcome.GONE)
        assert not writer.is_unchanged(exchange_of())

    def test_question_about_one_page_says_nothing_about_the_next_to_be_stored(self, writer, exchange_of):
        other = URL + "/other"
        ids = [writer.store(exchange_of(url, url.encode()), None) for url in (URL, other)]
        assert writer.is_unchanged(exchange_of(URL, URL.encode()))
        stored = [writer.page(writer.store(exchange_of(url, url.encode()), None)) for url in (other, URL)]
        assert [row.refers_to for row in stored] == [ids[1], ids[0]]
        assert not writer.is_unchanged(exchange_of(URL, b"new"))
        between = writer.store(exchange_of(URL, b"new"), None)
        assert writer.page(writer.store(exchange_of(URL, b"new"), None)).refers_to == between


class TestValidators:
    def test_of_the_newest_page(self, writer, exchange_of):
        assert writer.validators(URL) is None
        writer.store(exchange_of(), None)
        writer.store(exchange_of(response_headers=[("Last-Modified", "Fri, 13 Mar 2026 06:00:00 GMT")]), None)
        expected = Validators(None, "Fri, 13 Mar 2026 06:00:00 GMT")
        assert writer.validators(URL) == expected
        writer.flush()
        assert writer.validators(URL) == expected
        assert writer.validators(URL, "POST") is None
        assert writer.validators(URL, request_body=b"x") is None

    def test_a_304_without_them_leaves_them_as_they_were(self, writer, exchange_of):
        writer.store(exchange_of(), None)
        writer.store(exchange_of(status=304, body=b"", response_headers=[]), Outcome.UNCHANGED)
        assert writer.validators(URL) == Validators('"v1"', None)

    def test_none_where_the_site_gives_none(self, writer, exchange_of):
        writer.store(exchange_of(response_headers=[]), None)
        assert writer.validators(URL) is None
        assert writer.latest(URL).body == b"<p>Apply by 5 May.</p>"

    @pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.BLOCKED, Outcome.REFUSED])
    def test_trouble_on_the_way_changes_nothing(self, writer, exchange_of, outcome):
        writer.store(exchange_of(), Outcome.INDEXED)
        writer.store(exchange_of(status=503, body=b"busy"), outcome)
        writer.store_failure(source_id="s", run_id=1, url=URL, outcome=outcome, detail="", fetched_at=NOON)
        for _ in range(2):
            assert writer.validators(URL) == Validators('"v1"', None)
            assert writer.latest(URL).body == b"<p>Apply by 5 May.</p>"
            writer.flush()

    @pytest.mark.parametrize("outcome", [Outcome.UNDECODABLE, Outcome.OVERSIZED, Outcome.LOGIN_WALL])
    def test_page_of_no_use_is_fetched_whole_again(self, writer, exchange_of, outcome):
        writer.store(exchange_of(), Outcome.INDEXED)
        broken = writer.store(exchange_of(body=b"broken"), None)
        writer.settle(broken, outcome)
        assert writer.validators(URL) is None
        assert writer.latest(URL) is None

    def test_page_that_was_gone_or_empty_is_fetched_whole_again(self, writer, exchange_of):
        writer.store(exchange_of(), Outcome.INDEXED)
        writer.store(exchange_of(status=410), Outcome.GONE)
        assert writer.validators(URL) is None
        writer.store(exchange_of(), Outcome.INDEXED)
        writer.store(exchange_of(body=b""), Outcome.NO_TEXT)
        assert writer.validators(URL) is None


LOOKUPS = {
    "ix_pages_url_hash_request_digest_id": lambda archive: archive.validators(URL),
    "ix_pages_source_id_fetched_at_id": lambda archive: list(archive.pages(source_id="s", since=NOON)),
    "ix_pages_fetched_at_id": lambda archive: list(archive.pages(since=NOON, until=NOON + timedelta(days=1))),
    "ix_pages_pending": lambda archive: list(archive.pending()),
}


@pytest.mark.parametrize(("index", "look_up"), LOOKUPS.items(), ids=LOOKUPS)
def test_lookup_uses_its_index_and_sorts_nothing(reader, engine, index, look_up):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a table of a few rows whole, whatever indexes it has")
    asked = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
    look_up(reader)
    statement, values = asked[0]
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = " ".join(row[-1] for row in plan)
    assert index in steps
    assert "TEMP B-TREE" not in steps
