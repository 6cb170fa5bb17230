"""What `make demo` shows."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_demo_ends_with_the_open_calls_one_with_its_proof_and_what_to_type_next():
    done = subprocess.run([sys.executable, "-m", "demo"], check=False, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    run, search, show = done.stdout.split("\n$ clusterwire ")[1:]
    assert "unhealthy" not in run
    assert "BAUTWIN" in search
    assert "KULTURBOX" not in search  # it is closed
    assert "extended from 6 March 2026 to 27 March 2026" in " ".join(show.split())
    assert "clusterwire search voucher --open" in show
