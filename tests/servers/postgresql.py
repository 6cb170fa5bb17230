"""A real PostgreSQL for the tests: the one at CLUSTERWIRE_TEST_POSTGRES, or one started here once a run."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

ADDRESS = "CLUSTERWIRE_TEST_POSTGRES"
DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")  # the server refuses to run as root; the first of these that exists
PATIENCE = 60  # seconds that a start may take on a busy machine
CONFIG = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 400
shared_buffers = 32MB
"""  # a test's database need not survive a power cut


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a server on which databases may be created; shared by the whole run."""
    if address := os.environ.get(ADDRESS):
        yield address
        return
    folder = Path(tempfile.mkdtemp(prefix="clusterwire-pg-"))
    try:
        url, process = _start(_find_programs(), folder)
        yield url
        process.send_signal(signal.SIGINT)  # ends at once without waiting for clients
        process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_programs() -> Path:
    """The folder of the server's programs; without one the test is skipped, but never in CI."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else sorted(DEBIAN.glob("*/bin"))
    if folders and (folders[-1] / "postgres").exists():
        return folders[-1]
    reason = f"no PostgreSQL: install its server or set {ADDRESS}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _start(programs: Path, folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    port = _free_port()
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    as_user = {"user": user, "extra_groups": []} if user else {}
    cluster = folder / "data"
    initdb = [programs / "initdb", "-D", cluster, "-U", "clusterwire", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **as_user)
    with (cluster / "postgresql.conf").open("a") as config:
        config.write(CONFIG.format(port=port))
    with (folder / "output").open("wb") as output:
        command = [programs / "postgres", "-D", cluster]
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **as_user)
    url = f"postgresql+psycopg://clusterwire@127.0.0.1:{port}/postgres"
    _wait(url, process, folder / "output")
    return url, process


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _wait(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            engine.connect().close()
        except sa.exc.OperationalError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    process.wait()
    raise RuntimeError("PostgreSQL did not start:\n" + "\n".join(output.read_text(errors="replace").splitlines()[-20:]))
