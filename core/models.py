"""The values that travel between the rooms: what a page is, what was read from it, what a record holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, JsonValue

BRUSSELS = "Europe/Brussels"

T = TypeVar("T")


class Frozen(BaseModel):
    """A value: immutable, hashable, strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(StrEnum):
    """What became of a fetched page; every page ends in exactly one of these."""

    INDEXED = "indexed"  # an announcement was read from it
    UNCHANGED = "unchanged"  # the site said 304, or the payload or article is the one already known
    DUPLICATE = "duplicate"  # another address of a page that was read in the same run
    LISTING = "listing"  # read for its links only: list, feed, sitemap, robots.txt
    REDIRECTED = "redirected"  # 3xx that was followed
    IRRELEVANT = "irrelevant"  # not an announcement by the source's own rules
    NOT_HTML = "not_html"  # a content type that nothing here can read
    NO_TEXT = "no_text"  # empty, or a PDF without a text layer
    LOGIN_WALL = "login_wall"
    BLOCKED = "blocked"  # bot challenge, 401, 403, 429
    OVERSIZED = "oversized"  # body or decompressed size over the cap
    UNDECODABLE = "undecodable"  # broken compression, JSON, XML or charset
    REFUSED = "refused"  # private address, foreign scheme, redirect loop, forbidden by robots.txt
    GONE = "gone"  # 404, 410
    FAILED = "failed"  # 5xx, time-out, reset, name not resolved


class Kind(StrEnum):
    """What an announcement is."""

    CALL = "call"
    EVENT = "event"
    NEWS = "news"


class Status(StrEnum):
    """Whether one can apply; computed from dates and texts at the time of asking."""

    FORTHCOMING = "forthcoming"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


FIXED_STATUSES = (Status.CANCELLED, Status.WITHDRAWN, Status.CLOSED)
"""Statuses that hold whatever the dates say, where a page announces them: `closed` is a call closed early."""


class Authority(StrEnum):
    """How much a source is believed where sources differ, from most to least."""

    STRUCTURED = "structured"  # the funder's own data
    PROJECT = "project"  # the site of the project that gives the money
    PLATFORM = "platform"  # ECCP, agencies, networks
    AGGREGATOR = "aggregator"  # consultants and databases that retell


class DeadlineRole(StrEnum):
    FINAL = "final"
    CUTOFF = "cutoff"
    STAGE1 = "stage1"
    STAGE2 = "stage2"
    EXPRESSION_OF_INTEREST = "expression_of_interest"
    REGISTRATION = "registration"


class AmountRole(StrEnum):
    TOTAL_BUDGET = "total_budget"
    GRANT_MAX = "grant_max"
    GRANT_MIN = "grant_min"
    GRANT_FIXED = "grant_fixed"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"


class PeriodUse(StrEnum):
    """What falls into a period."""

    OPENING = "opening"
    DEADLINE = "deadline"


class Ecosystem(StrEnum):
    """The EU's 14 industrial ecosystems."""

    TOURISM = "tourism"
    MOBILITY_TRANSPORT_AUTOMOTIVE = "mobility_transport_automotive"
    AEROSPACE_DEFENCE = "aerospace_defence"
    CONSTRUCTION = "construction"
    AGRI_FOOD = "agri_food"
    ENERGY_INTENSIVE_INDUSTRIES = "energy_intensive_industries"
    TEXTILE = "textile"
    CREATIVE_CULTURAL_INDUSTRIES = "creative_cultural_industries"
    DIGITAL = "digital"
    RENEWABLE_ENERGY = "renewable_energy"
    ELECTRONICS = "electronics"
    RETAIL = "retail"
    PROXIMITY_SOCIAL_ECONOMY = "proximity_social_economy"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class RawPage:
    """One response as the server gave it, content decoding undone.

    Attributes:
        source_id: id of the source that asked for it.
        url: the address asked for; the real one, also when a mirror answered.
        final_url: the address that answered after redirects.
        method: HTTP method.
        status: HTTP status.
        headers: response headers, names in lower case, repeated ones joined by ", ".
        body: the payload bytes after content decoding.
        fetched_at: aware, UTC.
    """

    source_id: str
    url: str
    final_url: str
    method: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; empty if none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Evidence(Frozen):
    """Why a value is believed.

    Attributes:
        sentence: the words it was read from, as the page has them.
        start, end: character span of the sentence in `Article.text`; both None for what the source
            states outside its text (JSON, markup).
        rule: the rule that read it, e.g. `deadlines.cue` or `stated.deadline`.
        confidence: 0..1.
    """

    sentence: str
    start: int | None = None
    end: int | None = None
    rule: str
    confidence: float = Field(default=1.0, ge=0, le=1)


