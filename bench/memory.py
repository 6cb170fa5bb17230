"""Peak memory of reading 1,000 and 10,000 archived pages: it must not grow with their number."""

import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.exchange import Exchange
from archive.writer import open_archive_writer
from bench.site import HOST, page_html
from core.clock import fixed_clock
from core.database import open_database
from core.settings import Settings

FEW, MANY = 1000, 10_000
_NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


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

    settings = Settings(home=Path(folder), now=_NOW, workers=2)
    engine = open_database(settings.database_url)
    with open_archive_writer(settings.archive_folder, engine, fixed_clock(_NOW)) as archive:
        for number in range(count):
            archive.store(_exchange(number), None)
    engine.dispose()
    with open_house(settings) as house:
        process_new_pages(house, lambda _: None)
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(max(peaks) / 1024)


def _exchange(number: int) -> Exchange:
    url = f"https://{HOST}/call/{number}"
    headers = [("Content-Type", "text/html; charset=utf-8")]
    moment = _NOW + timedelta(milliseconds=number)
    return Exchange("bench", None, url, "GET", [], b"", url, 200, headers, page_html(number), moment)
