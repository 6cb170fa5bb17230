"""The layout of the embedded index: its fields, its analysers, and a document in its terms."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import Final

import tantivy

from index.document import FACETS, HOME_CURRENCY, IndexDocument
from index.languages import ELIDED, LONGEST_WORD, PLAIN

STEMMERS: Final = {
    "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish",
}  # fmt: skip
ANALYSED: Final = (*STEMMERS, PLAIN)

SLOTS: Final = 16
"""Deadlines of a record that sorting by the next one knows; of more, the last ones share the last slot."""

ALWAYS: Final = -(2**60)
NEVER: Final = 2**60
"""Moments before and after all others, for records that were always open or never close.

Powers of two: aggregations compute in floating point.
"""

TEXTS: Final = (*(f"{part}_{language}" for part in ("title", "body") for language in ANALYSED), "names")
KEYWORDS: Final = (*FACETS, "fixed_status")
INTEGERS: Final = (
    "version", "opens", "closes", "deadline_days", "published", "slots", *(f"deadline_{n}" for n in range(SLOTS)),
)  # fmt: skip
FLOATS: Final = ("grant_low", "grant_high")
KEPT: Final = ("title", "text", "analysis")

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def ticks(moment: datetime) -> int:
    """A moment as whole microseconds; tantivy's own dates are cut to seconds."""
    return (moment - EPOCH) // MICROSECOND


def day_number(day: date | None) -> int:
    """A day as a number, 0 for none."""
    return day.toordinal() if day else 0


@cache
def build_schema() -> tantivy.Schema:
    """The fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=name.rpartition("_")[2] if "_" in name else PLAIN)
    for name in KEYWORDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in INTEGERS:
        builder.add_integer_field(name, fast=True)
    for name in FLOATS:
        builder.add_float_field(name, fast=True)
    for name in KEPT:  # as bytes, because a text field cannot be kept without being indexed
        builder.add_bytes_field(name, stored=True)
    return builder.build()


@cache
def layout() -> str:
    """A digest that changes whenever an index of before can no longer be read."""
    engine = version("tantivy").rpartition(".")[0]  # minor versions change the format
    parts = (engine, TEXTS, KEYWORDS, INTEGERS, FLOATS, KEPT, STEMMERS, ELIDED, LONGEST_WORD)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


@cache
def analyser(language: str) -> tantivy.TextAnalyzer:
    """Words of a language in lower case, without elided articles, endings and accents.

    Endings go first: stemmers know them with their accents.
    """
    steps = [tantivy.Filter.remove_long(LONGEST_WORD), tantivy.Filter.lowercase()]
    if language in ELIDED:
        steps.append(tantivy.Filter.custom_stopword(list(ELIDED[language])))
    if language in STEMMERS:
        steps.append(tantivy.Filter.stemmer(STEMMERS[language]))
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (*steps, tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


def register_analysers(index: tantivy.Index) -> tantivy.Index:
    """Make the analysers known to an index that was just opened."""
    for language in ANALYSED:
        index.register_tokenizer(language, analyser(language))
    return index


def encode(document: IndexDocument, number: int) -> tantivy.Document:
    """A document as tantivy takes it; `number` is kept as its version."""
    language = document.language if document.language in STEMMERS else None
    encoded = tantivy.Document()
    encoded.add_text("id", document.id)
    encoded.add_integer("version", number)
    for told in document.tellings:
        for analysed in dict.fromkeys((told.language if told.language in STEMMERS else PLAIN, PLAIN)):
            encoded.add_text(f"title_{analysed}", told.title)
            encoded.add_text(f"body_{analysed}", told.text)
    encoded.add_text("names", "\n".join(document.names))
    encoded.add_bytes("title", document.title.encode())
    encoded.add_bytes("text", document.text.encode())
    encoded.add_bytes("analysis", (language or PLAIN).encode())
    encoded.add_integer("published", day_number(document.published))
    for name, values in document.facets.items():
        for value in values:
            encoded.add_text(name, value)
    _add_window(encoded, document)
    if document.grant and document.grant.currency == HOME_CURRENCY:
        encoded.add_float("grant_low", document.grant.low)
        encoded.add_float("grant_high", document.grant.high)
    return encoded


def _add_window(encoded: tantivy.Document, document: IndexDocument) -> None:
    moments = [ticks(moment) for moment in document.deadlines]
    if document.fixed_status:
        encoded.add_text("fixed_status", document.fixed_status.value)
    else:
        encoded.add_integer("opens", ticks(document.opens_at) if document.opens_at else ALWAYS)
        encoded.add_integer("closes", NEVER if document.rolling else moments[-1] if moments else ALWAYS)
    for day in document.deadline_days:
        encoded.add_integer("deadline_days", day_number(day))
    for number, moment in enumerate([*moments[: SLOTS - 1], *moments[SLOTS - 1 :][-1:]]):
        encoded.add_integer(f"deadline_{number}", moment)
    encoded.add_integer("slots", min(len(moments), SLOTS))
