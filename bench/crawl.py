"""A crawl with archive against a bare Scrapy spider on the same loopback server, each a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.site import HOST, serve
from bench.timing import compare

PAGES = 1000
ROUNDS = 3
CONCURRENCY = 8
_SOURCE = f"""
id: bench
title: Benchmark
homepage: https://{HOST}/
country: EU
authority: project
schedule: "0 6 * * *"
spider: {{kind: listing, urls: ["https://{HOST}/calls"], items: [li a]}}
politeness: {{max_pages: 100000}}
"""
_BARE = """
import sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        yield scrapy.Request(sys.argv[1] + "/calls")
    def parse(self, response):
        for link in response.css("li a::attr(href)").getall():
            yield scrapy.Request(sys.argv[1] + link.removeprefix("https://" + sys.argv[2]), self.read)
    def read(self, response):
        pass

process = AsyncCrawlerProcess({"CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[3]), "LOG_LEVEL": "WARNING",
                               "TELNETCONSOLE_ENABLED": False})
process.crawl(Bare)
process.start()
"""


def main() -> None:
    with serve(PAGES) as address:
        measured = compare(lambda: crawl_archived(address), lambda: crawl_bare(address), ROUNDS)
    ours, other = measured.rates(PAGES)
    print(f"crawl with archive         {ours:8.1f} pages/s, start of the process included")
    print(f"bare Scrapy spider         {other:8.1f} pages/s")
    print(f"ratio                      {measured.ratio:8.2f}   (at least 0.70)")


def crawl_archived(address: str) -> None:
    """Crawl into a fresh archive."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bench.yaml").write_text(_SOURCE, encoding="utf-8")
        settings = {"HOME": f"{folder}/home", "SOURCES": folder, "MIRROR": address, "DELAY": "0"}
        settings["CONCURRENCY"] = str(CONCURRENCY)
        environment = os.environ | {f"CLUSTERWIRE_{name}": value for name, value in settings.items()}
        job = json.dumps({"sources": ["bench"]}) + "\n"
        told = _run([sys.executable, "-m", "spiders.crawl"], environment, job)
        finished = json.loads(told.splitlines()[-1])
        if finished.get("discovered") != PAGES or finished.get("error"):
            raise RuntimeError(f"the crawl was not whole: {finished}")


def crawl_bare(address: str) -> None:
    """Crawl without keeping anything."""
    _run([sys.executable, "-c", _BARE, f"{address}/{HOST}", HOST, str(CONCURRENCY)], dict(os.environ), "")


def _run(command: list[str], environment: dict[str, str], stdin: str) -> str:
    done = subprocess.run(command, env=environment, input=stdin, text=True, capture_output=True, check=True)  # noqa: S603 # our own
    return done.stdout
