"""Days of news and turns of states in the database."""

from datetime import UTC, date, datetime, timedelta

from archive.health import (
    State,
    Verdict,
    find_state,
    keep_verdict,
    load_arrivals,
    mark_told,
    note_arrivals,
    untold_turns,
)

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
HEALTHY, BROKEN = Verdict(State.HEALTHY), Verdict(State.BROKEN, "nothing new for 90 days")


def test_days_of_news_are_kept_once_and_in_order(engine):
    with engine.begin() as connection:
        note_arrivals(connection, "a", [date(2026, 3, 9), date(2026, 1, 5)])
        note_arrivals(connection, "a", [date(2026, 3, 9), date(2026, 2, 1)])
        note_arrivals(connection, "b", [date(2026, 3, 9)])
        assert load_arrivals(connection, "a") == [date(2026, 1, 5), date(2026, 2, 1), date(2026, 3, 9)]


def test_a_state_begins_when_it_turns_and_its_reason_is_the_newest(engine):
    with engine.begin() as connection:
        keep_verdict(connection, "a", BROKEN, NOON)
        keep_verdict(connection, "a", Verdict(State.BROKEN, "nothing new for 91 days"), LATER)
        turn = find_state(connection, "a")
        assert find_state(connection, "b") is None
    assert (turn.state, turn.since, turn.judged_at) == (State.BROKEN, NOON, LATER)
    assert turn.reason == "nothing new for 91 days"


def test_a_source_that_begins_healthy_is_no_news_and_one_that_does_not_is(engine):
    with engine.begin() as connection:
        keep_verdict(connection, "a", HEALTHY, NOON)
        keep_verdict(connection, "b", BROKEN, NOON)
        assert [turn.source_id for turn in untold_turns(connection)] == ["b"]


def test_a_turn_is_untold_until_everybody_knows(engine):
    with engine.begin() as connection:
        for verdict in (BROKEN, HEALTHY):
            keep_verdict(connection, "a", verdict, NOON)
        first, second = untold_turns(connection)
        mark_told(connection, first.id, {"json:2", "json:1"}, None)
        mark_told(connection, second.id, {"json:1", "json:2"}, LATER)
        [left] = untold_turns(connection)
    assert (left.id, left.told_to) == (first.id, {"json:1", "json:2"})


def test_what_a_database_cannot_keep_of_a_reason_is_left_out(engine):
    with engine.begin() as connection:
        keep_verdict(connection, "a", Verdict(State.SUSPICIOUS, "is titled '\x00\ud800'"), NOON)
        assert find_state(connection, "a").reason.startswith("is titled")
