"""Staff are told of a turn, once, and at least once: by real deliveries to a small server."""

from datetime import UTC, datetime, timedelta

import pytest

from archive import health
from archive.health import State, Verdict
from core.database import open_database
from core.errors import SettingsError
from core.settings import load_settings
from flows.health.notices import tell_staff
from tests.servers.staff import hire as hire  # noqa: PLC0414 - a fixture, handed on

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it

MORNING = datetime(2026, 3, 13, 6, tzinfo=UTC)
HEALTHY = Verdict(State.HEALTHY)
SUSPICIOUS = Verdict(State.SUSPICIOUS, "the lists name 0 announcements, usually 40")
BROKEN = Verdict(State.BROKEN, "nothing new for 90 days")


class Desk:
    """Keeps verdicts as runs do, a day after the other, and tells after each."""

    def __init__(self, engine, *addresses):
        self.engine, self.addresses, self.now = engine, addresses, MORNING

    def judge(self, **verdicts):
        self.now += timedelta(days=1)
        with self.engine.begin() as connection:
            for source_id, verdict in verdicts.items():
                health.keep_verdict(connection, source_id, verdict, self.now)
        tell_staff(self.engine, self.addresses, self.now)

    @property
    def untold(self):
        with self.engine.connect() as connection:
            return [turn.source_id for turn in health.untold_turns(connection)]


@pytest.fixture
def engine():
    engine = open_database("sqlite://")
    yield engine
    engine.dispose()


def test_a_turn_is_told_once_and_the_recovery_again(engine, hire):
    staff = hire()
    desk = Desk(engine, staff.address)
    for verdict in (HEALTHY, HEALTHY, SUSPICIOUS, SUSPICIOUS, BROKEN, BROKEN, HEALTHY, HEALTHY):
        desk.judge(eccp=verdict)
    assert staff.titles == [f"Clusterwire: eccp is {state}" for state in ("suspicious", "broken", "healthy")]
    assert [notice["type"] for notice in staff.read] == ["warning", "failure", "success"]
    assert staff.read[0]["message"] == (
        "eccp is suspicious since 2026-03-16 06:00 UTC: the lists name 0 announcements, usually 40"
    )


def test_a_new_source_that_is_healthy_is_no_news(engine, hire):
    staff = hire()
    Desk(engine, staff.address).judge(eccp=HEALTHY)
    assert staff.read == []


def test_turns_of_one_run_come_in_one_notice(engine, hire):
    staff = hire()
    Desk(engine, staff.address).judge(eccp=SUSPICIOUS, euroaccess=BROKEN, een=HEALTHY)
    assert staff.titles == ["Clusterwire: 2 sources have turned"]
    assert staff.read[0]["type"] == "failure"
    assert [line.split()[0] for line in staff.read[0]["message"].splitlines()] == ["eccp", "euroaccess"]


def test_a_notice_that_cannot_be_delivered_is_logged_kept_and_sent_after_the_next_run(engine, hire, caplog):
    staff = hire()
    desk = Desk(engine, staff.address)
    staff.status = 503
    desk.judge(eccp=SUSPICIOUS)
    assert "it is told again after the next run" in caplog.text
    assert str(staff.port) not in "".join(r.message for r in caplog.records if r.name == "flows.health.notices")
    assert desk.untold == ["eccp"]
    staff.status = 200
    desk.judge(eccp=SUSPICIOUS)
    assert staff.titles == ["Clusterwire: eccp is suspicious"]
    assert desk.untold == []


def test_who_was_told_is_not_told_again_because_another_was_not(engine, hire):
    reached, away = hire(), hire()
    desk = Desk(engine, reached.address, away.address)
    away.status = 500
    desk.judge(eccp=SUSPICIOUS)
    desk.judge(eccp=HEALTHY)
    away.status = 200
    desk.judge(eccp=HEALTHY)
    assert reached.titles == ["Clusterwire: eccp is suspicious", "Clusterwire: eccp is healthy"]
    assert away.titles == ["Clusterwire: eccp is healthy"]
    assert [line.split(": ")[0] for line in away.read[0]["message"].splitlines()] == [
        "eccp is suspicious since 2026-03-14 06:00 UTC",
        "eccp is healthy since 2026-03-15 06:00 UTC",
    ]


def test_an_address_that_cannot_be_understood_keeps_nobody_else_from_being_told(engine, hire, caplog):
    staff = hire()
    Desk(engine, "nosuchservice://secret", staff.address).judge(eccp=SUSPICIOUS)
    assert staff.titles == ["Clusterwire: eccp is suspicious"]
    told = [record.message for record in caplog.records if record.name == "flows.health.notices"]
    assert "is no address that Apprise understands" in told[0]
    assert "secret" not in told[0]


def test_who_is_named_later_is_not_told_of_what_is_past(engine, hire):
    staff = hire()
    Desk(engine).judge(eccp=BROKEN)
    desk = Desk(engine, staff.address)
    desk.judge(eccp=BROKEN)
    assert staff.read == []


def test_a_page_s_words_are_no_markup(engine, hire):
    staff = hire()
    Desk(engine, staff.address).judge(eccp=Verdict(State.SUSPICIOUS, "is titled '<b>A & B</b>'"))
    assert "<b>A & B</b>" in staff.read[0]["message"]


def test_what_is_no_address_is_refused_by_the_settings_without_telling_it(monkeypatch):
    monkeypatch.setenv("CLUSTERWIRE_NOTIFY", "json://127.0.0.1:1 secret")
    with pytest.raises(SettingsError, match="CLUSTERWIRE_NOTIFY: ") as told:
        load_settings()
    assert "secret" not in str(told.value)


def test_recipients_are_separated_by_blanks(monkeypatch):
    monkeypatch.setenv("CLUSTERWIRE_NOTIFY", "json://127.0.0.1:1  mailto://a.example?to=b,c\n")
    assert load_settings().recipients == ("json://127.0.0.1:1", "mailto://a.example?to=b,c")
