"""Tells whether an article says something else than before, whatever counts and clocks the page shows."""

import hashlib
import json
import re

from core.models import Article

# Lines that count readers or tell an age say nothing about the call and differ at each look.
_COUNTER = re.compile(
    r"^\W*(?:page\s)?(?:views?|visits?|hits?|reads?|aufrufe|vues?|visitas?|visite|visualizzazioni|weergaven)"
    r"\W*[\d.,\s]+$",
    re.IGNORECASE,
)
_AGE = re.compile(r"^.{0,30}\b\d+\s(?:second|minute|hour|day|week|month)s?\sago\W*$", re.IGNORECASE)
_SAID = {"canonical_url", "complete", "identity", "language", "published_at", "source_id", "stated", "title"}


def article_digest(article: Article) -> str:
    """SHA-256 of all that the article says; equal for two looks at an unchanged announcement."""
    said = article.model_dump(mode="json", include=_SAID)
    said["complete"] = sorted(article.complete)  # a set has no order of its own
    said["aliases"] = sorted(article.aliases)
    said["translations"] = sorted(article.translations)
    said["lines"] = meaningful_lines(article.text)
    said["struck"] = sorted(struck_phrases(article))
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def struck_phrases(article: Article) -> set[str]:
    """What the page shows struck through."""
    return {" ".join(article.text[start:end].split()) for start, end in article.struck}


def meaningful_lines(text: str) -> list[str]:
    """The lines of a text with single spaces, without reader counts and ages."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line and not _COUNTER.match(line) and not _AGE.match(line)]
