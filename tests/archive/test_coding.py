"""Content codings are undone under a cap; what cannot be undone has an outcome."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.coding import decode_content
from core.errors import PageError
from core.models import Outcome

TEXT = b"Deadline: 5 May 2026, 17:00 Brussels time. " * 50


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def brotli(body):
    return pytest.importorskip("brotli", reason="no brotli installed").compress(body)


def zstd(body):
    return pytest.importorskip("backports.zstd", reason="no zstd installed").compress(body)


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip ": gzip.compress,
    "deflate": zlib.compress,
    "deflate, identity": raw_deflate,
    "br": brotli,
    "zstd": zstd,
}
every_coding = pytest.mark.parametrize(("coding", "pack"), PACKERS.items(), ids=PACKERS)


def outcome_of(body, coding, limit=10_000):
    with pytest.raises(PageError) as error:
        decode_content(body, coding, limit)
    return error.value.outcome


@every_coding
def test_coding_is_undone_up_to_the_very_cap(coding, pack):
    assert decode_content(pack(TEXT), coding, len(TEXT)) == TEXT


@every_coding
def test_one_byte_over_the_cap_is_oversized(coding, pack):
    assert outcome_of(pack(TEXT), coding, len(TEXT) - 1) is Outcome.OVERSIZED


@every_coding
def test_stream_that_is_cut_is_undecodable(coding, pack):
    assert outcome_of(pack(TEXT)[:-9], coding) is Outcome.UNDECODABLE


@every_coding
def test_bytes_that_are_not_packed_are_undecodable(coding, pack):
    assert outcome_of(b"<!doctype html><p>plain", coding) is Outcome.UNDECODABLE


@every_coding
@given(noise=st.binary(min_size=1, max_size=200))
def test_noise_raises_nothing_else(coding, pack, noise):
    with suppress(PageError):
        assert len(decode_content(noise, coding, 1000)) <= 1000


def test_bomb_never_takes_more_than_the_cap():
    bomb = gzip.compress(bytes(50_000_000))
    assert outcome_of(bomb, "gzip", 1000) is Outcome.OVERSIZED
    assert outcome_of(gzip.compress(bomb), "gzip, gzip", 60_000) is Outcome.OVERSIZED


def test_codings_are_undone_in_reverse_order():
    assert decode_content(gzip.compress(zlib.compress(TEXT)), "deflate, gzip", len(TEXT)) == TEXT


def test_gzip_of_several_members_is_joined_and_padding_left_out():
    assert decode_content(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 8, "gzip", 7) == b"one two"


@pytest.mark.parametrize("coding", ["", "identity", "none", "utf-8"])
def test_no_coding_leaves_the_body_alone(coding):
    assert decode_content(TEXT, coding, 1) == TEXT


def test_empty_body_needs_no_decoding():
    assert decode_content(b"", "gzip", 10) == b""


def test_unknown_coding_is_named():
    with pytest.raises(PageError, match="'sdch'"):
        decode_content(TEXT, "sdch", 10)


def test_missing_decoder_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(PageError, match="brotli is not installed"):
        decode_content(TEXT, "br", 10)
