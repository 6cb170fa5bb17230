"""What a source is: the YAML of `spiders/sources/` as validated values."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, HttpUrl, field_validator

from core.models import Authority, Frozen, Kind

StatedName = Literal[
    "title", "published", "modified", "deadline", "opens", "event_date", "total_budget", "grant_max", "grant_min",
    "grant_fixed", "kind", "cofunding_rate", "programme", "project", "call_id", "country", "status", "identity",
]  # fmt: skip


class Politeness(Frozen):
    """How a source's hosts are treated; the settings may shorten the delay for loopback.

    Attributes:
        delay: seconds between two requests to one host.
        concurrency: requests under way at once to one host.
        max_pages: pages fetched in one run, lists included.
        max_list_pages: pages of one list, feed or sitemap followed.
    """

    delay: float = Field(default=2.0, ge=0)
    concurrency: int = Field(default=1, ge=1)
    max_pages: int = Field(default=2000, ge=1)
    max_list_pages: int = Field(default=100, ge=1)


class Expectations(Frozen):
    """What a run must yield, or it is unhealthy.

    Attributes:
        min_items: announcements that the source must carry.
        dated_share: least share of its calls that have a deadline or are rolling, 0..1.
        max_age_days: age of the newest announcement by its own date; None where the source gives none.
    """

    min_items: int = Field(default=1, ge=0)
    dated_share: float = Field(default=0.0, ge=0, le=1)
    max_age_days: int | None = Field(default=None, ge=1)


class FeedSpider(Frozen):
    """RSS or Atom. `discover` pages are searched for `<link rel=alternate>` where the address is unknown."""

    kind: Literal["feed"]
    urls: tuple[HttpUrl, ...] = ()
    discover: tuple[HttpUrl, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class SitemapSpider(Frozen):
    """Sitemaps and their indexes. `host` replaces a wrong host such as `default`."""

    kind: Literal["sitemap"]
    urls: tuple[HttpUrl, ...]
    host: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class ListingSpider(Frozen):
    """A list of links with a pager.

    Attributes:
        items: CSS selectors of the links to announcements or, with the prefix `re:`, regular expressions on
            the page's source whose first group is an address, for pages that keep their items in a script.
        next: CSS selectors of the link to the next page; the first that matches is used. Where it matches
            several links (a pager of numbers) all are followed, each page once.
        include, exclude: regular expressions on the addresses of items.
        follow: CSS selectors of further announcements on an item's page (depth 1), PDF files aside.
    """

    kind: Literal["listing"]
    urls: tuple[HttpUrl, ...]
    items: tuple[str, ...]
    next: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class JsonApiSpider(Frozen):
    """A JSON API with pages.

    Attributes:
        form: multipart file parts by name, each sent as JSON.
        params: query parameters.
        page_param, first_page, page_size: paging; None for an API of one page.
        rows, total: dotted paths of the rows and of their number.
        detail: address of an item's own file, with `{field}` places filled from the row.
        fallback: address of a bulk file that is read when the API answers 5xx.
    """

    kind: Literal["json_api"]
    url: HttpUrl
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = {}
    form: dict[str, Any] = {}
    page_param: str | None = None
    first_page: int = 1
    page_size: int = Field(default=100, ge=1)
    rows: str = "results"
    total: str | None = None
    detail: str | None = None
    fallback: HttpUrl | None = None


class CustomSpider(Frozen):
    """A class beside the YAML, for what data cannot say."""

    kind: Literal["custom"]
    spider: str = Field(pattern=r"^[\w.]+:\w+$", description="module:Class")
    urls: tuple[HttpUrl, ...] = ()
    options: dict[str, Any] = {}


Spider = Annotated[
    FeedSpider | SitemapSpider | ListingSpider | JsonApiSpider | CustomSpider, Field(discriminator="kind")
]


class StatedField(Frozen):
    """Where a page states a field itself.

    Attributes:
        name: the field.
        css: selector of the element; its text is read. None for the whole page.
        label: text of the label that the value follows, e.g. `Deadline date`.
        pattern: regular expression on that text; its first group is the value.
        value: what the field is where the element is there at all, e.g. the kind that a class name tells.
        whole: True if prose adds nothing to it.
    """

    name: StatedName
    css: str | None = None
    label: str | None = None
    pattern: str | None = None
    value: str | None = None
    whole: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            re.compile(pattern)
        return pattern


class Extraction(Frozen):
    """How a source's pages become articles.

    Attributes:
        reader: `auto` (by content type: HTML, PDF, JSON), or `module:function` for what data cannot say.
        title, body: CSS selectors tried in turn before the general method; `::attr(name)` reads an attribute.
        drop: CSS selectors of what is not the announcement (related items, help text, forms).
        require: CSS selectors or, with the prefix `text:`, regular expressions on the visible text;
            a page on which none matches is `irrelevant`. Empty: every page is wanted.
        kind: what every page of the source is; None where it must be read.
        stated: fields that the page states itself.
        options: settings of a `reader` of its own.
    """

    reader: str = "auto"
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    kind: Kind | None = None
    programme: str | None = None
    projects: tuple[str, ...] = ()
    stated: tuple[StatedField, ...] = ()
    options: dict[str, Any] = {}


class Source(Frozen):
    """One place where announcements appear.

    Attributes:
        language: ISO 639-1 of its pages; None where they differ.
        schedule: cron expression in Europe/Brussels.
        enabled: False for a source that runs only when it is named, such as a feed whose address comes with
            the command.
        hosts: further hosts that belong to it; links elsewhere are not followed.
        aliases: host names that mean another, e.g. `clustercollaboration.eu: www.clustercollaboration.eu`.
        keep_params: query parameters that tell pages apart; others are dropped from addresses of items.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    homepage: HttpUrl
    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    authority: Authority
    schedule: str
    enabled: bool = True
    hosts: tuple[str, ...] = ()
    aliases: dict[str, str] = {}
    keep_params: tuple[str, ...] = ()
    spider: Spider
    extraction: Extraction = Extraction()
    politeness: Politeness = Politeness()
    expectations: Expectations = Expectations()
