"""A run of many sources: no source stops another, it can be stopped, and what was received is stored."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from core.errors import ArchiveError, SourceError
from spiders.catalog import Catalog
from spiders.crawl import main
from spiders.groups import by_host
from spiders.job import Job, chosen
from spiders.kinds import spider_class
from spiders.spider import SourceSpider

SITE = "https://www.site.example"


class Faulty(SourceSpider):
    """Fails on its first page, for the tests."""

    def begin(self):
        yield from self.lists(f"{SITE}/calls", self.read)

    def read(self, response):
        raise KeyError("no such field")


class Unready(SourceSpider):
    """Fails before its first page, for the tests."""

    def begin(self):
        raise KeyError("no such option")


def listing(*paths):
    return {"kind": "listing", "pages": [f"{SITE}{path}" for path in paths]}


@pytest.mark.parametrize(("name", "told"), [("Faulty", "/calls: KeyError"), ("Unready", "KeyError: 'no such option'")])
def test_a_fault_of_a_spider_is_told_and_stops_no_other(web, crawl_sources, make_source, name, told):
    web.add(f"{SITE}/calls", "x")
    web.add("https://good.example/1", "A call")
    custom = {"kind": "custom", "spider": f"{__name__}:{name}"}
    sys.modules.setdefault(__name__, sys.modules[Faulty.__module__])
    good = make_source(
        {"kind": "listing", "pages": ["https://good.example/1"]}, id="good", homepage="https://good.example"
    )
    crawled = crawl_sources(make_source(custom), good)
    assert told in crawled.finished()["error"]
    assert crawled.finished("good")["error"] is None


@pytest.mark.parametrize("named", ["no.such:Class", "spiders.crawl:crawl", "spiders.feed:NoSuchClass"])
def test_a_class_that_is_no_spider_is_an_error_of_the_source(make_source, named):
    with pytest.raises(SourceError, match=r"source: spider\.spider: "):
        spider_class(make_source({"kind": "custom", "spider": named}))


def test_a_failing_archive_ends_the_run(web, crawl_sources, make_source, monkeypatch):
    def full(*_):
        raise ArchiveError("the disk is full")

    monkeypatch.setattr(crawl_sources.archive, "store", full)
    crawled = crawl_sources(make_source(listing("/1")), make_source(listing("/2"), id="other"))
    assert crawl_sources.run.why_stopped == "the disk is full"
    assert "the disk is full" in crawled.finished()["error"]
    assert "the disk is full" in crawled.finished("other")["error"]
    assert len(web.seen) == 1


def test_a_stopped_run_ends_soon_with_what_it_has(web, crawl_sources, make_source):
    def stop(_):
        crawl_sources._loop.call_soon_threadsafe(crawl_sources.run.stop, "stopped by the test")
        return web.pages[f"{SITE}/1"]

    web.add(f"{SITE}/1", "One")
    web.add(f"{SITE}/hanging", broken="hang")
    web.pages[f"{SITE}/2"] = stop
    source = make_source(
        listing("/1", "/2", "/hanging", *(f"/more/{n}" for n in range(50))), politeness={"max_pages": 99}
    )
    began = time.monotonic()
    crawled = crawl_sources(source, timeout=2, concurrency=1)
    assert time.monotonic() - began < 5
    assert crawled.finished()["error"] == "stopped by the test"
    assert (f"{SITE}/1", 200) in {(row.url, row.status) for row in crawled.rows}
    assert len(web.seen) < 10


def test_sources_that_share_a_host_are_one_group_with_sitemaps_last(make_source):
    def source(name, host, kind="listing", **more):
        return make_source({"kind": kind, "urls": [f"https://{host}/x"]}, id=name, homepage=f"https://{host}/", **more)

    groups = by_host(
        [
            source("map", "www.a.example", "sitemap"),
            source("b", "b.example"),
            source("a", "a.example"),
            source("c", "c.example"),
            source("both", "c.example", hosts=["b.example"]),
        ]
    )
    assert sorted([s.id for s in group] for group in groups) == [["a", "map"], ["b", "c", "both"]]


def test_a_job_names_sources_and_may_give_them_addresses(make_source):
    feed = make_source({"kind": "feed"}, id="any-feed", enabled=False)
    catalog = Catalog((make_source(listing("/1")), feed))
    assert [source.id for source in chosen(catalog, Job())] == ["source"]
    (named,) = chosen(catalog, Job(sources=("any-feed",), addresses={"any-feed": ("https://new.example/feed",)}))
    assert [str(url) for url in named.spider.urls] == ["https://new.example/feed"]
    assert "new.example" in named.allowed_hosts
    with pytest.raises(SourceError, match="no source is called 'nobody'"):
        chosen(catalog, Job(sources=("nobody",)))


def test_nothing_to_crawl_is_soon_done(crawl_sources):
    assert crawl_sources().events == []


@pytest.mark.parametrize("job", ["", "{", '{"sources": ["nobody"]}', '{"sources": 5}'])
def test_a_job_that_cannot_be_done_is_said_so(monkeypatch, capsys, tmp_path, job):
    monkeypatch.setenv("CLUSTERWIRE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO(job))
    assert main() == 2
    assert json.loads(capsys.readouterr().out)["event"] == "failed"


class TestProcess:
    """`python -m spiders.crawl`."""

    @pytest.fixture
    def start(self, tmp_path, web):
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "source.yaml").write_text(
            f"id: source\ntitle: S\nhomepage: {SITE}/\ncountry: BE\nauthority: platform\nschedule: 0 6 * * *\n"
            f"spider: {{kind: listing, urls: ['{SITE}/calls'], items: [.card a]}}\n"
        )
        settings = {
            "HOME": tmp_path / "home",
            "SOURCES": tmp_path / "sources",
            "MIRROR": web.address,
            "DELAY": 0,
            "TIMEOUT": 2,
        }
        environment = os.environ | {f"CLUSTERWIRE_{name}": str(value) for name, value in settings.items()}

        stack = ExitStack()

        def start(job, *command):
            command = [sys.executable, "-W", "error", *(command or ("-m", "spiders.crawl"))]
            pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
            process = stack.enter_context(subprocess.Popen(command, text=True, env=environment, **pipes))
            process.stdin.write(job + "\n")
            process.stdin.flush()
            return process

        with stack:
            yield start

    def test_it_does_the_job_and_tells_in_lines_of_json(self, web, start):
        web.add(f"{SITE}/calls", '<div class="card"><a href="/call/1">x</a></div>')
        web.add(f"{SITE}/call/1", "A call")
        process = start('{"sources": ["source"], "run_id": 7}')
        out, err = process.communicate()
        assert (process.returncode, err) == (0, "")
        events = [json.loads(line) for line in out.splitlines()]
        assert [event["event"] for event in events] == ["started", "page", "page", "item", "page", "finished"]
        assert events[-1]["outcomes"] == {"listing": 2, "pending": 1}

    def test_a_signal_ends_it_cleanly_with_everything_stored(self, web, start):
        web.add(f"{SITE}/calls", '<div class="card"><a href="/call/1">x</a></div>')
        web.add(f"{SITE}/call/1", broken="hang")
        process = start('{"sources": ["source"]}')
        while not web.asked(f"{SITE}/call/1"):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        events = [json.loads(line) for line in out.splitlines()]
        assert process.returncode == 1
        assert events[-1] == {"event": "failed", "error": "stopped by SIGTERM"}
        assert events[-2]["event"] == "finished"
        assert events[-2]["error"] == "stopped by SIGTERM"

    def test_a_crawl_whose_parent_is_gone_ends(self, web, start):
        web.add(f"{SITE}/calls", broken="hang")
        process = start('{"sources": ["source"]}', "-c", _PARENT)
        while not web.asked(f"{SITE}/calls"):
            assert process.poll() is None
            time.sleep(0.02)
        process.stdin.close()
        out = process.stdout.read()  # to its end: the orphan holds it
        assert json.loads(out.splitlines()[-1])["error"] == "the program that started the crawl is gone"


_PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "spiders.crawl"], stdin=subprocess.PIPE, text=True)
child.stdin.write(sys.stdin.readline())
child.stdin.flush()
sys.stdin.read()
os._exit(0)
"""
