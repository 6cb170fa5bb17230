"""What holds for all records and searches, on every engine."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Status
from core.query import SearchQuery, Sort
from tests.index.samples import DAYS, MOMENTS, NOW, ask, document, documents, ids, queries, record

# each example makes an index of its own, which the fixture allows: it is a factory
examples = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@examples
@given(batch=documents(), saved=st.lists(queries(), min_size=1, max_size=5))
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
        max_size=8,
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
@given(batch=documents(), query=queries())
def test_facets_count_what_filtering_by_them_finds(new_index, batch, query):
    index = new_index()
    index.add(batch)
    results = index.search(query)
    for name, counts in results.facets.items():
        given_values = getattr(query, name)
        for value, count in counts.items():
            narrowed = index.search(query.model_copy(update={name: (value,)}))
            assert narrowed.total == count or given_values
    assert results.total == len(results.hits)


@examples
@given(text=st.text(max_size=1000), title=st.text(max_size=40))
def test_no_text_raises_and_what_was_written_is_found(new_index, text, title):
    index = new_index()
    index.add([document("a", title, text)])
    query = SearchQuery(as_of=NOW, text=text)
    results = index.search(query)
    assert results.total in (0, 1)
    assert list(index.match([document("a", title, text)], {"s": query})) == [("a", "s")] * results.total


@examples
@given(text=st.text(alphabet=" \"'()[]{}:*?~^+-&|!/\\<>=aàé1_.\x00\u200b", max_size=60))
def test_no_sign_is_syntax(new_index, text):
    index = new_index()
    index.add([document("a", "a à é 1")])
    assert index.search(ask(text)).total in (0, 1)
