"""Staff who are told by Apprise: a small service on loopback that keeps the notices it takes."""

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


@dataclass
class Staff:
    """Somebody who reads notices; `status` is what their service answers."""

    port: int = 0
    status: int = 200
    read: list[dict] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}"

    @property
    def titles(self) -> list[str]:
        return [notice["title"] for notice in self.read]


@pytest.fixture
def hire():
    """Starts a service that takes notices."""
    servers = []

    def hire() -> Staff:
        staff = Staff()

        class Service(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if staff.status == 200:
                    staff.read.append(json.loads(body))
                self.send_response(staff.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Silence."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        staff.port = server.server_address[1]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return staff

    yield hire
    for server in servers:
        server.shutdown()
        server.server_close()
