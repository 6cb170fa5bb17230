"""Asks one state of an embedded index: ranking, paging, facets and excerpts."""

import heapq
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeAlias

import tantivy
from tantivy import Occur, Order, Query

from core.models import FIXED_STATUSES, Status
from core.query import Hit, SearchQuery, SearchResults, Sort
from index.clauses import groups_of, text_groups
from index.document import FACETS
from index.excerpt import LONGEST, lead, spans_in_characters
from index.languages import PLAIN
from index.tantivy_query import all_of, any_of, compile_groups, filtering, integers, none_of
from index.tantivy_schema import ALWAYS, SLOTS, build_schema, ticks

MOST_VALUES: Final = 200
"""Values of a facet that are counted, the most frequent first."""

Ranked: TypeAlias = tuple[float, tantivy.DocAddress]


class View:
    """One query on one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, query: SearchQuery) -> None:
        self._searcher = searcher
        self._query = query
        self._compiled = compile_groups(groups_of(query))
        self._now = ticks(query.as_of)
        self._snippets: dict[str, tantivy.SnippetGenerator] = {}

    def results(self) -> SearchResults:
        """The page that the query asks for."""
        query = self._query
        ranked = self._ranked(query.offset, query.limit) if query.limit and self._total else []
        hits = tuple(self._hit(one, excerpt=True) for one in ranked)
        return SearchResults(total=self._total, hits=hits, facets=self._facets() if self._total else {})

    def everything(self) -> Iterator[Hit]:
        """All hits in order, without excerpts."""
        if self._total:
            yield from (self._hit(one, excerpt=False) for one in self._ranked(0, self._total))

    @cached_property
    def _total(self) -> int:
        return self._count(self._compiled)

    def _count(self, query: Query) -> int:
        return int(self._searcher.search(query, limit=1).count)  # type: ignore[attr-defined]  # not in its stubs

    def _ranked(self, offset: int, limit: int) -> list[Ranked]:
        query = self._query
        if query.sort == Sort.DEADLINE:
            return self._by_deadline(offset, limit)
        if query.sort == Sort.NEWEST or not text_groups(query.text):
            return self._by("published", self._compiled, Order.Desc, offset, limit)
        return list(self._searcher.search(self._compiled, limit=limit, offset=offset, count=False).hits)

    def _by(self, field: str, query: Query, order: Order, offset: int, limit: int) -> list[Ranked]:
        found = self._searcher.search(query, limit=limit, offset=offset, count=False, order_by_field=field, order=order)
        return list(found.hits)

    def _by_deadline(self, offset: int, limit: int) -> list[Ranked]:
        """Those with a deadline ahead, next one first, then the others as for `NEWEST`."""
        ahead = any_of([integers(f"deadline_{number}", self._now + 1, None) for number in self._slots()])
        upcoming = self._count(self._both(ahead))
        page: list[Ranked] = []
        if offset < upcoming:
            heads = [self._next_in_slot(number, offset + limit) for number in self._slots()]
            page = list(islice(heapq.merge(*heads, key=lambda one: one[0]), offset, offset + limit))
        if len(page) < limit:
            rest = self._both(none_of(ahead))
            page += self._by("published", rest, Order.Desc, max(0, offset - upcoming), limit - len(page))
        return page

    def _slots(self) -> range:
        most = self._searcher.aggregate(self._compiled, {"most": {"max": {"field": "slots"}}})["most"]["value"]
        return range(min(int(most or 0), SLOTS))

    def _next_in_slot(self, number: int, limit: int) -> list[Ranked]:
        """Records whose next deadline is their n-th, first ones first."""
        conditions = [integers(f"deadline_{number}", self._now + 1, None)]
        if number:
            conditions.append(integers(f"deadline_{number - 1}", None, self._now))
        return self._by(f"deadline_{number}", self._both(all_of(conditions)), Order.Asc, 0, limit)

    def _both(self, condition: Query) -> Query:
        return Query.boolean_query([(Occur.Must, self._compiled), (Occur.Must, filtering(condition))])

    def _hit(self, ranked: Ranked, *, excerpt: bool) -> Hit:
        score, address = ranked
        document = self._searcher.doc(address)
        title = _kept(document, "title")
        shown, spans = self._excerpt(document) if excerpt else ("", ())
        return Hit(
            record_id=document.get_first("id"),
            score=float(score or 0) if self._query.sort == Sort.RELEVANCE and self._query.text else 0.0,
            title=title,
            excerpt=shown,
            highlights=spans,
        )

    def _excerpt(self, document: tantivy.Document) -> tuple[str, tuple[tuple[int, int], ...]]:
        text = _kept(document, "text")
        if self._query.text:
            for analysis in (_kept(document, "analysis"), PLAIN):
                field = f"body_{analysis}"
                again = tantivy.Document()
                again.add_text(field, text)
                snippet = self._snippet_generator(field).snippet_from_doc(again)
                if fragment := snippet.fragment():
                    spans = ((span.start, span.end) for span in snippet.highlighted())
                    return fragment.replace("\n", " "), spans_in_characters(fragment, spans)
        return lead(text), ()

    def _snippet_generator(self, field: str) -> tantivy.SnippetGenerator:
        if field not in self._snippets:
            words = compile_groups(text_groups(self._query.text))
            generator = tantivy.SnippetGenerator.create(self._searcher, words, build_schema(), field)
            generator.set_max_num_chars(LONGEST)
            self._snippets[field] = generator
        return self._snippets[field]

    def _facets(self) -> dict[str, dict[str, int]]:
        now = float(self._now)
        dated = ALWAYS / 2  # before every date, after `ALWAYS`
        by_closing = {"ranges": [{"to": dated}, {"from": dated, "to": now + 1}, {"from": now + 1}]}
        asked: dict[str, Any] = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in FACETS}
        asked["fixed"] = {"terms": {"field": "fixed_status"}}
        asked["opens"] = {
            "range": {"field": "opens", "ranges": [{"to": now + 1}, {"from": now + 1}]},
            "aggs": {"closes": {"range": {"field": "closes"} | by_closing}},
        }
        answer = self._searcher.aggregate(self._compiled, asked)
        facets = {name: {one["key"]: one["doc_count"] for one in answer[name]["buckets"]} for name in FACETS}
        return facets | {"statuses": _status_counts(answer)}


def _kept(document: tantivy.Document, field: str) -> str:
    value: bytes = document.get_first(field) or b""
    return value.decode()


def _status_counts(answer: dict[str, Any]) -> dict[str, int]:
    opened, ahead = answer["opens"]["buckets"]
    unknown, closed, still_open = (bucket["doc_count"] for bucket in opened["closes"]["buckets"])
    counts = {Status.FORTHCOMING: ahead["doc_count"], Status.OPEN: still_open}
    counts |= {Status.CLOSED: closed, Status.UNKNOWN: unknown}
    fixed = {bucket["key"]: bucket["doc_count"] for bucket in answer["fixed"]["buckets"]}
    counts |= {status: counts.get(status, 0) + fixed.get(status.value, 0) for status in FIXED_STATUSES}
    return {status.value: count for status, count in counts.items() if count}