class Finding(Frozen, Generic[T]):
    """One value with its proof."""

    value: T
    evidence: Evidence


class Deadline(Frozen):
    """A date by which a reader must act.

    Attributes:
        date: local date as announced.
        time: "HH:MM" as announced ("24:00" is kept), None where not written.
        tz: IANA name, UTC offset like "+02:00", or None where not written.
        superseded: True if an extension replaced it.
    """

    date: date
    time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-4]):[0-5]\d$")
    tz: str | None = None
    role: DeadlineRole = DeadlineRole.FINAL
    superseded: bool = False
    evidence: Evidence

    @property
    def instant(self) -> datetime:
        """The last moment at which one can act, in UTC; Brussels time and end of day where unsaid."""
        hours, minutes = map(int, (self.time or "24:00").split(":"))
        return moment_of(self.date, timedelta(hours=hours, minutes=minutes), self.tz)


def moment_of(day: date, after_midnight: timedelta, tz: str | None = None) -> datetime:
    """A moment of a local day, in UTC; of a day in Brussels where no zone is given."""
    return (datetime.combine(day, time(), tzinfo=zone_of(tz)) + after_midnight).astimezone(UTC)


def zone_of(name: str | None) -> tzinfo:
    """The time zone of an IANA name or offset; Brussels for None and for names nobody knows."""
    try:
        if name and name[0] in "+-":
            return datetime.strptime(name, "%z").tzinfo or ZoneInfo(BRUSSELS)
        return ZoneInfo(name or BRUSSELS)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(BRUSSELS)


class Period(Frozen):
    """A time in which a call opens or closes, where no day is told: "in the second quarter of 2026".

    Attributes:
        first, last: its days, local.
        precision: what the text names; never a day.
    """

    use: PeriodUse
    first: date
    last: date
    precision: Precision

    @property
    def end(self) -> datetime:
        """The end of its last day in Brussels, in UTC."""
        return moment_of(self.last, timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.use} between {self.first} and {self.last} ({self.precision.replace('_', ' ')})"


class Amount(Frozen):
    """A sum of money and what it is for."""

    value: Decimal
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    role: AmountRole = AmountRole.OTHER
    evidence: Evidence


class Facts(Frozen):
    """The fields that can be read from an announcement, each value with its proof.

    `Article.stated` holds those that the source states itself; `Announcement.facts` all of them.
    """

    kind: Finding[Kind] | None = None
    deadlines: tuple[Deadline, ...] = ()
    rolling: Finding[bool] | None = None
    opens: Finding[date] | None = None
    periods: tuple[Finding[Period], ...] = ()
    event_dates: tuple[Finding[date], ...] = ()
    amounts: tuple[Amount, ...] = ()
    cofunding_rate: Finding[Decimal] | None = None
    ecosystems: tuple[Finding[Ecosystem], ...] = ()
    projects: tuple[Finding[str], ...] = ()
    programme: Finding[str] | None = None
    call_ids: tuple[Finding[str], ...] = ()
    countries: tuple[Finding[str], ...] = ()
    beneficiaries: tuple[Finding[str], ...] = ()
    announced_status: Finding[Status] | None = None  # cancelled, reopened (open), closed early


class Article(Frozen):
    """The readable part of a page.

    Attributes:
        source_id: the source it came from.
        url: the address it was read at.
        canonical_url: the one address under which the article is known.
        aliases: further addresses of the same article.
        translations: addresses of the article in other languages, as its page declares them.
        text: paragraphs and list items separated by one line break; boilerplate removed.
        struck: character spans of `text` that the page shows struck through.
        pages: offsets in `text` at which the pages of a paginated document begin; empty for a web page.
        language: ISO 639-1, None if unknown.
        published_at, modified_at: days as the source says them.
        identity: the source's own key of the call (e.g. `callccm2id:13882`), if it has one.
        complete: names of the `stated` fields that are the whole truth, to which prose adds nothing.
        links: addresses that the body links to, in order, navigation and related items aside.
        fingerprint: 64-bit simhash of the text, by which near-duplicates are found; None where it is too short.
    """

    source_id: str
    url: str
    canonical_url: str
    aliases: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    title: str
    text: str
    struck: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()
    language: str | None = None
    published_at: date | None = None
    modified_at: date | None = None
    identity: str | None = None
    stated: Facts = Facts()
    complete: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    fingerprint: int | None = Field(default=None, ge=0, lt=2**64)


