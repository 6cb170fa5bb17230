"""`python -m demo`: the main job against the bundled site, then the open calls that it found."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from demo.serve import serve

DAY = "2026-03-13T06:00:00Z"  # the day in whose present the bundled pages are written
SOURCES = Path(__file__).parent / "sources"
PROGRAM = Path(sys.executable).with_name("clusterwire")

RUN = ("run", *(part for path in sorted(SOURCES.glob("*.yaml")) for part in ("--source", path.stem)))
OPEN_CALLS = ("search", "--open", "--sort", "deadline")
NEXT = (
    ("search", "voucher tessile"),
    ("search", "--open", "--ecosystem", "tourism"),
    ("export", "--csv"),
    ("sources",),
)


def main() -> int:
    """Run the program as anybody would; returns its exit code."""
    home = tempfile.mkdtemp(prefix="clusterwire-demo-")  # kept, so that one can go on searching in it
    lasting = {"CLUSTERWIRE_HOME": home, "CLUSTERWIRE_NOW": DAY, "CLUSTERWIRE_SOURCES": str(SOURCES)}
    with serve() as address:
        crawling = {"CLUSTERWIRE_MIRROR": address, "CLUSTERWIRE_DELAY": "0", "CLUSTERWIRE_CONCURRENCY": "4"}
        code = _call(RUN, lasting | crawling)
    if code == 0:
        code = _call(OPEN_CALLS, lasting)
    if code == 0:
        _say_what_next(lasting)
    return code


def _call(arguments: tuple[str, ...], settings: dict[str, str]) -> int:
    sys.stdout.write(f"\n$ clusterwire {shlex.join(arguments)}\n")
    sys.stdout.flush()
    # Neither the environment nor a .env file may lead the demo to a database that is in use.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLUSTERWIRE_")}
    command, folder = [str(PROGRAM), *arguments], settings["CLUSTERWIRE_HOME"]
    return subprocess.run(command, cwd=folder, env=inherited | settings, check=False).returncode  # noqa: S603 our own


def _say_what_next(settings: dict[str, str]) -> None:
    shown = PROGRAM.relative_to(Path.cwd()) if PROGRAM.is_relative_to(Path.cwd()) else PROGRAM
    lines = [
        "",
        f"It is {DAY[:10]} in this demo. To go on with what it found, type:",
        f"  export {' '.join(f'{name}={shlex.quote(value)}' for name, value in settings.items())}",
        *(f"  {shown} {shlex.join(arguments)}" for arguments in NEXT),
        f"  {shown} show ID          each value with the sentence that it was read from",
        "For the real sites: unset them again and type `make run`; README.md tells what to set first.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
