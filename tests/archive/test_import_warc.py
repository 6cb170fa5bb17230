"""WARC files of any origin become pages; damaged ones say where, and what was read before stays."""

import gzip
import io
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.import_warc import import_warc
from archive.segments import list_segments
from core.errors import ArchiveError
from core.models import Outcome

URL = "https://www.example.org/calls/1"


def source_for(url, stated):
    return "example-calls" if url.startswith("https://www.example.org/") else None


def record(kind, fields, block):
    """A record as Common Crawl writes it, unpacked."""
    head = {"WARC-Type": kind, "WARC-Date": "2024-05-01T10:20:30Z", **fields, "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def common_crawl(number=1, status="200 OK"):
    """Request, response and metadata of one page; the payload unpacked, the original headers renamed."""
    uri = {"WARC-Target-URI": f"https://www.example.org/calls/{number}", "WARC-IP-Address": "192.0.2.7"}
    body = f"<p>Call {number}</p>".encode()
    request = b"GET /calls HTTP/1.1\r\nUser-Agent: CCBot/2.0\r\nHost: www.example.org\r\n\r\n"
    response = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nX-Crawl-Content-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    return [
        record("request", {"WARC-Record-ID": f"<urn:uuid:q{number}>", **uri}, request),
        record(
            "response",
            {"WARC-Record-ID": f"<urn:uuid:a{number}>", "WARC-Concurrent-To": f"<urn:uuid:q{number}>", **uri},
            response,
        ),
        record("metadata", {"WARC-Concurrent-To": f"<urn:uuid:a{number}>", **uri}, b"fetchTimeMs: 12\r\n"),
    ]


HEAD = record("warcinfo", {"WARC-Record-ID": "<urn:uuid:0>"}, b"isPartOf: CC-MAIN-2024-18\r\n")


def pack(records):
    return b"".join(map(gzip.compress, records))


def whole(records):
    return gzip.compress(b"".join(records))


@pytest.fixture
def take(writer, tmp_path):
    """Imports bytes as a file and returns (report, pages)."""

    def take(content, name="sample.warc.gz", source_for=source_for):
        path = tmp_path / name
        path.write_bytes(content)
        report = import_warc([path], writer, source_for)
        return report, list(writer.pages())

    return take


@pytest.mark.parametrize("form", [b"".join, pack, whole], ids=["plain", "packed by record", "packed as a whole"])
def test_common_crawl_file_becomes_pages(take, writer, form):
    report, rows = take(form([HEAD, *common_crawl(1), *common_crawl(2)]))
    assert report.stored == 2
    assert report.skipped == {"warcinfo": 1, "metadata": 2}
    assert [row.url for row in rows] == [URL, "https://www.example.org/calls/2"]
    page = writer.read(rows[1].id)
    assert page.body == b"<p>Call 2</p>"
    assert page.fetched_at == datetime(2024, 5, 1, 10, 20, 30, tzinfo=UTC)
    assert page.headers["x-crawl-content-encoding"] == "gzip"
    assert (rows[1].source_id, rows[1].run_id, rows[1].outcome) == ("example-calls", None, None)
    assert list(writer.verify()) == []


def test_request_is_kept_wherever_it_stands(take, writer, folder):
    request, response, _ = common_crawl()
    form = request.replace(b"GET", b"POST").replace(b"Content-Length: ", b"Content-Length: 1", 1)
    posted = record("request", {"WARC-Target-URI": URL}, b"POST /calls HTTP/1.1\r\nHost: www.example.org\r\n\r\npage=1")
    assert form != request
    take(pack([posted, response]))
    later = datetime(2024, 5, 2, tzinfo=UTC)
    moved = [part.replace(b"2024-05-01T10:20:30Z", b"2024-05-02T00:00:00Z") for part in (response, posted)]
    take(pack(moved))
    rows = list(writer.pages(url=URL))
    assert [row.method for row in rows] == ["POST", "POST"]
    assert rows[0].request_digest == rows[1].request_digest != ""
    assert (rows[1].fetched_at, rows[1].refers_to) == (later, rows[0].id)
    assert gzip.decompress(list_segments(folder)[0].read_bytes()).count(b"WARC-Type: request") == 2


def test_answer_without_a_request_is_a_get_and_none_is_made_up(take, folder):
    _, (row,) = take(pack(common_crawl()[1:2]))
    assert (row.method, row.request_digest) == ("GET", "")
    assert b"WARC-Type: request" not in gzip.decompress(list_segments(folder)[0].read_bytes())


def test_chunks_are_undone(take, writer):
    packed = gzip.compress(b"<p>text</p>")
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    _, (row,) = take(pack([record("response", {"WARC-Target-URI": URL}, head + chunks)]))
    assert writer.read(row.id).body == b"<p>text</p>"


def test_body_that_is_only_said_to_be_in_chunks_is_left_alone(take, writer):
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>text</p>\r\nmore"
    _, (row,) = take(pack([record("response", {"WARC-Target-URI": URL}, block)]))
    assert writer.read(row.id).body == b"<p>text</p>\r\nmore"


def test_resource_is_a_page_of_its_media_type(take, writer):
    fields = {"WARC-Target-URI": URL, "Content-Type": "application/pdf"}
    _, (row,) = take(pack([record("resource", fields, b"%PDF-1.7")]))
    page = writer.read(row.id)
    assert (page.status, page.content_type, page.body) == (200, "application/pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("200 OK", None),
        ("301 Moved Permanently", Outcome.REDIRECTED),
        ("404 Not Found", Outcome.GONE),
        ("403 Forbidden", Outcome.BLOCKED),
        ("503 Service Unavailable", Outcome.FAILED),
    ],
)
def test_status_tells_the_outcome_where_it_can(take, status, outcome):
    _, (row,) = take(pack(common_crawl(status=status)))
    assert (row.status, row.outcome) == (int(status[:3]), outcome)


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        (
            record("response", {"WARC-Target-URI": "https://elsewhere.example/"}, b"HTTP/1.1 200 OK\r\n\r\n"),
            "no source",
        ),
        (record("response", {"WARC-Target-URI": "dns:www.example.org"}, b"192.0.2.7"), "not HTTP"),
        (record("response", {"WARC-Target-URI": URL}, b"<p>no HTTP</p>"), "not HTTP"),
        (record("response", {"WARC-Target-URI": URL}, b"HTTP/1.1 OK\r\n\r\n"), "not HTTP"),
        (record("response", {"WARC-Target-URI": URL, "WARC-Date": "May"}, b"HTTP/1.1 200 OK\r\n\r\n"), "no date"),
        (record("resource", {"WARC-Target-URI": URL}, b"0" * 2000), "oversized"),
        (record("revisit", {"WARC-Target-URI": URL}, b""), "revisit"),
        (record("conversion", {"WARC-Target-URI": URL}, b"text"), "conversion"),
    ],
)
def test_what_cannot_become_a_page_is_counted(take, monkeypatch, left_out, reason):
    monkeypatch.setattr("archive.import_warc.MAX_BLOCK", 1000)
    report, rows = take(pack([left_out, *common_crawl(2)[:2]]))
    assert report.skipped == {reason: 1}
    assert [row.url[-1] for row in rows] == ["2"]


