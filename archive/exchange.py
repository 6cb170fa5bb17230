"""What the archive is given: one request with its answer, and what tells one request from another."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha1
from typing import Literal, Self

Headers = Sequence[tuple[str, str]]
Truncation = Literal["length", "time", "disconnect", "unspecified"]
"""Why a body is not whole: too long, too slow, connection lost (the words of WARC-Truncated)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer, raw as on the wire.

    Attributes:
        url: the real address that answered, also when a mirror stood in for it.
        requested_url: first address of the redirect chain; `url` if there was none.
        request_headers: as sent, one pair for each line; empty where the request is not known (no request is stored).
        response_headers: as received, one pair for each line, bytes outside ASCII as Latin-1.
        body: the payload, Content-Encoding as sent, Transfer-Encoding undone.
        fetched_at: aware.
        truncated: why the body is not whole, None if it is.
        ip_address: of the server, None if not known.
    """

    source_id: str
    run_id: int | None
    url: str
    method: str
    request_headers: Headers
    request_body: bytes
    requested_url: str
    status: int
    response_headers: Headers
    body: bytes
    fetched_at: datetime
    truncated: Truncation | None = None
    ip_address: str | None = None

    @property
    def key(self) -> "RequestKey":
        """What was asked."""
        return RequestKey.of(self.url, self.method, self.request_body)

    @property
    def is_redirected(self) -> bool:
        """True if another address was asked first."""
        return self.requested_url != self.url

    def response_header(self, name: str) -> str | None:
        """The first value of a response header, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What tells one request from another: address, method and body (as a digest, empty for no body)."""

    url: str
    method: str
    body_digest: str

    @classmethod
    def of(cls, url: str, method: str = "GET", body: bytes = b"") -> Self:
        """The key of a request."""
        return cls(plain(url), method.upper(), digest_of(body) if body else "")

    @property
    def url_hash(self) -> int:
        """64 signed bits of the address: short enough for an index, however long the address is."""
        return hash_of(self.url)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request carries: If-None-Match and If-Modified-Since."""

    etag: str | None
    last_modified: str | None


def digest_of(*pieces: bytes) -> str:
    """`sha1:` and base32, as Common Crawl and the CDX tools write it; it finds damage, it does not stop forgers."""
    digest = sha1(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return "sha1:" + b32encode(digest.digest()).decode("ascii")


def hash_of(url: str) -> int:
    """64 signed bits of an address."""
    return int.from_bytes(blake2b(plain(url).encode(), digest_size=8).digest(), "big", signed=True)


def plain(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
