"""What a source is: the YAML of `spiders/sources/` as validated values."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, HttpUrl

from core.models import Authority, Frozen, Kind
from core.notation import check_cron, check_css, check_link_rule, check_page_rule, check_pattern

Css = Annotated[str, AfterValidator(check_css)]
Pattern = Annotated[str, AfterValidator(check_pattern)]
LinkRule = Annotated[str, AfterValidator(check_link_rule)]
PageRule = Annotated[str, AfterValidator(check_page_rule)]

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
        max_minutes: time after which a run of the source is ended; None for what `max_pages` take at a third of
            the pace.
    """

    delay: float = Field(default=2.0, ge=0)
    concurrency: int = Field(default=1, ge=1)
    max_pages: int = Field(default=2000, ge=1)
    max_list_pages: int = Field(default=100, ge=1)
    max_minutes: float | None = Field(default=None, gt=0)

    @property
    def longest_run(self) -> float:
        """Seconds after which a run of the source is ended."""
        if self.max_minutes is not None:
            return self.max_minutes * 60
        return self.max_pages * max(self.delay, 1.0) * 3


class Expectations(Frozen):
    """What a run must yield, or it is unhealthy, and how often something new comes.

    Attributes:
        min_items: announcements that the source must carry.
        dated_share: least share of its calls that have a deadline or are rolling, 0..1.
        max_age_days: age of the newest announcement by its own date; None where the source gives none.
        new_within_days: days within which something new usually comes, until the source's own rhythm is known.
    """

    min_items: int = Field(default=1, ge=0)
    dated_share: float = Field(default=0.0, ge=0, le=1)
    max_age_days: int | None = Field(default=None, ge=1)
    new_within_days: int = Field(default=90, ge=1)


class Canary(Frozen):
    """An announcement that is known to stand on the source: it must still be found, and still read the same.

    Attributes:
        url: its address; of an API whose rows are the items, the one that the announcement gets.
        title: its title, if that is to be watched.
        deadline: day of a deadline in force, if there is one to be watched.
    """

    url: HttpUrl
    title: str | None = None
    deadline: date | None = None


class _Links(Frozen):
    """What every spider that follows links can say.

    Attributes:
        include, exclude: regular expressions that are searched for in the addresses of items; an item must meet
            one of the first, if there are any, and none of the second.
        pages: addresses of items that are fetched without being linked anywhere.
        follow: CSS selectors of links, on an item's page, to further items (depth 1).
        documents: whether PDF files linked from an item's page are items too; links in its frame (header, footer,
            navigation) do not count.
    """

    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    pages: tuple[HttpUrl, ...] = ()
    follow: tuple[Css, ...] = ()
    documents: bool = True


class FeedSpider(_Links):
    """RSS or Atom. `discover` pages are searched for `<link rel=alternate>` where the address is unknown."""

    kind: Literal["feed"]
    urls: tuple[HttpUrl, ...] = ()
    discover: tuple[HttpUrl, ...] = ()


class SitemapSpider(_Links):
    """Sitemaps and their indexes, gzip files too. `host` replaces a wrong host such as `default`.

    `include` and `exclude` are for the pages, not for the sitemaps that an index names.
    """

    kind: Literal["sitemap"]
    urls: tuple[HttpUrl, ...]
    host: str | None = None


class ListingSpider(_Links):
    """A list of links with a pager. A page on which no item is found, or none that is new, is the last one.

    Attributes:
        items: CSS selectors of the links to announcements (of the `a` elements, or of what contains them) or,
            with the prefix `re:`, regular expressions on the page's source whose first group is an address, for
            pages that keep their items in a script.
        next: CSS selectors of the link to the next page; the first that matches is used. Where it matches
            several links (a pager of numbers) all are followed, each page once.
        page_param: query parameter that counts the pages, from its number in `urls` on; used if `next` is empty.
    """

    kind: Literal["listing"]
    urls: tuple[HttpUrl, ...] = ()
    items: tuple[LinkRule, ...] = ()
    next: tuple[Css, ...] = ()
    page_param: str | None = None


