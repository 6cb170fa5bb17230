"""The command line does without Prefect."""

import subprocess
import sys

BLOCKED = """
import sys
sys.modules.update(dict.fromkeys({blocked!r}))  # importing them fails as if they were not installed
sys.argv = ["clusterwire", *{arguments!r}]
from clusterwire import main
main()
"""


def test_a_whole_run_imports_no_prefect(program, run_demo):
    script = BLOCKED.format(blocked=("prefect", "cronsim"), arguments=[*run_demo, "--json"])
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, env=program.environment, cwd=program.home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(program("export").splitlines()) >= 10