class Announcement(Frozen):
    """An article with what was read from it."""

    article: Article
    facts: Facts
    extracted_at: datetime


class Change(Frozen):
    """One difference that a page shows against an earlier look at it.

    Attributes:
        record: id of the record that the page belongs to now.
        title: of the record.
        urls: addresses of the record.
        field: `document`, `deadlines`, `amounts`, `opens`, `periods`, `rolling`, `status`, `title`, `text`,
            `eligibility` or `cofunding_rate`.
        old, new: the field's value in the public schema; None where there is none.
        first_seen: when the page that shows it was fetched, aware, UTC.
        reason: what happened, in words.
        page_id: the page in the archive that shows it.
    """

    id: str
    record: str
    title: str
    urls: tuple[str, ...]
    field: str
    old: JsonValue
    new: JsonValue
    first_seen: datetime
    evidence: Evidence | None
    reason: str
    page_id: int


class Window(Frozen):
    """When one can apply; all that a status at a given moment follows from.

    Attributes:
        opens_on: first day, Brussels time; None if unsaid.
        deadlines: UTC instants still in force, ascending.
        rolling: taken continuously, or until the money is spent.
        announced: a status that the pages announce; one of `FIXED_STATUSES` outranks the dates.
    """

    opens_on: date | None = None
    deadlines: tuple[datetime, ...] = ()
    rolling: bool = False
    announced: Status | None = None

    def status_at(self, moment: datetime) -> Status:
        """The status at an aware moment."""
        if self.announced in FIXED_STATUSES:
            return self.announced
        if self.opens_on and moment.astimezone(ZoneInfo(BRUSSELS)).date() < self.opens_on:
            return Status.FORTHCOMING
        if any(instant > moment for instant in self.deadlines):
            return Status.OPEN
        if self.rolling:
            return Status.OPEN
        return Status.CLOSED if self.deadlines else Status.UNKNOWN

    def next_deadline(self, moment: datetime) -> datetime | None:
        """The first instant still ahead."""
        return next((instant for instant in self.deadlines if instant > moment), None)


class Translation(Frozen):
    """What a record says in a further language, by its most believed announcement in it."""

    language: str
    title: str
    text: str


class Record(Frozen):
    """One call, news item or event, merged from every announcement of it.

    Attributes:
        id: stable, derived from what identifies the call, the same in every rebuild.
        urls: every address that it was read at, sorted.
        text: text of the announcement that leads.
        facts: merged fields, each with the proof of the announcement that it was taken from.
        sources: ids of the sources that carry it, sorted.
        translations: title and text in further languages, by language.
    """

    id: str
    urls: tuple[str, ...]
    canonical_url: str
    kind: Kind
    title: str
    text: str
    language: str | None = None
    published_at: date | None = None
    facts: Facts
    sources: tuple[str, ...]
    translations: tuple[Translation, ...] = ()

    def periods(self, use: PeriodUse) -> tuple[Period, ...]:
        """The times in which it opens, or closes, as far as no day is told, in order."""
        return tuple(sorted((f.value for f in self.facts.periods if f.value.use is use), key=lambda p: p.last))

    @property
    def window(self) -> Window:
        """When one can apply; where no day is told, from the first day of a period or until its last."""
        facts = self.facts
        live = [d.instant for d in facts.deadlines if not d.superseded]
        live = live or [period.end for period in self.periods(PeriodUse.DEADLINE)]
        told = (period.first for period in self.periods(PeriodUse.OPENING))
        starts = (day for day in told if all(moment_of(day, timedelta()) < end for end in live))  # not of a later call
        return Window(
            opens_on=facts.opens.value if facts.opens else min(starts, default=None),
            deadlines=tuple(sorted(live)),
            rolling=bool(facts.rolling and facts.rolling.value),
            announced=facts.announced_status.value if facts.announced_status else None,
        )
