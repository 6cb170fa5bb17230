"""A loopback web of many hosts that speaks the mirror's convention, with the bad habits that a test gives it."""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.urls import host_of


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    url: str
    method: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Answer:
    """What a page answers; `etag` makes it conditional, `broken` is how the connection misbehaves."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    packed: bool = False
    broken: str | None = None

    def content(self) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(body, mtime=0) if self.packed else body


Page = Answer | Callable[[Seen], Answer]


class Web:
    """Pages by their real address, and the requests that came."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.seen: list[Seen] = []
        self.at_once = self.most_at_once = 0
        self.address = ""
        self._lock = threading.Lock()

    def add(self, url: str, body: bytes | str = b"", **more: object) -> None:
        self.pages[url] = Answer(body, **more)  # type: ignore[arg-type]

    def asked(self, url: str | None = None, host: str | None = None) -> list[Seen]:
        """Requests for an address, or to a host."""
        return [s for s in self.seen if url in (None, s.url) and host in (None, host_of(s.url))]

    def paths(self, host: str) -> list[str]:
        """Paths asked of a host, robots.txt aside, in order."""
        paths = [seen.url.removeprefix(f"https://{host}") for seen in self.asked(host=host)]
        return [path for path in paths if path != "/robots.txt"]

    def answer(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        page = self.pages.get(seen.url, Answer("<h1>Not found</h1>", 404))
        answer = page(seen) if callable(page) else page
        if answer.etag and seen.headers.get("if-none-match") == answer.etag:
            return Answer(status=304, etag=answer.etag)
        return answer

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    web: Web

    def do_GET(self) -> None:
        with self.web.counted():
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            url = f"https://{self.path[1:]}"
            seen = Seen(url, self.command, headers, self.rfile.read(length), time.monotonic())
            try:
                self._send(self.web.answer(seen))
            except ConnectionError:
                self.close_connection = True

    do_POST = do_GET  # noqa: N815 # the base class's name

    def _send(self, answer: Answer) -> None:
        if answer.broken == "hang":
            self._wait()
            return
        body = answer.content()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.packed:
            self.send_header("Content-Encoding", "gzip")
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body) * 2 if answer.broken in ("reset", "drip") else len(body)))
        self.end_headers()
        if answer.status != 304:
            self.wfile.write(body)
        if answer.broken:
            self.wfile.flush()
            self.close_connection = True
        if answer.broken == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif answer.broken == "drip":
            self._wait(drip=True)

    def _wait(self, *, drip: bool = False) -> None:
        """Say nothing more, or a byte now and then, until the client goes."""
        self.close_connection = True
        self.connection.settimeout(0.05)
        for _ in range(200):
            try:
                if drip:
                    self.wfile.write(b" ")
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Clients that go away are no news."""


@contextmanager
def serve() -> Iterator[Web]:
    web = Web()
    with _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"web": web})) as server:
        web.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield web
        server.shutdown()
        thread.join()
