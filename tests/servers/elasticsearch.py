"""A real Elasticsearch for the tests: the one at CLUSTERWIRE_TEST_ELASTICSEARCH, or one started here once a run."""

import base64
import ctypes
import hashlib
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ADDRESS = "CLUSTERWIRE_TEST_ELASTICSEARCH"
POM = Path(__file__).with_name("pom.xml")
JAVA_VERSIONS = range(17, 24)  # 8.x does not start on 24 or newer
HEAP = os.environ.get("CLUSTERWIRE_TEST_ELASTICSEARCH_HEAP", "512m")
PATIENCE = 240  # seconds that a start may take on a busy machine
PR_SET_PDEATHSIG = 1  # of prctl(2)
UNPRIVILEGED = "nobody"  # the server refuses to run as root

CONFIG = """\
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {folder}/data
path.logs: {folder}/logs
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: {security}
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
xpack.security.autoconfiguration.enabled: false
"""


class ElasticsearchServer:
    """A server that can be stopped, frozen and started again with the same data and address."""

    user = "clusterwire"

    def __init__(self, home: Path, folder: Path, *, security: bool) -> None:
        self.password = secrets.token_urlsafe(12) if security else None
        self._home = home
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        port, transport = _free_ports(2)
        self.url = f"http://127.0.0.1:{port}"
        self._configure(CONFIG.format(port=port, transport=transport, folder=folder, security=str(security).lower()))

    def start(self) -> None:
        """Start it and wait until it answers."""
        as_user = {"user": UNPRIVILEGED, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                _command(self._home, self._folder),
                env=_environment(self._folder),
                cwd=self._home,  # it looks for its modules there
                stdout=output,
                stderr=output,
                start_new_session=True,  # the launcher starts the server as a child: both get the signals
                preexec_fn=end_with_parent,  # noqa: PLW1509 - it only calls the kernel
                **as_user,
            )
        self._wait()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Accept connections but answer nothing."""
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def _end(self, sign: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, sign)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        while self._process and _accepts(self.url):  # the child may outlive the launcher for a moment
            time.sleep(0.05)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            if _answers(self.url):
                return
            time.sleep(0.2)
        lines = (self._folder / "output").read_text(errors="replace").splitlines()
        self.kill()
        raise RuntimeError("Elasticsearch did not start:\n" + "\n".join(lines[-20:]))

    def _configure(self, text: str) -> None:
        shutil.copytree(self._home / "config", self._folder / "config")
        for name in ("data", "logs", "tmp"):
            (self._folder / name).mkdir()
        config = self._folder / "config"
        (config / "elasticsearch.yml").write_text(text)
        options = (config / "jvm.options").read_text().splitlines()
        (config / "jvm.options").write_text("\n".join(line for line in options if not re.search(r"\.log\b", line)))
        if self.password:
            (config / "users").write_text(f"{self.user}:{_hashed(self.password)}\n")
            (config / "users_roles").write_text(f"superuser:{self.user}\n")
        _give_away(self._folder)


@contextmanager
def run_elasticsearch(*, security: bool = False) -> Iterator[ElasticsearchServer]:
    """A server of one's own, gone with its data afterwards; the test is skipped where none can be had."""
    home = _unpacked()
    folder = Path(tempfile.mkdtemp(prefix="clusterwire-es-"))
    server = ElasticsearchServer(home, folder, security=security)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of a server without security that is shared by the whole run."""
    if address := os.environ.get(ADDRESS):
        yield address
        return
    with run_elasticsearch() as server:
        yield server.url


def _unpacked() -> Path:
    """The server's folder, fetched and unpacked once a machine."""
    version = re.search(r"<version>([\d.]{8,})</version>", POM.read_text())[1]
    kept = Path(tempfile.gettempdir()) / f"clusterwire-elasticsearch-{os.getuid()}-{version}"
    if not kept.exists():
        _require_java()
        fresh = Path(tempfile.mkdtemp(prefix="clusterwire-unpack-"))
        command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:unpack", f"-Dunpack.to={fresh}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            _lacking(f"Maven could not fetch Elasticsearch: {done.stdout[-500:]}")
        fresh.chmod(0o755)  # the unprivileged user reads it
        try:
            fresh.rename(kept)
        except OSError:  # another run was quicker
            shutil.rmtree(fresh)
    _require_java()
    return next(kept.glob("*/elasticsearch"))


def _require_java() -> None:
    for program in ("java", "mvn"):
        if not shutil.which(program):
            _lacking(f"{program} is not installed")
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) not in JAVA_VERSIONS:
        _lacking("Elasticsearch 8 needs Java 17 to 23")


def _lacking(reason: str) -> None:
    """Skip with the reason; in CI, where a server is required, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"no Elasticsearch in CI: {reason}")
    pytest.skip(f"no Elasticsearch: {reason}; set {ADDRESS} to use a running one")


def _command(home: Path, folder: Path) -> list[str]:
    return [
        *("java", "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),
        *("-Dcli.name=server", f"-Dcli.script={home}/bin/elasticsearch", "-Dcli.libs=lib/tools/server-cli"),
        *(f"-Des.path.home={home}", f"-Des.path.conf={folder}/config"),
        *("-Des.distribution.type=zip", "-Des.java.type=ES_JAVA_HOME"),
        *("-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*", "org.elasticsearch.launcher.CliToolLauncher"),
    ]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "JAVA_HOME": str(Path(shutil.which("java")).resolve().parents[1]),
        "HOME": str(folder),
        "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
    }


def end_with_parent() -> None:
    """Let the kernel stop the server when the test run is killed; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _hashed(password: str) -> str:
    """The password as the file realm keeps it."""
    salt, rounds = secrets.token_bytes(32), 10_000
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, dklen=32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, UNPRIVILEGED, "nogroup")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _answers(url: str) -> bool:
    """Whether it is ready; a demand for credentials is an answer, too."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=40)
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=30s")
        return connection.getresponse().status in (200, 401)
    except OSError:
        return False
    finally:
        connection.close()


def _accepts(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
