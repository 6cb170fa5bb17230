"""Reading the archive again on a Dask cluster: two workers against one."""

import os
import tempfile
from functools import partial
from pathlib import Path

from bench.pages import load_pages
from bench.reprocess import archive_pages, repeat
from bench.timing import compare
from flows.bootstrap import open_house
from flows.cluster import dask_workers
from flows.rereading import reread_archive
from tests.servers.dask import start_cluster

PAGES = 400


def main() -> None:
    count = int(os.environ.get("BENCH_PAGES", PAGES))
    pages = repeat(load_pages(), count)
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        start_cluster(Path(one), workers=1) as single,
        start_cluster(Path(two), workers=2) as double,
        open_house(archive_pages(Path(home), pages)) as house,
    ):
        alone, together = (
            partial(reread_archive, house, "bench", None, lambda _: None, partial(dask_workers, cluster.address))
            for cluster in (single, double)
        )
        measured = compare(together, alone)
    ours, other = measured.rates(count)
    print(f"two workers                {ours:8.1f} documents/s, {count} pages")
    print(f"one worker                 {other:8.1f} documents/s")
    print(f"ratio                      {measured.ratio:8.2f}   (at least 1.60)")
