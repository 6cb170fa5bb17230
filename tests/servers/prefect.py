"""A real Prefect server for the tests, in a home of its own; spoken to over HTTP, so that tests import no Prefect."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.servers.elasticsearch import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("prefect")
POOL = "clusterwire"
PATIENCE = 180  # seconds that a start or a flow run may take on a busy machine
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class PrefectServer:
    """A running server."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.api = f"http://127.0.0.1:{port}/api"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CLUSTERWIRE_"))}
        self.environment = inherited | {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",  # only what a test asks for is run
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
            "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_CLI_COLORS": "false",
        }

    def ask(self, path: str, body: Any = None) -> Any:
        """GET, or POST with a body; the answer's JSON."""
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, sent, {"Content-Type": "application/json"})  # noqa: S310
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own server
                    content = answer.read()
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                time.sleep(0.2)  # its database was busy, and it asks to try again
            else:
                return json.loads(content) if content else None

    def call(self, *arguments: str, environment: Mapping[str, str] | None = None, code: int = 0) -> str:
        """Run `prefect` in the project's folder; what it prints."""
        done = subprocess.run(
            [PROGRAM, "--no-prompt", *arguments],
            cwd=ROOT,
            env=self.environment | dict(environment or {}),
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def worker(self, environment: Mapping[str, str]) -> Iterator[Path]:
        """A worker of the pool with these settings; gives the file that it writes to."""
        command = ["worker", "start", "--pool", POOL, "--type", "process", "--limit", "4"]
        output = self.home / "worker.log"
        with _child(command, self.environment | dict(environment), output):
            await_that(lambda: self.ask("/work_pools/filter", {}), "a work pool", output)
            yield output

    def start(self, deployment: str, **parameters: Any) -> str:
        """Have a deployment run now; the flow run's id."""
        found = self.ask(f"/deployments/name/{deployment}")
        created = self.ask(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return created["id"]

    def state(self, run_id: str) -> str:
        return self.ask(f"/flow_runs/{run_id}")["state_type"]

    def wait(self, run_id: str, until: set[str] = ENDED, patience: float = PATIENCE) -> dict[str, Any]:
        """The flow run, once its state is one of these."""
        output = self.home / "worker.log"
        await_that(lambda: self.state(run_id) in until | ENDED, f"flow run {run_id}", output, patience)
        return self.ask(f"/flow_runs/{run_id}")

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """What artifacts of a flow run hold, by key."""
        kept = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
        return {one["key"]: one["data"] for one in self.ask("/artifacts/filter", kept) if one["key"]}


@contextmanager
def run_prefect() -> Iterator[PrefectServer]:
    """A server of one's own, gone with its home afterwards."""
    home = Path(tempfile.mkdtemp(prefix="clusterwire-prefect-"))
    shutil.copy(_empty_database(), home)
    port = _free_port()
    server = PrefectServer(home, port)
    command = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    try:
        with _child(command, server.environment, home / "server.log"):
            await_that(lambda: _is_healthy(server), "the Prefect server", home / "server.log")
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[PrefectServer]:
    """A server that is shared by the whole run."""
    with run_prefect() as server:
        yield server


def await_that(condition: Callable[[], object], what: str, output: Path, patience: float = PATIENCE) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it takes too long; with the end of what the program wrote.
    """
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            lines = output.read_text(errors="replace").splitlines()[-40:]
            raise TimeoutError(f"{what} took longer than {patience} s:\n" + "\n".join(lines))
        time.sleep(0.2)


def _empty_database() -> Path:
    """A database with all tables, made once a machine: a hundred migrations take ten seconds."""
    kept = Path(tempfile.gettempdir()) / f"clusterwire-prefect-{os.getuid()}-{version('prefect')}" / "prefect.db"
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="clusterwire-prefect-") as folder:
            fresh = PrefectServer(Path(folder), 0)
            fresh.call("server", "database", "upgrade", "--yes")
            kept.parent.mkdir(exist_ok=True)
            shutil.move(Path(folder) / kept.name, kept)
    return kept


def _is_healthy(server: PrefectServer) -> bool:
    try:
        return bool(server.ask("/health"))
    except (urllib.error.URLError, ConnectionError):
        return False


@contextmanager
def _child(command: list[str], environment: Mapping[str, str], output: Path) -> Iterator[None]:
    """A process of `prefect` that is told to end afterwards, and everything that it has started too."""
    with output.open("ab") as written:
        process = subprocess.Popen(
            [PROGRAM, *command],
            cwd=ROOT,
            env=environment,
            stdout=written,
            stderr=written,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - it only calls the kernel
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
