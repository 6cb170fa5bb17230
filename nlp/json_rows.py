"""JSON as articles, one for each row, by field paths that a source's `options` name."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson
from lxml.html import fragment_fromstring
from pydantic import Field, ValidationError

from core.errors import PageError
from core.models import Frozen, Outcome, RawPage
from core.source import Extraction, StatedName
from nlp.languages import language_of
from nlp.page.charset import decode
from nlp.page.lines import Passage, drop_unshown, from_lines, lines_of, mark_struck, plain
from nlp.page.reading import Reading
from nlp.stated import Statement, complete_fields, day_of, facts_of, of_source, text_of_first

MAX_BYTES = 60_000_000  # of JSON that is read as one value
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]{2,8}|#\d{2,5});")
_PLACE = re.compile(r"\{([\w.]+)\}")


class RowRules(Frozen):
    """The `options` of a source whose pages are JSON. Paths are dotted; of a list every value is meant.

    Attributes:
        script: name of the constant in a page's script that holds the JSON; None where the page is JSON.
        rows: path of the rows; empty where the JSON is the list, or the one row.
        title, text: paths of the title and of the texts, plain or HTML, in the order of the article.
        address: path of the article's address, or an address with `{path}` places.
        identity: the source's own key of a call with `{path}` places, such as `callccm2id:{id}`.
        fields: paths of what a row states, by name as in `extraction.stated`; the first that is filled is taken.
        where: values that a row must have, by path; others are no announcements.
        whole: names in `fields` to which prose adds nothing.
        currency: ISO code of sums that are bare numbers.
    """

    script: str | None = None
    rows: str = ""
    title: str = "title"
    text: tuple[str, ...] = ("description",)
    address: str = "url"
    identity: str | None = None
    fields: dict[StatedName, tuple[str, ...]] = {}
    where: dict[str, tuple[str, ...]] = {}
    whole: tuple[StatedName, ...] = ()
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")


def read_json(page: RawPage, rules: Extraction) -> Iterator[Reading]:
    """An article for each row. Raises PageError: undecodable, oversized."""
    try:
        options = RowRules.model_validate(rules.options)
    except ValidationError as error:
        raise PageError(Outcome.UNDECODABLE, f"the source's options are wrong: {error.errors()[0]['msg']}") from error
    value = script_constant(page, options.script) if options.script else load_json(page)
    for row in _rows(value, options.rows):
        reading = _reading(row, options, rules)
        if reading.title and all(set(values_at(row, path)) & set(wanted) for path, wanted in options.where.items()):
            yield reading


def load_json(page: RawPage) -> Any:
    """The JSON of a page. Raises PageError: undecodable, oversized."""
    if len(page.body) > MAX_BYTES:
        raise PageError(Outcome.OVERSIZED, f"{len(page.body):,} bytes of JSON")
    try:
        return json.loads(decode(page.body, page.headers.get("content-type", "")), strict=False)
    except (ValueError, RecursionError) as error:
        raise PageError(Outcome.UNDECODABLE, f"not JSON: {error}") from error


def script_constant(page: RawPage, name: str) -> Any:
    """The JSON value that a script of the page assigns to a name. Raises PageError: undecodable."""
    source = decode(page.body, page.headers.get("content-type", ""))
    match = re.search(rf"\b{re.escape(name)}\s*=\s*(?=[\[{{])", source)
    if match is None:
        raise PageError(Outcome.UNDECODABLE, f"no script sets {name}")
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, match.end())[0]
    except (ValueError, RecursionError) as error:
        raise PageError(Outcome.UNDECODABLE, f"{name} is not JSON: {error}") from error


def stream_rows(page: RawPage, path: str) -> Iterator[Any]:
    """The rows of a bulk file one by one, however large it is. Raises PageError: undecodable."""
    try:
        yield from ijson.items(page.body, f"{path}.item" if path else "item", use_float=True)
    except (ijson.JSONError, ValueError) as error:
        raise PageError(Outcome.UNDECODABLE, f"not JSON: {error}") from error


def values_at(row: Any, path: str) -> list[str]:
    """Every value under a dotted path as text, those of lists one by one; empty ones are left out."""
    values = [row]
    for name in path.split("."):
        values = [
            part[name] for value in values for part in _parts(value) if isinstance(part, Mapping) and name in part
        ]
    found = [part for value in values for part in _parts(value)]
    return [
        str(value).strip()
        for value in found
        if value is not None and not isinstance(value, bool) and str(value).strip()
    ]


def text_of_markup(texts: list[str]) -> Passage:
    """Texts that may be HTML as one passage."""
    return from_lines([line for text in texts for line in _lines(text)])


def line_of_markup(text: str) -> str:
    """A text that may be HTML on one line."""
    return text_of_markup([text]).text.replace("\n", " ")


def _lines(text: str) -> list[str]:
    if not _MARKUP.search(text):
        return [line for line in map(plain, text.splitlines()) if line]
    root = fragment_fromstring(text, create_parent="div")
    drop_unshown(root)
    mark_struck(root)
    return lines_of(root)


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _rows(value: Any, path: str) -> list[Any]:
    for name in filter(None, path.split(".")):
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None:
        raise PageError(Outcome.UNDECODABLE, f"the JSON has no {path}")
    return [row for row in _parts(value) if isinstance(row, Mapping)]


def _filled(template: str, row: Any) -> str | None:
    """A template with its places filled; a template without places is a path. None if a value is missing."""
    if not _PLACE.search(template):
        return next(iter(values_at(row, template)), None)
    found = {path: next(iter(values_at(row, path)), None) for path in _PLACE.findall(template)}
    return None if None in found.values() else _PLACE.sub(lambda match: str(found[match[1]]), template)


def _reading(row: Any, options: RowRules, rules: Extraction) -> Reading:
    statements = list(_statements(row, options))
    passage = text_of_markup([text for path in options.text for text in values_at(row, path)])
    title = line_of_markup(next(iter(values_at(row, options.title)), ""))
    language = language_of(f"{title}\n{passage.text}")
    return Reading(
        title=title or passage.text.partition("\n")[0][:200],
        passage=passage,
        address=_filled(options.address, row),
        language=language,
        published=day_of(statements, "published", language),
        modified=day_of(statements, "modified", language),
        identity=_filled(options.identity, row) if options.identity else text_of_first(statements, "identity"),
        stated=facts_of([*statements, *of_source(rules)], language),
        complete=complete_fields(options.whole),
    )


def _statements(row: Any, options: RowRules) -> Iterator[Statement]:
    for name, paths in options.fields.items():
        for path in paths:
            values = values_at(row, path)
            yield from (Statement(name, value, f"{path}: {value}", options.currency) for value in values)
            if values:
                break
