"""The layout of the Elasticsearch index: analysers, mapping, and a document in its terms."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from index.document import FACETS, IndexDocument
from index.excerpt import lead
from index.languages import ELIDED, LONGEST_WORD, PLAIN

STEMMERS: Final = {
    "bg": "bulgarian", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "it": "italian",
    "lt": "lithuanian", "lv": "latvian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish",
}  # fmt: skip
"""The languages of the Union that the server can stem, and Norwegian."""

ANALYSED: Final = (*STEMMERS, PLAIN)

OPENING_MARK, CLOSING_MARK = "\ue000", "\ue001"
"""Stand around found words in an answer; for private use in Unicode, so removed from texts."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
TIMINGS: Final = ("dated", "rolling", "undated")

_KEYWORD: Final = {"type": "keyword"}
_MOMENT: Final = {"type": "date", "format": "epoch_millis"}
_DAY: Final = {"type": "date", "format": "strict_date"}


def milliseconds(moment: datetime) -> int:
    """A moment as the server counts; announced deadlines are whole minutes, so nothing is lost."""
    return (moment - EPOCH) // MILLISECOND


@cache
def analysis() -> Mapping[str, Any]:
    """Words in lower case, without elided articles, endings and accents, for each language.

    Endings go first: stemmers know them with their accents.
    """
    filters: dict[str, Any] = {"too_long": {"type": "length", "max": LONGEST_WORD}}
    filters["lowercase_el"] = {"type": "lowercase", "language": "greek"}  # takes the accents off, as its stemmer needs
    analysers = {}
    for language in ANALYSED:
        steps = ["too_long", "lowercase_el" if language == "el" else "lowercase"]
        if language in ELIDED:
            filters[f"elision_{language}"] = {"type": "stop", "stopwords": list(ELIDED[language])}
            steps.append(f"elision_{language}")
        if language in STEMMERS:
            filters[f"stem_{language}"] = {"type": "stemmer", "language": STEMMERS[language]}
            steps.append(f"stem_{language}")
        analysers[language] = {"type": "custom", "tokenizer": "words", "filter": [*steps, "asciifolding"]}
    # as the embedded engine parts words: an apostrophe, a hyphen and a dot part them
    words = {"type": "char_group", "tokenize_on_chars": ["whitespace", "punctuation", "symbol", "\u0000"]}
    return {"tokenizer": {"words": words}, "filter": filters, "analyzer": analysers}


@cache
def mapping() -> Mapping[str, Any]:
    """Every field there is; a document with another one is rejected."""
    return {
        "dynamic": "strict",
        "properties": {
            "id": _KEYWORD,
            "title": _by_language("title"),
            "body": _by_language("body"),
            "names": {"type": "text", "analyzer": PLAIN},
            "lead": {"type": "keyword", "index": False, "doc_values": False},
            **dict.fromkeys(FACETS, _KEYWORD),
            "published": _DAY,
            "fixed_status": _KEYWORD,
            "timing": _KEYWORD,
            "opens": _MOMENT,
            "closes": _MOMENT,
            "open_period": {"type": "date_range", "format": "epoch_millis"},
            "deadline_days": _DAY,
            # nested: sorting by the next deadline looks at one of several
            "deadlines": {"type": "nested", "dynamic": "strict", "properties": {"at": _MOMENT}},
            "grant": {
                "type": "object",
                "dynamic": "strict",
                "properties": {"low": {"type": "double"}, "high": {"type": "double"}, "currency": _KEYWORD},
            },
        },
    }


def _by_language(field: str) -> Mapping[str, Any]:
    """A text, analysed in its language, and beside it as it is written."""
    stemmed = {code: {"type": "text", "analyzer": code, "copy_to": f"{field}.{PLAIN}"} for code in STEMMERS}
    written = {PLAIN: {"type": "text", "analyzer": PLAIN}}
    return {"type": "object", "dynamic": "strict", "properties": {**stemmed, **written}}


@cache
def layout() -> str:
    """A digest that changes whenever an index of before no longer fits."""
    whole = json.dumps([analysis(), mapping()], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def encode(document: IndexDocument) -> dict[str, Any]:
    """A document as the server takes it, without its id and version."""
    titles: dict[str, list[str]] = {}
    bodies: dict[str, list[str]] = {}
    for told in document.tellings:
        analysed = told.language if told.language in STEMMERS else PLAIN
        titles.setdefault(analysed, []).append(_without_marks(told.title))
        bodies.setdefault(analysed, []).append(_without_marks(told.text))
    source: dict[str, Any] = {
        "id": document.id,
        "title": titles,
        "body": bodies,
        "names": document.names,
        "lead": lead(document.text),
        **document.facets,
        "deadline_days": [day.isoformat() for day in document.deadline_days],
        "deadlines": [{"at": milliseconds(moment)} for moment in document.deadlines],
    }
    if document.published:
        source["published"] = document.published.isoformat()
    if document.grant:
        grant = document.grant
        source["grant"] = {"low": grant.low, "high": grant.high, "currency": grant.currency}
    return source | _window(document)


def _without_marks(text: str) -> str:
    return text.replace(OPENING_MARK, " ").replace(CLOSING_MARK, " ")


def _window(document: IndexDocument) -> dict[str, Any]:
    if document.fixed_status:
        return {"fixed_status": document.fixed_status.value}
    opens = milliseconds(document.opens_at) if document.opens_at else None
    closes = milliseconds(document.deadlines[-1]) if document.deadlines else None
    window: dict[str, Any] = {"timing": "rolling" if document.rolling else "undated" if closes is None else "dated"}
    period = {}
    if opens is not None:
        window["opens"] = period["gte"] = opens
    if closes is not None and not document.rolling:
        window["closes"] = period["lt"] = closes
    is_ever_open = document.rolling or closes is not None
    if is_ever_open and (opens is None or "lt" not in period or opens < period["lt"]):
        window["open_period"] = period
    return window
