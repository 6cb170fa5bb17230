"""Whatever is wrong with the archive is found, and nothing else is reported."""

import os
import zlib

import pytest

from archive.segments import list_segments

PAGES = 5


@pytest.fixture
def stored(open_writer, exchange_of, reader):
    """Five pages in one segment, the last a revisit of the first."""
    with open_writer() as writer:
        for n in range(PAGES):
            body = b"same" if n in (0, PAGES - 1) else os.urandom(300)
            writer.store(exchange_of(f"https://www.example.org/{n % (PAGES - 1)}", body), None)
    return list(reader.pages())


@pytest.fixture
def segment(stored, folder):
    (segment,) = list_segments(folder)
    return segment


def change(segment, row, edit):
    """Replace a row's record by an edited one of the same number of packed bytes, or more."""
    content = segment.read_bytes()
    record = zlib.decompress(content[row.offset : row.offset + row.length], wbits=31)
    packed = zlib.compress(edit(record), wbits=31)
    segment.write_bytes(content[: row.offset] + packed + content[row.offset + row.length :])


def found(reader):
    return [(problem.page_id, problem.reason) for problem in reader.verify()]


def test_sound_archive_has_no_problem(stored, reader):
    steps = []
    assert list(reader.verify(lambda done, total: steps.append((done, total)))) == []
    assert steps[-1][0] == steps[-1][1] > 0


def test_flipped_byte_is_found_and_what_follows_is_still_checked(stored, segment, reader):
    content = bytearray(segment.read_bytes())
    for row in (stored[1], stored[3]):
        content[row.offset + row.length // 2] ^= 1
    segment.write_bytes(content)
    assert [page_id for page_id, _ in found(reader)] == [stored[1].id, stored[3].id]
    assert "damaged" in str(next(reader.verify()))
    assert f"{segment.name} at {stored[1].offset}" in str(next(reader.verify()))


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1])
def test_flip_anywhere_in_a_record_is_found(stored, segment, reader, share):
    row, content = stored[2], bytearray(segment.read_bytes())
    content[row.offset + int(share * (row.length - 1))] ^= 0x10
    segment.write_bytes(content)
    assert {page_id for page_id, _ in found(reader)} == {row.id}


def test_payload_that_differs_from_its_digests_is_found(stored, segment, reader):
    change(segment, stored[0], lambda record: record.replace(b"same", b"SAME"))
    reasons = [reason for page_id, reason in found(reader) if page_id == stored[0].id]
    assert reasons[:2] == ["the block differs from its digest", "the payload differs from its digest"]


def test_record_of_another_address_is_found(stored, segment, reader):
    change(
        segment,
        stored[0],
        lambda record: record.replace(b"URI: https://www.example.org/0", b"URI: https://www.example.org/9"),
    )
    assert any(page_id == stored[0].id and "address" in reason for page_id, reason in found(reader))


def test_missing_segment_is_one_problem_with_the_number_of_its_pages(stored, segment, reader):
    segment.unlink()
    ((page_id, reason),) = found(reader)
    assert (page_id, reason) == (None, "the segment is missing; 5 pages lie in it")


def test_segment_that_was_cut_names_every_page_lost(stored, segment, reader):
    os.truncate(segment, stored[2].offset + 5)
    assert [page_id for page_id, _ in found(reader)] == [row.id for row in stored[2:]]


@pytest.mark.parametrize(
    ("change_row", "reason"),
    [
        ('"offset" = "offset" + 1', "no record begins here"),
        ("length = length + 1", "length"),
        ("payload_digest = 'sha1:OTHER'", "payload digest"),
        ("url = 'https://www.example.org/other'", "address"),
        ("refers_to = 3", "type"),
    ],
)
def test_row_that_does_not_fit_its_record_is_found(stored, engine, reader, change_row, reason):
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE pages SET {change_row} WHERE id = {stored[1].id}")  # noqa: S608 -- our own
    problems = found(reader)
    assert any(page_id == stored[1].id and reason in told for page_id, told in problems)
    assert {page_id for page_id, _ in problems} == {stored[1].id}


def test_revisit_of_a_page_with_another_payload_is_found(stored, engine, reader):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE pages SET refers_to = 2 WHERE refers_to = 1")
    assert found(reader) == [(stored[-1].id, "the page that it refers to does not hold its payload")]


def test_segment_without_rows_is_checked_too(stored, segment, engine, reader):
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages")
    assert found(reader) == []
    change(segment, stored[0], lambda record: record.replace(b"same", b"SAME"))
    assert [page_id for page_id, _ in found(reader)] == [None, None]


def test_record_that_is_being_written_is_no_problem(stored, segment, reader):
    with segment.open("ab") as file:
        file.write(b"\x1f\x8b\x08\0\0\0")
    assert found(reader) == []


def test_only_the_newest_segment_may_have_an_open_end(open_writer, exchange_of, folder, reader):
    with open_writer(segment_size=1) as writer:
        for _ in range(2):
            writer.store(exchange_of(), None)
    older = list_segments(folder)[0]
    with older.open("ab") as file:
        file.write(b"\x1f\x8b\x08\0\0\0")
    ((page_id, reason),) = found(reader)
    assert page_id is None
    assert "ends within a record" in reason


def test_pages_stored_during_the_check_are_left_for_the_next(writer, exchange_of):
    def store_more(*_):
        writer.store(exchange_of("https://www.example.org/during", os.urandom(50)), None)
        writer.flush()

    for n in range(3):
        writer.store(exchange_of(f"https://www.example.org/{n}", os.urandom(50)), None)
    assert list(writer.verify(store_more)) == []
    assert len(list(writer.pages())) > PAGES
    assert list(writer.verify()) == []
