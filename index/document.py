"""What an engine is given of a record: its words, facets, dates and money, prepared for search."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from core.models import BRUSSELS, FIXED_STATUSES, Amount, AmountRole, Finding, Record, Status, Translation, Window

FACETS: Final = ("kinds", "ecosystems", "projects", "programmes", "countries", "languages", "sources")
"""Facets that a record states; named as the filters of `SearchQuery`. `statuses` is computed beside them."""

PER_APPLICANT: Final = frozenset({AmountRole.GRANT_MIN, AmountRole.GRANT_MAX, AmountRole.GRANT_FIXED})
HOME_CURRENCY: Final = "EUR"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one applicant can get, from the least to the most."""

    low: float
    high: float
    currency: str


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A record as the engines see it.

    Attributes:
        version: of the record; a document never replaces one of a newer version.
        translations: further languages with title and text.
        names: acronyms and identifiers under which people look for it.
        facets: values by facet, one entry for each of `FACETS`.
        fixed_status: cancelled, withdrawn or closed early, whatever the dates say.
        opens_at: until this moment it is forthcoming; None if it never was.
        deadlines: moments still in force, UTC, ascending.
        deadline_days: the same as local days, as announced.
        rolling: it stays open without a deadline.
        grant: in euro if any amount is; None if nothing is said.
    """

    id: str
    version: int
    title: str
    text: str
    language: str | None
    translations: tuple[Translation, ...]
    names: tuple[str, ...]
    facets: dict[str, tuple[str, ...]]
    published: date | None
    fixed_status: Status | None
    opens_at: datetime | None
    deadlines: tuple[datetime, ...]
    deadline_days: tuple[date, ...]
    rolling: bool
    grant: Grant | None

    @property
    def tellings(self) -> tuple[Translation, ...]:
        """Title and text in every language, the document's own first (empty if unknown)."""
        return (Translation(language=self.language or "", title=self.title, text=self.text), *self.translations)


def document_of(record: Record, version: int) -> IndexDocument:
    """Prepare a record of the given version for search."""
    facts, window = record.facts, record.window
    projects = _values(facts.projects)
    programmes = _values((facts.programme,) if facts.programme else ())
    return IndexDocument(
        id=record.id,
        version=version,
        title=clean_text(record.title),
        text=clean_text(record.text),
        language=record.language,
        translations=tuple(
            Translation(language=t.language, title=clean_text(t.title), text=clean_text(t.text))
            for t in record.translations
        ),
        names=(*projects, *programmes, *_values(facts.call_ids)),
        facets={
            "kinds": (record.kind.value,),
            "ecosystems": tuple(dict.fromkeys(found.value.value for found in facts.ecosystems)),
            "projects": projects,
            "programmes": programmes,
            "countries": _values(facts.countries),
            "languages": tuple(filter(None, (record.language, *(t.language for t in record.translations)))),
            "sources": record.sources,
        },
        published=record.published_at,
        fixed_status=window.announced if window.announced in FIXED_STATUSES else None,
        opens_at=_opening(window),
        deadlines=window.deadlines,
        deadline_days=tuple(sorted({d.date for d in facts.deadlines if not d.superseded})),
        rolling=window.rolling,
        grant=_grant(facts.amounts),
    )


def clean_text(text: str) -> str:
    """Composed accents and valid Unicode, which engines and queries have in common."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def _values(findings: tuple[Finding[str], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean_text(found.value) for found in findings))


def _opening(window: Window) -> datetime | None:
    if window.opens_on is None or window.opens_on == date.min:  # no zone reaches before the first day
        return None
    opening = datetime.combine(window.opens_on, datetime.min.time(), tzinfo=ZoneInfo(BRUSSELS))
    return opening.astimezone(UTC)


def _grant(amounts: tuple[Amount, ...]) -> Grant | None:
    found: dict[str, list[Decimal]] = {}
    for amount in amounts:
        if amount.role in PER_APPLICANT:
            found.setdefault(amount.currency, []).append(amount.value)
    if not found:
        return None
    currency = HOME_CURRENCY if HOME_CURRENCY in found else min(found)
    return Grant(float(min(found[currency])), float(max(found[currency])), currency)