class JsonApiSpider(Frozen):
    """A JSON API with pages. Paths are dotted (`metadata.identifier`); of a list the first value is meant.

    With `detail` the API's pages are lists, and the details are the items; without it their rows are the items.

    Attributes:
        spider: `module:Class`, a subclass of `spiders.json_api:JsonApiSource` for what data cannot say.
        form: multipart file parts by name, each sent as JSON.
        params: query parameters.
        page_param, first_page: paging; None for an API of one page.
        size_param, page_size: how many rows a page has, and the parameter that asks for it.
        rows, total: paths of the rows and of their number.
        key: path of what tells rows apart; without it every row counts.
        detail: address of a row's own file, with places such as `{metadata.identifier}` filled from the row, or
            `{metadata.identifier|lower}` in lower case.
        fallback: address of a bulk file that is read, as a list of details, when the API answers 5xx or no JSON.
        fallback_rows: path of the rows in it.
        fallback_detail: address of a detail, filled from a row of the bulk file.
        max_bulk: bytes that the bulk file may have.
    """

    kind: Literal["json_api"]
    spider: str | None = Field(default=None, pattern=r"^[\w.]+:\w+$")
    url: HttpUrl
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = {}
    form: dict[str, Any] = {}
    page_param: str | None = None
    first_page: int = 1
    size_param: str | None = None
    page_size: int = Field(default=100, ge=1)
    rows: str = "results"
    total: str | None = None
    key: str | None = None
    detail: str | None = None
    fallback: HttpUrl | None = None
    fallback_rows: str | None = None
    fallback_detail: str | None = None
    max_bulk: int = Field(default=256 * 1024 * 1024, ge=1)
    options: dict[str, Any] = {}


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
    """Where a page states a field itself; read before `drop`. Of one name the first rule that finds a value wins.

    Deadlines, event dates, projects, call ids and countries may be several. A deadline that two rules find on one
    day is one, with the time if either has it.

    Attributes:
        name: the field.
        css: selector of the elements whose lines are read; `::attr(name)` reads an attribute. None for the lines of the
            page without navigation, footer, forms and related items.
        label: text of the label that the value follows, e.g. `Deadline date`: the rest of its line or the line below.
        pattern: regular expression that is searched for in what the selector or label leads to, across its lines; its
            first group that matched is the value.
        value: what the field is where the element is there at all, e.g. the kind that a class name tells.
        whole: True if prose adds nothing to it.
    """

    name: StatedName
    css: Css | None = None
    label: str | None = None
    pattern: Pattern | None = None
    value: str | None = None
    whole: bool = False


class Extraction(Frozen):
    """How a source's pages become articles.

    Attributes:
        reader: `auto` (by content type: HTML, PDF, JSON), or `module:function`, a `nlp.page.reading.Reader`.
        title, body: CSS selectors tried in turn before the general method; `::attr(name)` reads an attribute. Of `body`
            every match of the first selector that finds text is taken.
        drop: CSS selectors of what is not the announcement (help text, locked parts); navigation, forms, share buttons,
            comments and related items are left out without being named.
        require: CSS selectors or, with the prefix `text:`, regular expressions on the visible lines;
            a page on which none matches is `irrelevant`. Empty: every page is wanted.
        kind, programme, projects: what every page of the source is about; None or empty where it must be read.
        stated: fields that the page states itself.
        options: settings of the reader; for JSON see `nlp.json_rows.RowRules`.
    """

    reader: str = "auto"
    title: tuple[Css, ...] = ()
    body: tuple[Css, ...] = ()
    drop: tuple[Css, ...] = ()
    require: tuple[PageRule, ...] = ()
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
        canaries: announcements by which one sees that its pages are still found and read.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    homepage: HttpUrl
    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    authority: Authority
    schedule: Annotated[str, AfterValidator(check_cron)]
    enabled: bool = True
    hosts: tuple[str, ...] = ()
    aliases: dict[str, str] = {}
    keep_params: tuple[str, ...] = ()
    spider: Spider
    extraction: Extraction = Extraction()
    politeness: Politeness = Politeness()
    expectations: Expectations = Expectations()
    canaries: tuple[Canary, ...] = ()

    @property
    def has_item_pages(self) -> bool:
        """False for an API whose rows are the items: they have no page of their own, and every run sees them all."""
        return not isinstance(self.spider, JsonApiSpider) or self.spider.detail is not None

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that a crawl of it may ask, in lower case."""
        named = {host for pair in self.aliases.items() for host in pair} | set(self.hosts)
        return frozenset(host.lower() for host in named | {urlsplit(url).hostname or "" for url in self._addresses()})

    def _addresses(self) -> Iterator[str]:
        yield str(self.homepage)
        for name in ("url", "fallback", "detail", "fallback_detail"):
            if address := getattr(self.spider, name, None):
                yield str(address)
        for name in ("urls", "discover", "pages"):
            yield from map(str, getattr(self.spider, name, ()))
