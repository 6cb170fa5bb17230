"""The bundled site on loopback, and the program pointed at it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.serve import serve

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("clusterwire")
DAY = "2026-03-13T06:00:00Z"
DEMO_SOURCES = tuple(sorted(path.stem for path in (ROOT / "demo" / "sources").glob("*.yaml")))


@dataclass(frozen=True)
class Program:
    """The installed program with its settings, as a person would call it."""

    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return Path(self.environment["CLUSTERWIRE_HOME"])

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PROGRAM, *arguments],
            env=self.environment,
            cwd=self.environment["CLUSTERWIRE_HOME"],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def __call__(self, *arguments: str, code: int = 0, stdin: str = "") -> str:
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=self.environment,
            cwd=self.environment["CLUSTERWIRE_HOME"],
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout if code != 2 else done.stderr

    def with_home(self, home: Path) -> "Program":
        home.mkdir(exist_ok=True)
        return Program({**self.environment, "CLUSTERWIRE_HOME": str(home)})

    def json(self, *arguments: str, code: int = 0):
        return json.loads(self(*arguments, "--json", code=code))


@pytest.fixture(scope="session")
def site():
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def run_demo():
    """Arguments of a run of the bundled site's sources."""
    return ("run", *(part for name in DEMO_SOURCES for part in ("-s", name)))


def program_at(home: Path, site: str) -> Program:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLUSTERWIRE_")}
    settings = {
        "HOME": str(home),
        "MIRROR": site,
        "NOW": DAY,
        "SOURCES": str(ROOT / "demo" / "sources"),
        "DELAY": "0",
        "CONCURRENCY": "4",
    }
    return Program(inherited | {f"CLUSTERWIRE_{name}": value for name, value in settings.items()})


@pytest.fixture
def program(tmp_path, site):
    return program_at(tmp_path, site)


@pytest.fixture(scope="session")
def filled(tmp_path_factory, site, run_demo):
    """The program after one run; tests only read from it."""
    program = program_at(tmp_path_factory.mktemp("filled"), site)
    program(*run_demo)
    return program
