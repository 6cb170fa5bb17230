"""The mirror: one address that answers for every host, while all that is seen and stored stays the real address."""

from urllib.parse import urlsplit


def mirrored(url: str, mirror: str) -> str:
    """`https://HOST/PATH?Q` as `MIRROR/HOST/PATH?Q`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    query = f"?{parts.query}" if parts.query else ""
    return f"{mirror}/{host}{parts.path or '/'}{query}"
