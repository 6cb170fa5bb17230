"""Peak memory of reading 1,000 and 10,000 archived pages: it must not grow with their number."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.flows.stored import fill, short_page, site_settings

FEW, MANY = 1000, 10_000


def main() -> None:
    few, many = (_peak(count) for count in (FEW, MANY))
    print(f"peak memory, {FEW:6,} pages   {few:8.0f} MB")
    print(f"peak memory, {MANY:6,} pages   {many:8.0f} MB")
    print(f"ratio                      {many / few:8.2f}   (at most 1.10)")


def _peak(count: int) -> float:
    """Megabytes of the largest process that read `count` pages."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", f"import bench.memory as m; m.read({count}, {folder!r})"]
        return float(subprocess.run(command, text=True, capture_output=True, check=True).stdout)  # noqa: S603 # our own


def read(count: int, folder: str) -> None:
    """Store and read pages, then print the peak memory of this process and its workers."""
    from flows.bootstrap import open_house  # noqa: PLC0415 # what the parent need not load
    from flows.stages import process_new_pages  # noqa: PLC0415

    settings = site_settings(Path(folder), workers=2)
    page_ids = fill(settings, map(short_page, range(count)))
    with open_house(settings) as house:
        process_new_pages(house, lambda _: None)
        assert sum(1 for _ in house.store.all()) == len(page_ids)
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(max(peaks) / 1024)
