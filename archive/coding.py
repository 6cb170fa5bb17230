"""Undoes Content-Encoding, under a cap that no bomb gets past."""

import importlib
import sys
import zlib
from collections.abc import Callable
from types import ModuleType

from core.errors import PageError
from core.models import Outcome

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MODULE = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "binary"})  # the last three: what some servers call it


def decode_content(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The body without its codings, at most `limit` bytes.

    Raises:
        PageError: `oversized` beyond the limit, `undecodable` if the body is damaged, cut off or of an unknown coding.
    """
    for coding in reversed(content_encoding.lower().split(",")):
        name = coding.strip()
        if name in _NO_CODING or not body:
            continue
        decode = _DECODERS.get(name)
        if decode is None:
            raise PageError(Outcome.UNDECODABLE, f"unknown content coding {name!r}")
        body = decode(body, limit + 1)
        if len(body) > limit:
            raise PageError(Outcome.OVERSIZED, f"more than {limit} bytes when unpacked")
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    """All members; what follows them and is no member is left out, as browsers do."""
    parts: list[bytes] = []
    while not parts or (body.startswith(_GZIP_MAGIC) and limit > 0):
        part, body = _inflate(body, limit, 31)
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _undeflate(body: bytes, limit: int) -> bytes:
    """With the zlib header that the standard asks for, or without, as some servers send it."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, limit, 15 if has_header else -15)[0]


def _inflate(body: bytes, limit: int, wbits: int) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(wbits)
    try:
        part = inflater.decompress(body, limit)
    except zlib.error as error:
        raise PageError(Outcome.UNDECODABLE, f"damaged compression: {error}") from error
    if len(part) < limit and not inflater.eof:
        raise _cut_off()
    return part, inflater.unused_data


def _unbrotli(body: bytes, limit: int) -> bytes:
    brotli = _import("brotli")
    decoder = brotli.Decompressor()
    try:
        part: bytes = decoder.process(body, output_buffer_limit=limit)
    except brotli.error as error:
        raise PageError(Outcome.UNDECODABLE, f"damaged compression: {error}") from error
    if len(part) < limit and not decoder.is_finished():
        raise _cut_off()
    return part


def _unzstd(body: bytes, limit: int) -> bytes:
    zstd = _import(_ZSTD_MODULE)
    parts: list[bytes] = []
    while body and limit > 0:
        decoder = zstd.ZstdDecompressor()
        try:
            part: bytes = decoder.decompress(body, limit)
        except zstd.ZstdError as error:
            raise PageError(Outcome.UNDECODABLE, f"damaged compression: {error}") from error
        if len(part) < limit and not decoder.eof:
            raise _cut_off()
        parts.append(part)
        body, limit = decoder.unused_data, limit - len(part)
    return b"".join(parts)


def _import(module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise PageError(Outcome.UNDECODABLE, f"the decoder {module} is not installed") from error


def _cut_off() -> PageError:
    return PageError(Outcome.UNDECODABLE, "the compressed body is cut off")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
