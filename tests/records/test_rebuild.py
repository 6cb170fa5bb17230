"""The records are a function of what was seen: order, repetition and interruption leave no trace."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Announcement, Finding
from tests.records.conftest import Room, announcement, deadline, proof


@pytest.fixture
def two_rooms(open_room: Callable[[], Room]) -> tuple[Room, Room]:
    return open_room(), open_room()


_DAYS = st.integers(min_value=0, max_value=3)


@st.composite
def _looks(draw: st.DrawFn) -> tuple[int, Announcement]:
    """A page seen on a day, of few addresses, keys and deadlines, so that much meets."""
    source = draw(st.sampled_from(("portal", "project", "platform", "aggregator")))
    number = draw(st.integers(1, 3))
    path = draw(st.sampled_from(("one", "two")))
    end = date(2026, 5, draw(st.integers(20, 22))).isoformat()
    return draw(_DAYS), announcement(
        source,
        path=path,
        title=draw(st.sampled_from(("Net zero vouchers for small firms", "Second open call", "Net zero vouchers"))),
        text=draw(st.sampled_from(("Short.", "Another text."))),
        identity=draw(st.sampled_from((None, None, f"callccm2id:{number}"))),
        aliases=draw(st.sampled_from(((), ("https://portal.example/one",)))),
        translations=draw(st.sampled_from(((), ("https://project.example/one", "https://project.example/two")))),
        deadlines=draw(st.sampled_from(((), (deadline(end),), (deadline(end, "17:00"),)))),
        projects=draw(st.sampled_from(((), (Finding[str](value="GRAPPA", evidence=proof()),)))),
    )


@pytest.mark.timeout(400)  # some hundred pages on two databases
@given(
    looks=st.lists(_looks(), min_size=1, max_size=7).flatmap(
        lambda looks: st.permutations(list(enumerate(looks, start=1))).map(lambda mixed: (looks, mixed))
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_processing_leaves_no_trace(two_rooms: tuple[Room, Room], looks):
    in_order, mixed = looks
    one, other = two_rooms
    one.clear()
    other.clear()
    for page_id, (day, found) in enumerate(in_order, start=1):
        one.see(found, day=day, page_id=page_id)
    for page_id, (day, found) in mixed:
        other.see(found, day=day, page_id=page_id)
    assert other.export() == one.export()
    assert list(other.store.changes()) == list(one.store.changes())


def test_an_interrupted_page_is_as_if_never_begun(open_room: Callable[[], Room]):
    whole, broken = open_room(), open_room()
    whole.see(announcement())
    with broken.engine.connect() as connection:
        broken.store.save(connection, 1, [announcement(text="half")])
        connection.rollback()
    broken.see(announcement())
    assert broken.export() == whole.export()
