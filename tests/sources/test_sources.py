"""Every source of the catalog against saved pages of our own writing: what is read from them is written beside them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from core.clock import fixed_clock
from core.errors import PageError
from core.models import Announcement, Deadline, RawPage
from core.settings import Settings
from core.source import FeedSpider, JsonApiSpider, Source
from nlp.announcement import read_announcement
from nlp.article import extract_articles
from spiders.catalog import load_catalog
from spiders.crawl import spider_class
from spiders.roles import Role, role_of
from spiders.visit import Run, Visit

CASES = Path(__file__).parent
NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json", ".xml": "application/rss+xml"}
RESPONSES = {".html": HtmlResponse, ".json": TextResponse, ".xml": XmlResponse}
SOURCES = {source.id: source for source in load_catalog().sources}


def saved(part: str) -> list[Any]:
    """(source id, file, address) of each saved page of the part `pages` or `lists`."""
    return [
        pytest.param(case.parent.name, case.parent / name, address, id=f"{case.parent.name}-{name}")
        for case in sorted(CASES.glob("*/case.yaml"))
        for name, address in yaml.safe_load(case.read_text()).get(part, {}).items()
    ]


def page_of(source_id: str, file: Path, address: str) -> RawPage:
    headers = {"content-type": CONTENT_TYPES[file.suffix]}
    return RawPage(source_id, address, address, "GET", 200, headers, file.read_bytes(), NOW)


def agrees(got: Any, file: Path) -> None:
    """Compare with the expectation beside the file; a missing one is written once, to be read by somebody."""
    expected = file.with_suffix(".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(got, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"{expected} did not exist and was written now: read it, then keep it")
    assert got == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("source_id", "file", "address"), saved("pages"))
def test_a_saved_page_gives_what_is_written_beside_it(source_id: str, file: Path, address: str):
    source = SOURCES[source_id]
    try:
        articles = extract_articles(
            page_of(source_id, file, address),
            source.extraction,
            language=source.language,
            keep_params=source.keep_params,
            aliases=source.aliases,
        )
    except PageError as error:
        agrees({"outcome": error.outcome}, file)
    else:
        agrees([shown(read_announcement(article, NOW)) for article in articles], file)


@pytest.mark.parametrize(("source_id", "file", "address"), saved("lists"))
def test_a_saved_list_leads_to_what_is_written_beside_it(source_id: str, file: Path, address: str):
    items, lists = links_from(beginning_at(address, SOURCES[source_id]), file, address)
    agrees({"items": items, "next lists": lists}, file)


def beginning_at(address: str, source: Source) -> Source:
    """The source, beginning at a saved list; an API begins where it always does."""
    if isinstance(source.spider, JsonApiSpider):
        return source
    changes: dict[str, Any] = {"urls": (address,)}
    if isinstance(source.spider, FeedSpider):
        changes["discover"] = ()
    return source.model_copy(update={"spider": source.spider.model_copy(update=changes)})


def links_from(source: Source, file: Path, address: str) -> tuple[list[str], list[str]]:
    """The items that the source's spider takes from the saved list, and the lists that it asks for next."""
    run = Run(archive=None, settings=Settings(), clock=fixed_clock(NOW), emit=lambda event: None)
    spider = spider_class(source)(Visit(run, source))
    first, *_ = spider.begin()
    response = RESPONSES[file.suffix](address, body=file.read_bytes(), encoding="utf-8", request=first)
    asked = list(first.callback(response, **first.cb_kwargs) or ())
    return [url for url, *_ in spider._waiting], [r.url for r in asked if role_of(r) is Role.LIST]


def shown(announcement: Announcement) -> dict[str, Any]:
    """What a reader would check by eye: values without their proof, nothing that is empty."""
    article = announcement.article
    facts: dict[str, Any] = {
        name: plain(getattr(announcement.facts, name)) for name in type(announcement.facts).model_fields
    }
    head = {
        "address": article.canonical_url,
        "aliases": list(article.aliases),
        "title": article.title,
        "language": article.language,
        "published": article.published_at and article.published_at.isoformat(),
        "identity": article.identity,
    }
    return {name: value for name, value in (head | facts | {"text": article.text.split("\n")}).items() if value}


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Deadline):
        moment = " ".join(filter(None, (value.date.isoformat(), value.time, value.tz)))
        return f"{moment} {value.role}{' superseded' if value.superseded else ''}"
    if hasattr(value, "role"):
        return f"{value.value} {value.currency} {value.role}"
    return value if value is None else json.loads(value.model_dump_json())["value"]


def test_every_source_has_a_saved_page_and_a_saved_list():
    without = []
    for source in SOURCES.values():
        case = CASES / source.id / "case.yaml"
        parts = yaml.safe_load(case.read_text()) if case.exists() else {}
        if not parts.get("pages") or (needs_list(source) and not parts.get("lists")):
            without.append(source.id)
    assert without == []


def needs_list(source: Source) -> bool:
    """False where the rows of the list are themselves what is read."""
    return not (isinstance(source.spider, JsonApiSpider) and source.spider.detail is None)


def test_every_saved_page_belongs_to_a_source():
    assert {case.parent.name for case in CASES.glob("*/case.yaml")} <= set(SOURCES)


def test_sources_of_one_site_read_its_pages_alike():
    """Whichever of them comes first reads the page for all."""
    eccp = {
        source.extraction.model_dump_json() for source_id, source in SOURCES.items() if source_id.startswith("eccp-")
    }
    assert len(eccp) == 1
