"""A source over a year or two, day by day: how its state turns, and what is said of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from archive import health, runs
from archive.health import State
from archive.runs import Funnel
from core.database import open_database
from core.source import Source
from flows.health.judging import judge_source

START = datetime(2024, 1, 8, 6, tzinfo=UTC)
SOURCE = Source.model_validate(
    {
        "id": "a-source",
        "title": "A source",
        "homepage": "https://a.example/",
        "country": "EU",
        "authority": "platform",
        "schedule": "0 6 * * *",
        "spider": {"kind": "listing", "urls": ["https://a.example/"]},
    }
)
FULL = Funnel(discovered=40, fetched=40, extracted=38, calls=30, dated=28)
EMPTY = Funnel()
DAY = timedelta(days=1)


@dataclass
class History:
    """Runs of one source at the moments of a simulated clock."""

    engine: sa.Engine
    now: datetime = START
    told: list[tuple[int, State, str]] = field(default_factory=list)  # day, state and reason at each turn

    def run(self, funnel: Funnel = FULL, *, is_new: bool = False, reason: str = "", after: timedelta = DAY) -> State:
        """One run; returns the state after it. The clock goes on afterwards."""
        with self.engine.begin() as connection:
            run_id = runs.start_run(connection, [SOURCE.id], self.now)
            if is_new:
                health.note_arrivals(connection, SOURCE.id, [self.now.date()])
            runs.finish_run(
                connection, run_id, SOURCE.id, ended_at=self.now, funnel=funnel, healthy=not reason, reason=reason
            )
            verdict = judge_source(connection, SOURCE, run_id, funnel.extracted, self.now)
        if not self.told or self.told[-1][1] is not verdict.state:
            self.told.append(((self.now - START).days, verdict.state, verdict.reason))
        self.now += after
        return verdict.state

    @property
    def states(self) -> list[State]:
        return [state for _, state, _ in self.told]

    @property
    def reasons(self) -> list[str]:
        return [reason for _, _, reason in self.told]


@pytest.fixture
def history():
    engine = open_database("sqlite://")  # in memory: years of runs go by
    yield History(engine)
    engine.dispose()


def weekdays(history, days):
    """Something new on each working day."""
    for _ in range(days):
        history.run(is_new=history.now.weekday() < 5)


def test_a_new_source_is_healthy_by_its_first_good_run(history):
    assert history.run() is State.HEALTHY


def test_a_new_source_is_suspicious_by_a_bad_first_run_and_healed_by_a_good_one(history):
    history.run(EMPTY, reason="0 announcements, at least 5 expected")
    history.run()
    assert history.states == [State.SUSPICIOUS, State.HEALTHY]


def test_a_sparse_source_stays_healthy_for_two_years(history):
    few = Funnel(discovered=6, fetched=6, extracted=6, calls=6, dated=6)
    for weeks in (9, 7, 10, 8, 6, 11, 9, 8, 10, 7, 9, 10):  # between two calls
        history.run(few, is_new=True, after=timedelta(weeks=1))
        for _ in range(weeks - 1):
            history.run(few, after=timedelta(weeks=1))
    assert history.states == [State.HEALTHY]


def test_a_sparse_source_that_falls_silent_is_suspected_after_four_months_and_broken_after_eight(history):
    for _ in range(12):
        history.run(is_new=True, after=timedelta(days=30))
        history.run(after=timedelta(days=30))
    while history.states[-1] is not State.BROKEN and len(history.told) < 9:
        history.run(after=timedelta(days=7))
    last_new = 660
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN]
    assert [(day - last_new) // 30 for day, _, _ in history.told[1:]] == [4, 8]
    assert "usually something comes within 60" in history.reasons[-1]


def test_a_daily_source_that_falls_silent_is_noticed_in_three_weeks_and_healed_by_news(history):
    weekdays(history, 96)
    for _ in range(45):
        history.run()
    history.run(is_new=True)
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN, State.HEALTHY]
    assert [day for day, _, _ in history.told[1:3]] == [95 + 22, 95 + 43]


def test_a_bad_run_does_not_make_a_silent_source_look_better(history):
    weekdays(history, 96)
    for _ in range(45):
        history.run()
    history.run(EMPTY, reason="https://a.example/: failed: 503")
    history.run()
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN]


def test_a_pause_of_three_weeks_in_august_is_no_silence(history):
    weekdays(history, 96)
    for _ in range(20):
        history.run()
    weekdays(history, 7)
    assert history.states == [State.HEALTHY]


def test_a_redesign_is_suspicious_at_once_broken_on_the_third_day_and_healed_by_repair(history):
    weekdays(history, 60)
    for _ in range(4):
        history.run(EMPTY, reason="0 announcements, at least 10 expected")
    history.run(is_new=True)
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN, State.HEALTHY]
    assert [day for day, _, _ in history.told[1:]] == [60, 62, 64]
    assert history.reasons[1] == "0 announcements, at least 10 expected; the lists name 0 announcements, usually 40"
    assert "3 bad runs in a row since 2024-03-08" in history.reasons[2]


def test_a_redesign_of_the_pages_alone_is_noticed_though_no_expectation_fails(history):
    weekdays(history, 60)
    history.run(Funnel(discovered=40, fetched=40, extracted=6, calls=4, dated=3), is_new=True)
    assert history.reasons[-1] == "6 announcements were read on 40 pages, usually 38"


def test_a_slow_decay_is_noticed_when_half_is_lost(history):
    weekdays(history, 40)
    for left in range(38, 0, -1):  # one announcement fewer can be read each week
        funnel = Funnel(discovered=40, fetched=40, extracted=left, calls=left, dated=left)
        history.run(funnel, is_new=True, after=timedelta(days=7))
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN]
    assert "were read on 40 pages, usually" in history.reasons[1]
    assert 10 <= int(history.reasons[1].split()[0]) <= 19


def test_a_list_that_has_become_shorter_for_good_is_usual_when_it_was_so_for_as_long(history):
    weekdays(history, 60)
    short = Funnel(discovered=12, fetched=12, extracted=12, calls=9, dated=9)
    for _ in range(65):
        history.run(short, is_new=True)
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.BROKEN, State.HEALTHY]


def test_a_day_of_503_is_suspicious_and_not_broken_however_often_the_source_is_asked(history):
    weekdays(history, 30)
    for _ in range(8):
        history.run(EMPTY, reason="https://a.example/: failed: 503", after=timedelta(hours=3))
    history.run(is_new=True)
    assert history.states == [State.HEALTHY, State.SUSPICIOUS, State.HEALTHY]
    assert history.reasons[1].startswith("https://a.example/: failed: 503")


def test_a_bad_run_now_and_then_is_never_broken(history):
    for _ in range(30):
        history.run(is_new=True)
        history.run(EMPTY, reason="https://a.example/: failed: timeout")
    assert State.BROKEN not in history.states


def test_a_source_that_is_run_by_hand_twice_a_year_is_not_silent(history):
    history.run(is_new=True, after=timedelta(days=180))
    history.run(after=timedelta(days=180))
    history.run()
    assert history.states == [State.HEALTHY]


def test_a_state_keeps_its_beginning_while_its_reason_changes(history):
    history.run()
    for count in (3, 2):
        history.run(EMPTY, reason=f"{count} announcements, at least 10 expected")
    with history.engine.connect() as connection:
        turn = health.find_state(connection, SOURCE.id)
    assert turn.since == START + DAY
    assert turn.judged_at == START + 2 * DAY
    assert turn.reason.startswith("2 announcements")


def test_each_run_keeps_when_something_new_came_and_how_often_it_usually_does(history):
    for _ in range(16):
        history.run(is_new=True, after=timedelta(days=7))
    history.run()
    with history.engine.connect() as connection:
        newest, *_, first = runs.last_runs(connection, SOURCE.id, limit=99)
    assert (first.last_new, first.usual_gap) == (START.date(), 90)
    assert (newest.last_new, newest.usual_gap) == ((START + 15 * timedelta(days=7)).date(), 7)


def test_a_run_that_was_killed_or_only_crawled_changes_nothing(history):
    history.run(EMPTY, reason="0 announcements, at least 10 expected")
    with history.engine.begin() as connection:
        killed = runs.start_run(connection, [SOURCE.id], history.now)
        crawled = runs.start_run(connection, [SOURCE.id], history.now)
        runs.finish_run(connection, crawled, SOURCE.id, ended_at=history.now, funnel=FULL, healthy=None)
        states = {judge_source(connection, SOURCE, run_id, 0, history.now).state for run_id in (killed, crawled)}
    assert states == {State.SUSPICIOUS}
