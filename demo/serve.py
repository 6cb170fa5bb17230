"""Serves the bundled pages on loopback: `/HOST/PATH?QUERY` answers for `https://HOST/PATH?QUERY`."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread

from demo.pdf import write_pdf

PAGES = Path(__file__).parent / "pages"
MODIFIED = "Fri, 13 Mar 2026 05:00:00 GMT"
_FRAME = "_frame.html"  # what stands around every page of its host
_KINDS = {".rss": "application/rss+xml", ".txt": "text/plain", ".xml": "application/xml"}
_TITLE = re.compile(r"<!-- title: (.*?) -->\s*")


@dataclass(frozen=True)
class Page:
    """One answer of the site."""

    body: bytes
    content_type: str

    @property
    def etag(self) -> str:
        """A validator that changes with the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


def read_pages(folder: Path = PAGES) -> dict[str, Page]:
    """Every page by its address without scheme (`host/path?query`).

    `x/index.html` answers for `x/`, `x.html` and `x.rss` for `x`, `x@a=b.html` for `x?a=b`, `x.pdf.txt` for the
    PDF file `x.pdf`; other files answer for themselves.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _FRAME)
    return {_address(path.relative_to(folder)): _page(path, folder) for path in files}


def _address(path: Path) -> str:
    name = re.sub(r"\.(html|rss)$|(?<=\.pdf)\.txt$", "", path.as_posix())
    return re.sub(r"(?<=/)index(?=@|$)", "", name).replace("@", "?", 1)


def _page(path: Path, folder: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    if path.name.endswith(".pdf.txt"):
        return Page(write_pdf(text), "application/pdf")
    if path.suffix != ".html":
        return Page(text.encode(), f"{_KINDS[path.suffix]}; charset=utf-8")
    relative = path.relative_to(folder)
    frame = Template((folder / relative.parts[0] / _FRAME).read_text(encoding="utf-8"))
    title = _TITLE.match(text)
    content = _TITLE.sub("", text, count=1)
    whole = frame.substitute(title=title[1] if title else "", content=content, address=f"https://{_address(relative)}")
    return Page(whole.encode(), "text/html; charset=utf-8")


class _Answers(BaseHTTPRequestHandler):
    """Answers GET requests from the pages that the server holds."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.removeprefix("/"))
        if page is None:
            self._send(HTTPStatus.NOT_FOUND, Page(b"<h1>Page not found</h1>", "text/html"))
        elif self._is_known(page):
            self._send(HTTPStatus.NOT_MODIFIED, page)
        else:
            self._send(HTTPStatus.OK, page)

    def _is_known(self, page: Page) -> bool:
        if tag := self.headers.get("If-None-Match"):
            return tag == page.etag
        return self.headers.get("If-Modified-Since") == MODIFIED

    def _send(self, status: HTTPStatus, page: Page) -> None:
        self.send_response(status)
        if status is not HTTPStatus.NOT_FOUND:
            self.send_header("ETag", page.etag)
            self.send_header("Last-Modified", MODIFIED)
        body = b"" if status is HTTPStatus.NOT_MODIFIED else page.body
        if body:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent: the demo's output is the program's."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.pages = pages


@contextmanager
def serve() -> Iterator[str]:
    """Serve the pages while the block runs; gives the server's address."""
    server = _Server(read_pages())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
