"""A real Dask scheduler and its workers: processes on loopback, of one thread each."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ("--host=127.0.0.1", "--dashboard-address=127.0.0.1:0")
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",  # a page that ends one worker need not end three more
    "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False",
}
PATIENCE = 120  # seconds that a start may take on a busy machine


@dataclass(frozen=True)
class Cluster:
    """A scheduler: its address, its process, and the folder where all write their logs."""

    address: str
    scheduler: subprocess.Popen[bytes]
    folder: Path


@contextmanager
def start_cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler on a free port and workers that join it; all end with the context."""
    told = folder / "scheduler.json"
    with ExitStack() as running:
        scheduler = _start(running, folder, "scheduler", "--port=0", f"--scheduler-file={told}")
        end = time.monotonic() + PATIENCE
        while not told.exists() and scheduler.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        for number in range(workers):
            _start(running, folder, "worker", address, "--nthreads=1", f"--name={number}")
        if workers:
            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers, PATIENCE)
        yield Cluster(address, scheduler, folder)


def _start(running: ExitStack, folder: Path, role: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", role, *options, *LOCAL]
    environment = {**os.environ, **SETTINGS, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    with (folder / "dask.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    running.callback(process.wait)
    running.callback(process.terminate)
    return process
