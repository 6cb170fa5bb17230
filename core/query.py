"""What can be asked of the search index and what comes back, without any engine's syntax."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from core.models import Ecosystem, Frozen, Kind, Status


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DEADLINE = "deadline"  # the next one first, records without one last
    NEWEST = "newest"


class SearchQuery(Frozen):
    """A search; the UI, the API and a saved search share it.

    Attributes:
        text: words that must all occur; "quoted" words stand together. Empty: everything.
        as_of: the moment at which status and next deadline are computed.
        amount_min, amount_max: bounds in euro on what one applicant can get.
    """

    as_of: datetime
    text: str = Field(default="", max_length=1000)
    kinds: tuple[Kind, ...] = ()
    ecosystems: tuple[Ecosystem, ...] = ()
    projects: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    deadline_from: date | None = None
    deadline_to: date | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=20, ge=0, le=1000)


class Hit(Frozen):
    """One record found. `highlights` are excerpts with the matched words as (start, end) spans."""

    record_id: str
    score: float
    title: str
    excerpt: str = ""
    highlights: tuple[tuple[int, int], ...] = ()


class SearchResults(Frozen):
    """Hits of one page; `facets` counts values over all hits, by field."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] = {}
