"""Announcements in the schema of evaluation files: one flat JSON object each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.models import Amount, Announcement, Article, Deadline, Facts, Kind


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of a line with `id`, `title`, `text` and optionally `published`, `lang` and `url`."""
    url = row.get("url") or f"urn:annotated:{row.get('id', '')}"
    published = row.get("published")
    return Article(
        source_id="annotated",
        url=url,
        canonical_url=url,
        title=row.get("title") or "",
        text=row.get("text") or "",
        language=row.get("lang"),
        published_at=date.fromisoformat(published) if published else None,
    )


def annotation_of(announcement: Announcement) -> dict[str, Any]:
    """The fields that were read, without their evidence, as JSON types."""
    return {"title": announcement.article.title, "lang": announcement.article.language, **fields_of(announcement.facts)}


def fields_of(facts: Facts) -> dict[str, Any]:
    """Facts as flat JSON types: ISO dates, amounts as numbers."""
    return {
        "kind": (facts.kind.value if facts.kind else Kind.NEWS).value,
        "deadlines": [_deadline(deadline) for deadline in facts.deadlines],
        "rolling": bool(facts.rolling and facts.rolling.value),
        "opens": facts.opens.value.isoformat() if facts.opens else None,
        "event_dates": [finding.value.isoformat() for finding in facts.event_dates],
        "amounts": [_amount(amount) for amount in facts.amounts],
        "cofunding_rate": _number(facts.cofunding_rate.value) if facts.cofunding_rate else None,
        "ecosystems": [finding.value.value for finding in facts.ecosystems],
        "projects": [finding.value for finding in facts.projects],
        "programme": facts.programme.value if facts.programme else None,
        "call_ids": [finding.value for finding in facts.call_ids],
        "countries": [finding.value for finding in facts.countries],
        "beneficiaries": [finding.value for finding in facts.beneficiaries],
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "date": deadline.date.isoformat(),
        "time": deadline.time,
        "tz": deadline.tz,
        "role": deadline.role.value,
        "superseded": deadline.superseded,
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {"value": _number(amount.value), "currency": amount.currency, "role": amount.role.value}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
