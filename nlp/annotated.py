"""Announcements in the schema of evaluation files: one flat JSON object each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.models import Announcement, Article, Kind
from core.schema import public_fields


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
    article, facts = announcement.article, announcement.facts
    return {
        "title": article.title,
        "lang": article.language,
        "kind": (facts.kind.value if facts.kind else Kind.NEWS).value,
        **public_fields(facts),
        "beneficiaries": [finding.value for finding in facts.beneficiaries],
    }
