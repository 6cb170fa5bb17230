"""The replica of the real sites, where it lies beside the project, and the program pointed at it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, Program

SHARED = ROOT.parent / "shared"
SCRIPTS = SHARED / "replica"
ANNOUNCEMENTS = (SHARED / "eval" / "dev-en.jsonl", SHARED / "eval" / "dev-multi.jsonl")
DAYS = {1: "2026-03-13T06:00:00Z", 2: "2026-06-15T06:00:00Z", 3: "2026-08-20T06:00:00Z"}


@dataclass(frozen=True)
class Replica:
    """A running replica."""

    address: str

    def ask(self, path: str, method: str = "GET") -> str:
        request = urllib.request.Request(f"{self.address}{path}", method=method)  # noqa: S310 # our own server
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.read().decode()

    def log(self) -> list[dict]:
        return [json.loads(line) for line in self.ask("/__log").splitlines()]

    def compare(self, expected: Path, export: Path, *more: str) -> dict:
        command = [sys.executable, SCRIPTS / "compare.py", expected, export, "--log", f"{self.address}/__log", *more]
        done = subprocess.run([*map(str, command), "--json"], check=True, capture_output=True, text=True)
        return json.loads(done.stdout)


def arguments() -> list[str]:
    named = [part for path in ANNOUNCEMENTS for part in ("--announcements", str(path))]
    return ["--data", str(SHARED / "data"), *named]


def dump_expected(day: int, path: Path) -> Path:
    command = [sys.executable, SCRIPTS / "serve.py", *arguments(), "--day", day, "--dump-expected", path]
    subprocess.run([*map(str, command)], check=True, capture_output=True)
    return path


@contextmanager
def serve() -> Iterator[Replica]:
    """A replica of its own, on day 1."""
    command = [sys.executable, str(SCRIPTS / "serve.py"), *arguments(), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        told = server.stdout.readline()
        try:
            yield Replica(next(word.rstrip("/.,") for word in told.split() if word.startswith("http://127.0.0.1")))
        finally:
            server.terminate()


def program_at(home: Path, address: str, **more: str) -> Program:
    """The program with a home of its own, on day 1."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLUSTERWIRE_")}
    settings = {
        "HOME": str(home),
        "MIRROR": address,
        "NOW": DAYS[1],
        "SOURCES": str(ROOT / "tests" / "replica" / "sources"),
        "DELAY": "0",
        "CONCURRENCY": "4",
        **more,
    }
    return Program(inherited | {f"CLUSTERWIRE_{name}": value for name, value in settings.items()})


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    if not (SCRIPTS / "serve.py").exists():
        pytest.skip("the replica of the real sites is not here")
    with serve() as running:
        yield running
