"""`python -m demo`: the main job against the bundled site, then the open calls that it found."""

import json
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

RUN = ("run", *(part for path in sorted(SOURCES.glob("*.yaml")) for part in ("-s", path.stem)))
OPEN_CALLS = ("search", "--open", "--kind", "call", "--sort", "deadline")
EXTENDED = ("search", "terrasense", "--json")  # the call that is shown with its proofs
NEXT = (
    ("search", "voucher", "--open"),
    ("search", "--open", "--ecosystem", "tourism"),
    ("search", "--kind", "event"),
    ("export", "--csv"),
)


def main() -> int:
    """Run the program as anybody would; returns the exit code of the first command that fails."""
    home = tempfile.mkdtemp(prefix="clusterwire-demo-")  # kept, so that one can go on searching in it
    lasting = {"CLUSTERWIRE_HOME": home, "CLUSTERWIRE_NOW": DAY, "CLUSTERWIRE_SOURCES": str(SOURCES)}
    try:
        with serve() as address:
            crawling = {"CLUSTERWIRE_MIRROR": address, "CLUSTERWIRE_DELAY": "0", "CLUSTERWIRE_CONCURRENCY": "4"}
            _type(RUN, lasting | crawling)
        _type(OPEN_CALLS, lasting)
        found = json.loads(_call(EXTENDED, lasting, capture=True).stdout)
        _type(("show", found["hits"][0]["id"][:8]), lasting)
    except subprocess.CalledProcessError as error:
        return error.returncode
    _say_what_next(lasting)
    return 0


def _type(arguments: tuple[str, ...], settings: dict[str, str]) -> None:
    sys.stdout.write(f"\n$ clusterwire {shlex.join(arguments)}\n")
    sys.stdout.flush()
    _call(arguments, settings)


def _call(
    arguments: tuple[str, ...], settings: dict[str, str], *, capture: bool = False
) -> subprocess.CompletedProcess[bytes]:
    # Neither the environment nor a .env file may lead the demo to a database that is in use.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLUSTERWIRE_")}
    return subprocess.run(  # noqa: S603 # our own program
        [str(PROGRAM), *arguments],
        cwd=settings["CLUSTERWIRE_HOME"],
        env=inherited | settings,
        stdout=subprocess.PIPE if capture else None,
        check=True,
    )


def _say_what_next(settings: dict[str, str]) -> None:
    shown = PROGRAM.relative_to(Path.cwd()) if PROGRAM.is_relative_to(Path.cwd()) else PROGRAM
    lines = [
        "",
        f"In this demo it is {DAY[:10]}. To go on with what it found, type:",
        f"  export {' '.join(f'{name}={shlex.quote(value)}' for name, value in settings.items())}",
        *(f"  {shown} {shlex.join(arguments)}" for arguments in NEXT),
        "For the real sites: `unset` the three again and type `make run`.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
