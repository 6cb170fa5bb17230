"""Clauses as tantivy's query objects; its query language is never used, so no text can be a syntax error."""

from collections.abc import Iterable, Sequence
from typing import Final

from tantivy import FieldType, Occur, Query

from core.models import FIXED_STATUSES, Status
from index.clauses import Clause, DeadlineBetween, Facet, GrantBetween, Group, Phrase, StatusAt
from index.languages import PLAIN
from index.tantivy_schema import ALWAYS, ANALYSED, analyser, build_schema, day_number, ticks

TITLE_BOOST: Final = 3.0
NAMES_BOOST: Final = 2.0


def compile_groups(groups: Iterable[Group]) -> Query:
    """A query that finds what satisfies every group."""
    return all_of([any_of([compile_clause(clause) for clause in group]) for group in groups])


def all_of(queries: Sequence[Query]) -> Query:
    """Everything that each query finds; everything there is for none."""
    if len(queries) < 2:
        return queries[0] if queries else Query.all_query()
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """Everything that some query finds; nothing for none."""
    if len(queries) < 2:
        return queries[0] if queries else Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def none_of(query: Query) -> Query:
    """Everything that a query does not find."""
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def filtering(query: Query) -> Query:
    """The same without a say in the ranking."""
    return Query.const_score_query(query, 0.0)


def compile_clause(clause: Clause) -> Query:
    """One clause as a query; only phrases score."""
    match clause:
        case Phrase(words):
            return any_of([part for language in ANALYSED for part in _phrase(words, language)])
        case Facet(name, value):
            return filtering(Query.term_query(build_schema(), name, value))
        case StatusAt(status, moment):
            return filtering(_status(status, ticks(moment)))
        case DeadlineBetween(first, last):
            return filtering(integers("deadline_days", day_number(first), day_number(last)))
        case GrantBetween(low, high):
            return filtering(all_of([_floats("grant_high", low, None), _floats("grant_low", None, high)]))


def integers(field: str, low: int | None, high: int | None) -> Query:
    """Records with a value between the bounds, both included."""
    return Query.range_query(build_schema(), field, FieldType.Integer, lower_bound=low, upper_bound=high)


def _floats(field: str, low: float | None, high: float | None) -> Query:
    return Query.range_query(build_schema(), field, FieldType.Float, lower_bound=low, upper_bound=high)


def _phrase(words: tuple[str, ...], language: str) -> list[Query]:
    tokens = [(token.position, token.text) for token in analyser(language).pre_tokenize(" ".join(words)).tokens]
    if not tokens:
        return []
    found = [
        Query.boost_query(_adjacent(f"title_{language}", tokens), TITLE_BOOST),
        _adjacent(f"body_{language}", tokens),
    ]
    if language == PLAIN:
        found.append(Query.boost_query(_adjacent("names", tokens), NAMES_BOOST))
    return found


def _adjacent(field: str, tokens: list[tuple[int, str]]) -> Query:
    if len(tokens) == 1:
        return Query.term_query(build_schema(), field, tokens[0][1])
    first = tokens[0][0]
    return Query.phrase_query(build_schema(), field, [(position - first, text) for position, text in tokens])


def _status(status: Status, now: int) -> Query:
    fixed = [Query.term_query(build_schema(), "fixed_status", status.value)] if status in FIXED_STATUSES else []
    return any_of([*fixed, *_dated(status, now)])


def _dated(status: Status, now: int) -> list[Query]:
    """What has the status by its dates; nothing for one that only a page can announce."""
    if status == Status.FORTHCOMING:
        return [integers("opens", now + 1, None)]
    opened = integers("opens", None, now)  # those of a fixed status do not have this field
    match status:
        case Status.OPEN:
            return [all_of([opened, integers("closes", now + 1, None)])]
        case Status.CLOSED:
            return [all_of([opened, integers("closes", ALWAYS + 1, now)])]
        case Status.UNKNOWN:
            return [all_of([opened, integers("closes", ALWAYS, ALWAYS)])]
        case _:
            return []
