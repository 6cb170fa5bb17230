"""What holds for all records and searches, on every engine."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.models import Status
from core.query import SearchQuery, Sort
from tests.index.samples import DAYS, MOMENTS, NOW, ask, document, documents, ids, queries, record

# few but large examples: each makes an index of its own, which takes a server a while
examples = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes on a server
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
TEXTS = st.lists(st.text(max_size=300), min_size=1, max_size=10)
SIGNS = st.text(alphabet=" \"'()[]{}:*?~^+-&|!/\\<>=aàé1_.\x00\u200b", max_size=60)


@examples
@given(batch=documents(), saved=st.lists(queries(), min_size=1, max_size=8))
def test_matching_finds_exactly_what_searching_finds(new_index, batch, saved):
    index = new_index()
    index.add(batch)
    searches = {f"s{number}": query for number, query in enumerate(saved)}
    matched = list(index.match(batch, searches))
    assert sorted(matched) == sorted(
        (record_id, key) for key, query in searches.items() for record_id in ids(index.search(query))
    )


@examples
@given(
    windows=st.lists(
        st.fixed_dictionaries(
            {
                "deadlines": st.lists(DAYS, max_size=3),
                "superseded": st.lists(DAYS, max_size=1),
                "opens": st.none() | DAYS,
                "rolling": st.booleans(),
                "announced": st.none() | st.sampled_from(Status),
            }
        ),
        min_size=1,
        max_size=15,
    ),
    moment=MOMENTS,
)
def test_the_status_filter_and_the_records_window_agree(new_index, windows, moment):
    index = new_index()
    index.add([document(f"r{number}", **fields) for number, fields in enumerate(windows)])
    expected = {f"r{n}": record(f"r{n}", **fields).window.status_at(moment) for n, fields in enumerate(windows)}
    found = {
        record_id: status
        for status in Status
        for record_id in ids(index.search(ask(statuses=(status,), as_of=moment, limit=100)))
    }
    assert found == expected
    counts = index.search(ask(as_of=moment)).facets["statuses"]
    assert counts == {s.value: n for s in Status if (n := sum(one == s for one in expected.values()))}


@examples
@given(batch=documents(), moment=MOMENTS)
def test_sorting_by_deadline_follows_the_records_next_deadline(new_index, batch, moment):
    index = new_index()
    index.add(batch)
    ahead = {one.id: [instant for instant in one.deadlines if instant > moment] for one in batch}
    order = ids(index.search(ask(sort=Sort.DEADLINE, as_of=moment, limit=100)))
    nexts = [ahead[record_id][0] for record_id in order if ahead[record_id]]
    assert sorted(order) == sorted(ahead)
    assert nexts == sorted(nexts)
    assert all(not ahead[record_id] for record_id in order[len(nexts) :])


@examples
@given(batch=documents(), saved=st.lists(queries(), min_size=1, max_size=4))
def test_facets_count_what_filtering_by_them_finds(new_index, batch, saved):
    index = new_index()
    index.add(batch)
    for query in saved:
        results = index.search(query)
        counted = [(name, value, n) for name, counts in results.facets.items() for value, n in counts.items()]
        narrowed = [
            (name, value, index.search(SearchQuery.model_validate(query.model_dump() | {name: (value,)})).total)
            for name, value, _ in counted
            if not getattr(query, name)
        ]
        assert narrowed == [one for one in counted if not getattr(query, one[0])]
        assert results.total == len(results.hits)


@examples
@given(texts=TEXTS)
def test_no_text_raises_and_searching_equals_matching(new_index, texts):
    index = new_index()
    batch = [document(f"r{number}", text[:40], text) for number, text in enumerate(texts)]
    index.add(batch)
    searches = {f"s{number}": SearchQuery(as_of=NOW, text=text) for number, text in enumerate(texts)}
    found = [(record_id, key) for key, query in searches.items() for record_id in ids(index.search(query))]
    assert sorted(index.match(batch, searches)) == sorted(found)


@examples
@given(texts=st.lists(SIGNS, min_size=1, max_size=10))
def test_no_sign_is_syntax(new_index, texts):
    index = new_index()
    index.add([document("a", "a à é 1")])
    assert {index.search(ask(text)).total for text in texts} <= {0, 1}