def test_importing_again_adds_nothing(take, writer):
    content = pack([*common_crawl(1), *common_crawl(2)])
    take(content)
    writer.flush()
    report, rows = take(content)
    assert (report.stored, report.skipped["already stored"], len(rows)) == (0, 2, 2)


def test_several_answers_at_one_moment_are_several_pages(take):
    refused, answered = common_crawl(status="503 Service Unavailable"), common_crawl()
    _, rows = take(pack([*refused, *answered]))
    assert [row.status for row in rows] == [503, 200]
    report, rows = take(pack([*refused, *answered]))
    assert (report.stored, len(rows)) == (0, 2)


def test_file_of_another_writer_is_taken(take, writer):
    file = io.BytesIO()
    other = WARCWriter(file, warc_version="1.1")
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    asked = StatusAndHeaders("GET /calls/1 HTTP/1.1", [("Host", "www.example.org")], is_http_request=True)
    response = other.create_warc_record(
        URL, "response", payload=io.BytesIO(b"<p>text</p>"), length=11, http_headers=headers
    )
    request = other.create_warc_record(URL, "request", http_headers=asked)
    other.write_request_response_pair(request, response)
    _, (row,) = take(file.getvalue())
    assert writer.read(row.id).body == b"<p>text</p>"


def test_segments_of_this_program_rebuild_a_lost_ledger(open_writer, exchange_of, folder, engine, tmp_path):
    archive = open_writer()
    archive.store(exchange_of("https://unknown.example/list"), Outcome.LISTING)
    archive.store(exchange_of("https://unknown.example/1", requested_url="https://unknown.example/one"), None)
    archive.store(
        exchange_of("https://unknown.example/2", b"Ma\xdf", response_headers=[("X-A", "M\xe4r\xc3\xa4")]), None
    )
    before = list(archive.pages())
    pages = [archive.read(row.id) for row in before]
    archive.close()
    (segment,) = list_segments(folder)
    kept = segment.rename(tmp_path / "old.warc.gz")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages")
    with open_writer() as rebuilt:
        import_warc([kept], rebuilt, lambda url, stated: stated)
        after = list(rebuilt.pages())
        assert [rebuilt.read(row.id) for row in after] == pages
    assert [row.outcome for row in after] == [Outcome.LISTING, None, None]
    assert [row.payload_digest for row in after] == [row.payload_digest for row in before]


