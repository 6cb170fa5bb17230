"""A loopback site of many distinct pages, in a process of its own, that speaks the mirror's convention."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection

HOST = "bench.example"
PAGE_BYTES = 30_000
_WORDS = [
    "call",
    "cluster",
    "voucher",
    "textile",
    "tourism",
    "deadline",
    "proposal",
    "support",
    "partner",
    "region",
    "circular",
]


def page_html(number: int) -> bytes:
    """An announcement of about PAGE_BYTES, the same for a number each time."""
    words = random.Random(number)  # noqa: S311 # text, no secret
    paragraphs = []
    while sum(map(len, paragraphs)) < PAGE_BYTES:
        text = " ".join(words.choices(_WORDS, k=60)).capitalize()
        paragraphs.append(
            f"<p>{text}. Apply until {words.randint(1, 28)} June 2026 for EUR {words.randint(5, 60)},000.</p>"
        )
    body = "\n".join(paragraphs)
    head = f"<head><title>Call {number}</title></head>"
    return f"<html>{head}<body><main><h1>Call {number}</h1>{body}</main></body></html>".encode()


def list_html(count: int) -> bytes:
    """A page that links to every announcement."""
    links = "".join(f'<li><a href="https://{HOST}/call/{number}">Call {number}</a></li>' for number in range(count))
    return f"<html><body><ul>{links}</ul></body></html>".encode()


@contextmanager
def serve(count: int) -> Iterator[str]:
    """Serve `count` pages and their list; gives the server's address."""
    ours, theirs = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=_serve, args=(count, theirs), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        server.terminate()
        server.join()


def _serve(count: int, pipe: Connection) -> None:
    pages = {f"/{HOST}/call/{number}": page_html(number) for number in range(count)}
    pages[f"/{HOST}/calls"] = list_html(count)

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        pipe.send(server.server_address[1])
        server.serve_forever()
