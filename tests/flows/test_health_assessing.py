"""One run held against its YAML: what counts for which source, expectations, canaries, days of news."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from archive import health, runs
from archive.ledger import pages
from core.clock import fixed_clock
from core.database import open_database
from core.models import Authority, Finding, Kind, Outcome
from core.source import Source
from flows.crawling import CrawlReport
from flows.health.assessing import assess_sources
from records.store import RecordStore
from tests.records.conftest import announcement, deadline, ledger_row, proof

DAY = datetime(2026, 3, 13, 6, tzinfo=UTC)
NEWS = Finding[Kind](value=Kind.NEWS, evidence=proof())


def source(source_id="platform", **more):
    listing = {"kind": "listing", "urls": ["https://platform.example/calls"]}
    told = {"id": source_id, "title": source_id, "homepage": "https://platform.example/", "country": "EU"}
    told |= {"authority": "platform", "schedule": "0 6 * * *", "spider": listing}
    return Source.model_validate(told | more)


API = {"kind": "json_api", "url": "https://platform.example/api"}


@dataclass
class Site:
    """Runs over pages written by hand; it stands for the parts of a house that assessing uses."""

    engine: sa.Engine
    now: datetime = DAY
    last_page: int = 0

    @property
    def clock(self):
        return fixed_clock(self.now)

    def run(self, *sources, named=None, error=None, after=timedelta(days=1), **found):
        """A run whose pages, by path, carry announcements or end in an outcome; the lists name each of them."""
        store = RecordStore(self.engine, {"platform": Authority.PLATFORM})
        with self.engine.begin() as connection:
            run_id = runs.start_run(connection, [one.id for one in sources], self.now)
            for path, content in found.items():
                self.last_page += 1
                url = f"https://platform.example/{path}"
                outcome = content if isinstance(content, Outcome) else Outcome.INDEXED
                row = ledger_row(self.last_page, self.now, url, sources[0].id)
                connection.execute(sa.insert(pages).values(**row, run_id=run_id, outcome=outcome))
                if not isinstance(content, Outcome):
                    store.save(connection, self.last_page, [announcement(path=path, **content)])
        items = {f"https://platform.example/{path}" for path in (found if named is None else named)}
        crawled = {one.id: CrawlReport(one.id, items, len(found), error) for one in sources}
        assess_sources(self, sources, run_id, crawled, {})
        self.now += after
        with self.engine.connect() as connection:
            return runs.runs_of(connection, run_id)

    def arrivals(self, source_id="platform"):
        with self.engine.connect() as connection:
            return health.load_arrivals(connection, source_id)


@pytest.fixture
def site():
    engine = open_database("sqlite://")
    yield Site(engine)
    engine.dispose()


def test_each_step_is_counted(site):
    [run] = site.run(
        source(),
        one={"deadlines": (deadline("2026-05-29"),)},
        two={},
        news={"kind": NEWS},
        gone=Outcome.GONE,
        odd=Outcome.IRRELEVANT,
    )
    assert (run.discovered, run.fetched, run.extracted, run.calls, run.dated) == (5, 4, 3, 2, 1)
    assert (run.healthy, run.fault) == (True, "")


def test_an_item_counts_for_every_source_that_names_it(site):
    for run in site.run(source(), source("second"), one={}, two={}):
        assert (run.discovered, run.fetched, run.extracted) == (2, 2, 2)


def test_rows_of_an_api_count_for_it_alone(site):
    api = source("platform", spider=API)
    own, other = site.run(api, source("second", spider=API), named=["key-1"], row={})
    assert (own.discovered, own.fetched, own.extracted, other.extracted) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ({}, "the lists were fetched but name nothing (empty, or laid out anew), at least 2 expected"),
        ({"one": Outcome.IRRELEVANT},
         "the lists name 1 items, but none could be read (laid out anew?), at least 2 expected"),
        ({"one": {}}, "1 announcements, at least 2 expected"),
        ({"one": {}, "two": {}}, "0% of the calls have a date, at least 50% expected"),
    ],
)  # fmt: skip
def test_a_run_that_falls_short_says_where(site, found, reason):
    [run] = site.run(source(expectations={"min_items": 2, "dated_share": 0.5}), **found)
    assert (run.healthy, run.reason) == (False, reason)


def test_the_age_of_the_newest_announcement_can_be_limited(site):
    old = {"published_at": date(2026, 1, 2)}
    [run] = site.run(source(expectations={"max_age_days": 30}), one=old)
    assert run.reason == "the newest announcement is 70 days old, at most 30 expected"


def test_what_a_crawl_tells_of_itself_comes_first(site):
    [run] = site.run(source(canaries=[{"url": "https://platform.example/one"}]), error="failed: 503")
    assert run.fault == "failed: 503"


KNOWN = {"url": "https://platform.example/known/", "title": "A known call", "deadline": "2026-05-29"}
AS_KNOWN = {"title": "A known call", "deadlines": (deadline("2026-05-29"),)}


@pytest.mark.parametrize(
    ("found", "named", "fault"),
    [
        (AS_KNOWN, ["known"], ""),
        (AS_KNOWN, ["other"], "the known item https://platform.example/known is not named any more"),
        (Outcome.NO_TEXT, ["known"], "the known item https://platform.example/known cannot be read any more"),
        ({**AS_KNOWN, "title": "Home"}, ["known"],
         "the known item https://platform.example/known is titled 'Home', not 'A known call'"),
        ({**AS_KNOWN, "deadlines": (deadline("2026-05-29", superseded=True), deadline("2026-06-30"))}, ["known"],
         "the known item https://platform.example/known has 2026-06-30, not 2026-05-29"),
        ({"title": "A known call"}, ["known"],
         "the known item https://platform.example/known has no deadline, not 2026-05-29"),
    ],
)  # fmt: skip
def test_a_canary_must_be_found_and_read_the_same(site, found, named, fault):
    watched = source(canaries=[{**KNOWN, "url": "https://platform.example/known"}])
    [run] = site.run(watched, named=named, known=found)
    assert run.canary_fault == fault
    assert run.fault.endswith(fault)


def test_a_canary_of_an_api_is_known_by_the_address_that_its_row_gets(site):
    api = source(spider=API, canaries=[{"url": "https://platform.example/call/7", "title": "A call for small firms"}])
    [run] = site.run(api, named=["key-7"], rows={"canonical_url": "https://platform.example/call/7"})
    assert run.canary_fault == ""


def test_days_of_news_are_those_that_the_first_pages_state_and_those_that_we_saw(site):
    first = {"one": {"published_at": date(2026, 1, 5)}, "two": {"published_at": date(2026, 2, 9)}, "three": {}}
    site.run(source(), **first)
    assert site.arrivals() == [date(2026, 1, 5), date(2026, 2, 9)]
    site.run(source(), **first)
    site.run(source(), **first, four={"published_at": date(2026, 3, 1)})
    assert site.arrivals() == [date(2026, 1, 5), date(2026, 2, 9), date(2026, 3, 15)]


def test_what_another_source_saw_first_is_news_of_both(site):
    for _ in range(2):
        site.run(source(), source("second"), one={})
    site.run(source(), one={}, two={})
    site.run(source(), source("second"), one={}, two={})
    assert site.arrivals() == site.arrivals("second") == [date(2026, 3, 15)]
