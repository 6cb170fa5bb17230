"""`python peak.py FILE COMMAND ...`: runs a command, then writes the megabytes of its largest process."""

import resource
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    told, *command = sys.argv[1:]
    code = subprocess.run(command, check=False).returncode
    Path(told).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
    sys.exit(code)
