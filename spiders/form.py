"""A multipart form whose parts are JSON files."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def form_of(parts: Mapping[str, Any]) -> tuple[str, bytes]:
    """(Content-Type, body): each part a file of JSON, as the Funding & Tenders search API demands.

    The same parts give the same bytes, so that the archive knows an earlier answer to them.
    """
    contents = [(name, json.dumps(value, ensure_ascii=False).encode()) for name, value in parts.items()]
    boundary = sha256(b"\0".join(content for _, content in contents)).hexdigest()[:32]
    pieces = [_part(boundary, name, content) for name, content in contents]
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces) + f"--{boundary}--\r\n".encode()


def _part(boundary: str, name: str, content: bytes) -> bytes:
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="blob"\r\n'
        "Content-Type: application/json\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
