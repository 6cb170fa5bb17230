"""Records of the Funding & Tenders portal: rows of its search, files of its topics, its bulk file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.errors import PageError
from core.models import BRUSSELS, Deadline, DeadlineRole, Evidence, Facts, Outcome, RawPage
from core.source import Extraction
from nlp.json_rows import line_of_markup, load_json, stream_rows, text_of_markup, values_at
from nlp.languages import language_of
from nlp.page.lines import Passage, plain
from nlp.page.moment import find_day, find_moments
from nlp.page.reading import Reading
from nlp.portal_budget import budget_statements
from nlp.stated import Statement, facts_of, of_source

SCREENS = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/"
FILES = "https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/"
_GRANT, _EXTERNAL, _CASCADE = "1", "2", "8"  # values of `type`; 0 is a tender
_DATABASE = "SEDIA"  # rows of other databases are stale copies
_BULK_ROWS = "fundingData.GrantTenderObj"
_PROGRAMMES = {
    "43252476": "Single Market Programme (SMP)", "43108390": "Horizon Europe (HORIZON)",
    "43152860": "Digital Europe Programme (DIGITAL)", "43251567": "Connecting Europe Facility (CEF)",
    "44416173": "Interregional Innovation Investments Instrument (I3)", "43251814": "Creative Europe (CREA)",
    "43252405": "Programme for the Environment and Climate Action (LIFE)", "43353764": "Erasmus+ (ERASMUS+)",
    "44181033": "European Defence Fund (EDF)", "43332642": "EU4Health Programme (EU4H)",
    "31059643": "COSME (2014-2020)",
}  # fmt: skip
_DATES = frozenset({"deadlines", "opens"})
_LANGUAGE = "en"  # of most records, unless the text shows another
_STAGES = (DeadlineRole.STAGE1, DeadlineRole.STAGE2)


@dataclass(frozen=True)
class _Layout:
    """Where a format of the portal keeps what: paths into one record, empty where it has none."""

    deadlines: str
    opens: str
    model: str
    texts: tuple[str, ...] = ()
    budget: str = ""
    published: str = ""


_ROW = _Layout(
    "deadlineDate",
    "startDate",
    "deadlineModel",
    texts=(
        "descriptionByte",
        "topicConditions",
        "description",
        "beneficiaryAdministration",
        "duration",
        "furtherInformation",
    ),
    budget="budgetOverview",
)
_FILE = _Layout(
    "actions.deadlineDates",
    "actions.plannedOpeningDate",
    "actions.submissionProcedure.abbreviation",
    texts=("description", "conditions", "latestInfos.content"),
    budget="budgetOverviewJSONItem",
    published="publicationDateLong",
)
_BULK = _Layout("deadlineDatesLong", "plannedOpeningDateLong", "sumbissionProcedure.abbreviation")  # [sic]


def read_rows(page: RawPage, rules: Extraction) -> Iterator[Reading]:
    """The calls among the rows of a search page. Raises PageError: undecodable, oversized."""
    root = load_json(page)
    results = root.get("results") if isinstance(root, Mapping) else None
    if not isinstance(results, list):
        raise PageError(Outcome.UNDECODABLE, "the JSON has no results")
    readers = {_GRANT: _topic, _EXTERNAL: _external, _CASCADE: _cascade}
    for result in results:
        row = result.get("metadata") if isinstance(result, Mapping) else None
        if not isinstance(row, Mapping) or _DATABASE not in values_at(row, "DATASOURCE"):
            continue
        if reader := readers.get(_first(row, "type")):
            yield from reader(row, _ROW, rules)


def read_topic(page: RawPage, rules: Extraction) -> Iterator[Reading]:
    """The topic of a `topicDetails` file. Raises PageError: undecodable, oversized."""
    root = load_json(page)
    topic = root.get("TopicDetails") if isinstance(root, Mapping) else None
    if not isinstance(topic, Mapping):
        raise PageError(Outcome.UNDECODABLE, "the JSON has no TopicDetails")
    yield from _topic(topic, _FILE, rules)


def read_bulk(page: RawPage, rules: Extraction) -> Iterator[Reading]:
    """The grants of `grantsTenders.json`, row by row, since it has 125 MB. Raises PageError: undecodable."""
    for row in stream_rows(page, _BULK_ROWS):
        if isinstance(row, Mapping) and _first(row, "type") == _GRANT:
            yield from _topic(row, _BULK, rules)


def _topic(row: Any, layout: _Layout, rules: Extraction) -> Iterator[Reading]:
    identifier = _first(row, "identifier")
    if not identifier:
        return
    budget = list(budget_statements(row.get(layout.budget), identifier))
    title, passage = line_of_markup(_first(row, "title")) or identifier, _texts(row, layout)
    yield Reading(
        title=title,
        passage=passage,
        language=language_of(f"{title}\n{passage.text}", _LANGUAGE),
        address=f"{SCREENS}topic-details/{quote(identifier, safe='')}",
        aliases=tuple(f"{FILES}{quote(name, safe='')}.json" for name in (identifier.lower(), identifier)),
        identity=f"topic:{identifier.upper()}",
        published=find_day(_first(row, layout.published)),
        stated=_facts(row, layout, rules, [*budget, *_names(row)]),
        complete=_DATES | {"amounts"} if budget else _DATES,
    )


def _external(row: Any, layout: _Layout, rules: Extraction) -> Iterator[Reading]:
    """A call of external action, whose page is on another site."""
    address, title = _first(row, "url"), line_of_markup(_first(row, "title"))
    if address and title:
        passage = _texts(row, layout)
        yield Reading(
            title=title,
            passage=passage,
            address=address,
            language=language_of(f"{title}\n{passage.text}", _LANGUAGE),
            stated=_facts(row, layout, rules, [_stated(row, "call_id", "identifier")]),
            complete=_DATES,
        )


def _cascade(row: Any, layout: _Layout, rules: Extraction) -> Iterator[Reading]:
    """A cascade call; `identifier`, `title` and `url` are those of the parent topic, which other calls share."""
    number = _first(row, "callccm2Id")
    title = line_of_markup(_first(row, "callTitle") or _first(row, "caName"))
    if not number or not title:
        return
    currency = _first(row, "currency") or "EUR"
    own = [_stated(row, "total_budget", "budget", currency), _stated(row, "project", "projectAcronym")]
    passage = _texts(row, layout)
    yield Reading(
        title=title,
        passage=passage,
        language=language_of(f"{title}\n{passage.text}", _LANGUAGE),
        address=f"{SCREENS}competitive-calls-cs/{number}",
        identity=f"callccm2id:{number}",
        stated=_facts(row, layout, rules, [*own, *_names(row)]),
        complete=_DATES,
    )


def _facts(row: Any, layout: _Layout, rules: Extraction, statements: Sequence[Statement]) -> Facts:
    opens = _stated(row, "opens", layout.opens)
    facts = facts_of([*statements, opens, *of_source(rules)])
    return facts.model_copy(update={"deadlines": tuple(_deadlines(row, layout))})


def _deadlines(row: Any, layout: _Layout) -> Iterator[Deadline]:
    """Deadlines with their hours as shown: the offset that is written behind them is none, they are Brussels time."""
    values = {
        value: moment for value in values_at(row, layout.deadlines) if (moment := next(find_moments(value), None))
    }
    model = _first(row, layout.model).lower()
    for number, (value, moment) in enumerate(sorted(values.items(), key=lambda pair: pair[1].day)):
        yield Deadline(
            date=moment.day,
            time=moment.time,
            tz=BRUSSELS if moment.time else None,
            role=_role(model, number, len(values)),
            evidence=Evidence(sentence=f"{layout.deadlines}: {value}", rule="stated.deadline"),
        )


def _role(model: str, number: int, count: int) -> DeadlineRole:
    if count > 1 and "two" in model:
        return _STAGES[min(number, 1)]
    return DeadlineRole.CUTOFF if count > 1 else DeadlineRole.FINAL


def _names(row: Any) -> Iterator[Statement]:
    for path in ("identifier", "callIdentifier"):
        yield _stated(row, "call_id", path)
    described = _first(row, "frameworkProgramme.description")
    code = _first(row, "frameworkProgramme") if not described else ""
    if programme := described or _PROGRAMMES.get(code, ""):
        yield Statement("programme", programme, f"frameworkProgramme: {code or described}")


def _stated(row: Any, name: str, path: str, currency: str = "EUR") -> Statement:
    value = _first(row, path)
    return Statement(name, value, f"{path}: {value}", currency)


def _texts(row: Any, layout: _Layout) -> Passage:
    return text_of_markup([text for path in layout.texts for text in values_at(row, path)])


def _first(row: Any, path: str) -> str:
    return plain(next(iter(values_at(row, path)), "")) if path else ""
