"""Searches as the server's query language: objects without scripts and without its query strings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from core.models import FIXED_STATUSES, Status
from core.query import Hit, SearchQuery, SearchResults, Sort
from index.clauses import Clause, DeadlineBetween, Facet, GrantBetween, Group, Phrase, StatusAt, groups_of, text_groups
from index.document import FACETS, HOME_CURRENCY
from index.elastic_mapping import CLOSING_MARK, OPENING_MARK, milliseconds
from index.excerpt import LONGEST

Query: TypeAlias = Mapping[str, Any]

FIELDS: Final = ("title.*^3", "names^2", "body.*")
MOST_VALUES: Final = 200  # values of a facet that are counted
MINUTE: Final = 60_000  # milliseconds
LARGEST: Final = 1e300  # JSON has no infinity
NOTHING: Final[Query] = {"match_none": {}}
LONGEST_ANALYSED: Final = 200_000  # characters that are looked through for an excerpt


def compile_query(query: SearchQuery) -> Query:
    """What the server is to find; only words score."""
    groups = groups_of(query)
    words = text_groups(query.text)
    scoring = [compile_group(group) for group in groups[: len(words)]]
    return {"bool": {"must": scoring, "filter": [compile_group(group) for group in groups[len(words) :]]}}


def compile_group(group: Group) -> Query:
    """One of the clauses must hold."""
    queries = [compile_clause(clause) for clause in group]
    if len(queries) < 2:
        return queries[0] if queries else NOTHING
    return _any_of(queries)


def compile_clause(clause: Clause) -> Query:
    """One clause."""
    match clause:
        case Phrase(words):
            return _phrase(words, FIELDS)
        case Facet(name, value):
            return {"term": {name: value}}
        case StatusAt(status, moment):
            return _status(status, minute_of(moment))
        case DeadlineBetween(first, last):
            return {"range": {"deadline_days": {"gte": first.isoformat(), "lte": last.isoformat()}}}
        case GrantBetween(low, high):
            bounds = [
                {"term": {"grant.currency": HOME_CURRENCY}},
                {"range": {"grant.high": {"gte": min(low, LARGEST)}}},
                {"range": {"grant.low": {"lte": min(high, LARGEST)}}},
            ]
            return {"bool": {"filter": bounds}}


def _any_of(queries: Sequence[Query]) -> Query:
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _phrase(words: Sequence[str], fields: Sequence[str]) -> Query:
    """Words that stand together; each field analyses them in its own language."""
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": fields, "tie_breaker": 1.0}}


def minute_of(moment: datetime) -> int:
    """The minute of a moment as the server counts.

    Calls open and close at whole minutes, and the server keeps its answers to clauses that it was asked before.
    """
    return milliseconds(moment) // MINUTE * MINUTE


def order_of(query: SearchQuery) -> list[Mapping[str, Any]]:
    """The sort; the record id makes it the same on every copy of the index."""
    newest: list[Mapping[str, Any]] = [{"published": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    if query.sort == Sort.DEADLINE:
        ahead = {"range": {"deadlines.at": {"gt": minute_of(query.as_of)}}}
        nested = {"path": "deadlines", "filter": ahead}
        return [{"deadlines.at": {"order": "asc", "mode": "min", "missing": "_last", "nested": nested}}, *newest]
    return [{"_score": "desc"}, {"id": "asc"}] if scores(query) else newest


def scores(query: SearchQuery) -> bool:
    """Whether hits are ranked by their words."""
    return query.sort == Sort.RELEVANCE and bool(text_groups(query.text))


def request_of(query: SearchQuery) -> dict[str, Any]:
    """The whole search request of a page."""
    return {
        "query": compile_query(query),
        "sort": order_of(query),
        "from_": query.offset,
        "size": query.limit,
        "track_total_hits": True,
        "source": ["title", "lead"],
        "aggs": facets_at(query.as_of),
        "highlight": {
            "fields": {"body.*": {}},
            "highlight_query": _words_in_body(query.text),  # the whole query costs as much again as the search
            "type": "unified",
            "number_of_fragments": 1,
            "fragment_size": LONGEST,
            "pre_tags": [OPENING_MARK],
            "post_tags": [CLOSING_MARK],
            "max_analyzed_offset": LONGEST_ANALYSED,
        },
    }


def _words_in_body(text: str) -> Query:
    phrases = [clause for group in text_groups(text) for clause in group if isinstance(clause, Phrase)]
    return _any_of([_phrase(phrase.words, ("body.*",)) for phrase in phrases]) if phrases else NOTHING


def facets_at(moment: datetime) -> dict[str, Any]:
    """Counts of every facet's values over all hits."""
    statuses = {status.value: _status(status, minute_of(moment)) for status in Status}
    terms = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in FACETS}
    return {**terms, "statuses": {"filters": {"filters": statuses}}}


def results_of(answer: Mapping[str, Any]) -> SearchResults:
    """The server's answer as values."""
    hits = tuple(hit_of(hit) for hit in answer["hits"]["hits"])
    total = answer["hits"]["total"]["value"]
    if not total:
        return SearchResults(total=0, hits=hits)
    found = answer["aggregations"]
    facets = {name: {one["key"]: one["doc_count"] for one in found[name]["buckets"]} for name in FACETS}
    counts = {name: one["doc_count"] for name, one in found["statuses"]["buckets"].items() if one["doc_count"]}
    return SearchResults(total=total, hits=hits, facets={**facets, "statuses": counts})


def hit_of(hit: Mapping[str, Any]) -> Hit:
    """One hit of an answer; without highlights its excerpt is the beginning of the text."""
    source = hit["_source"]
    marked: Iterable[list[str]] = hit.get("highlight", {}).values()  # as written, and in the text's language
    best = max((one[0] for one in marked), key=lambda one: one.count(OPENING_MARK), default=source.get("lead", ""))
    excerpt, spans = _unmarked(best)
    return Hit(
        record_id=hit["_id"],
        score=hit.get("_score") or 0.0,
        title=next(iter(source["title"].values()))[0],
        excerpt=excerpt,
        highlights=spans,
    )


def _unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, spans = "", []
    for part in marked.replace("\n", " ").split(OPENING_MARK):
        word, mark, rest = part.partition(CLOSING_MARK)
        if mark:
            spans.append((len(text), len(text) + len(word)))
        text += word + rest
    return text, tuple(spans)


def _status(status: Status, now: int) -> Query:
    forthcoming = {"range": {"opens": {"gt": now}}}
    match status:
        case Status.FORTHCOMING:
            return forthcoming
        case Status.OPEN:
            return {"range": {"open_period": {"gte": now, "lte": now, "relation": "contains"}}}
        case Status.CLOSED:
            over = [{"term": {"timing": "dated"}}, {"range": {"closes": {"lte": now}}}]
            by_dates = {"bool": {"filter": over, "must_not": forthcoming}}
            return {"bool": {"should": [by_dates, {"term": {"fixed_status": status.value}}]}}
        case _ if status in FIXED_STATUSES:
            return {"term": {"fixed_status": status.value}}
        case _:
            return {"bool": {"filter": {"term": {"timing": "undated"}}, "must_not": forthcoming}}
