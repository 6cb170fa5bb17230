"""Pages to measure on: an extraction benchmark where it lies beside the project, else the tests' saved pages."""

import gzip
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from core.models import RawPage

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CLUSTERWIRE_BENCH_DATA", ROOT.parent / "shared" / "data"))
_BENCHMARK = SHARED / "html_extraction" / "article-extraction-benchmark.tar.gz"
_FETCHED = datetime(2026, 3, 13, 6, tzinfo=UTC)


def load_pages() -> list[RawPage]:
    """HTML pages, at least one."""
    bodies = _benchmark_bodies() if _BENCHMARK.exists() else _saved_bodies()
    return [raw_page(f"https://bench.example/{number}", body) for number, body in enumerate(bodies)]


def raw_page(url: str, body: bytes) -> RawPage:
    """A page as the archive hands it on."""
    headers = {"content-type": "text/html; charset=utf-8"}
    return RawPage("bench", url, url, "GET", 200, headers, body, _FETCHED)


def _benchmark_bodies() -> list[bytes]:
    with tarfile.open(_BENCHMARK) as archive:
        members = [m for m in archive.getmembers() if m.name.endswith(".html.gz")]
        files = (archive.extractfile(member) for member in sorted(members, key=lambda m: m.name))
        return [gzip.decompress(file.read()) for file in files if file]


def _saved_bodies() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "tests" / "sources").rglob("*.html"))]