class TestDamagedFiles:
    def broken(self, take, content, name="sample.warc.gz"):
        with pytest.raises(ArchiveError) as error:
            take(content, name)
        assert name in str(error.value)
        return str(error.value)

    @pytest.mark.parametrize("missing", [1, 5, 9, 60])
    def test_cut_off_file_keeps_what_came_before(self, take, writer, missing):
        first, second = pack(common_crawl(1)[:2]), pack(common_crawl(2)[1:2])
        message = self.broken(take, (first + second)[:-missing])
        assert f"at byte {len(first)}: the file ends within a record" in message
        assert [row.url for row in writer.pages()] == [URL]

    @pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.99])
    def test_flipped_byte_is_noticed_at_its_record(self, take, writer, share):
        first, second = pack(common_crawl(1)[:2]), bytearray(pack(common_crawl(2)[1:2]))
        second[int(len(second) * share)] ^= 0x55
        assert f"at byte {len(first)}:" in self.broken(take, first + bytes(second) + pack(common_crawl(3)))
        assert [row.url for row in writer.pages()] == [URL]

    def test_cut_off_plain_file_keeps_what_came_before(self, take, writer):
        first, second = b"".join(common_crawl(1)[:2]), common_crawl(2)[1]
        message = self.broken(take, first + second[:-20], "plain.warc")
        assert f"at byte {len(first)}:" in message
        assert [row.url for row in writer.pages()] == [URL]

    def test_wrong_length_is_noticed(self, take, writer, capfd):
        first, second = common_crawl(1)[1], common_crawl(2)[1].replace(b"Content-Length: 1", b"Content-Length: ", 1)
        assert "length is wrong" in self.broken(take, pack([first, second, *common_crawl(3)]))
        assert [row.url for row in writer.pages()][:1] == [URL]

    @pytest.mark.parametrize(
        "content",
        [
            b"<!doctype html><p>no WARC",
            gzip.compress(b"no WARC", mtime=0),
            zlib.compress(b"no gzip"),
            b"\x1f\x8b",
            b"\n" * 9,
        ],
    )
    def test_file_that_is_no_warc_is_refused(self, take, writer, content):
        assert "at byte 0:" in self.broken(take, content)
        assert list(writer.pages()) == []

    def test_missing_file_is_named(self, writer, tmp_path):
        with pytest.raises(ArchiveError, match=r"nowhere\.warc"):
            import_warc([tmp_path / "nowhere.warc"], writer, source_for)


def test_empty_file_holds_nothing(take):
    report, rows = take(b"")
    assert (report.stored, report.skipped, rows) == (0, {}, [])


def test_progress_tells_the_bytes_of_all_files(writer, tmp_path):
    paths = [tmp_path / "one.warc.gz", tmp_path / "two.warc"]
    paths[0].write_bytes(pack(common_crawl(1)))
    paths[1].write_bytes(b"".join(common_crawl(2)))
    total = sum(path.stat().st_size for path in paths)
    steps = []
    import_warc(paths, writer, source_for, lambda done, of: steps.append((done, of)))
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)


def test_moment_is_kept_to_the_microsecond(take):
    content = common_crawl()[1].replace(b"10:20:30Z", b"10:20:30.123456Z")
    _, (row,) = take(pack([content]))
    assert row.fetched_at == datetime(2024, 5, 1, 10, 20, 30, 123456, tzinfo=UTC) + timedelta(0)
