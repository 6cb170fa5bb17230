"""What a source states, joined with what its prose says."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.models import Amount, AmountRole, Deadline, DeadlineRole, Evidence, Facts, Finding, Kind
from nlp.merging import combine_facts

STATED, TOLD = Evidence(sentence="data", rule="stated.deadline"), Evidence(sentence="prose", rule="deadlines.sentence")
NEW = Evidence(sentence="prose", rule="deadlines.extension.new")
DAY, LATER, EARLIER = date(2025, 5, 15), date(2025, 5, 29), date(2025, 4, 30)


def stated(day=DAY, time=None):
    return Facts(deadlines=(Deadline(date=day, time=time, evidence=STATED),))


def told(*deadlines):
    return Facts(
        deadlines=tuple(Deadline(evidence=more.pop("evidence", TOLD), date=day, **more) for day, more in deadlines)
    )


def dates(facts):
    return [(deadline.date, deadline.superseded) for deadline in facts.deadlines]


def test_stated_day_takes_time_zone_and_role_from_the_prose():
    more = {"time": "17:00", "tz": "Europe/Brussels", "role": DeadlineRole.STAGE1}
    (deadline,) = combine_facts(stated(), told((DAY, more))).deadlines
    assert (deadline.time, deadline.tz, deadline.role) == ("17:00", "Europe/Brussels", DeadlineRole.STAGE1)
    assert deadline.evidence == STATED


def test_stated_time_outranks_the_prose():
    (deadline,) = combine_facts(stated(time="12:00"), told((DAY, {"time": "17:00"}))).deadlines
    assert deadline.time == "12:00"


def test_another_final_day_in_the_prose_is_dropped():
    assert dates(combine_facts(stated(), told((LATER, {})))) == [(DAY, False)]


def test_other_roles_and_old_days_in_the_prose_stand_beside_the_stated_one():
    read = told((EARLIER, {"role": DeadlineRole.CUTOFF}), (LATER, {"role": DeadlineRole.REGISTRATION}))
    assert dates(combine_facts(stated(), read)) == [(DAY, False), (EARLIER, False), (LATER, False)]
    assert dates(combine_facts(stated(), told((EARLIER, {"superseded": True})))) == [(DAY, False), (EARLIER, True)]


def test_extension_in_the_prose_outdates_a_stated_day():
    read = told((DAY, {"superseded": True}), (LATER, {"evidence": NEW}))
    assert dates(combine_facts(stated(), read)) == [(DAY, True), (LATER, False)]


def test_complete_field_takes_nothing_but_the_time_from_the_prose():
    read = told((DAY, {"time": "17:00"}), (EARLIER, {"role": DeadlineRole.CUTOFF}))
    (deadline,) = combine_facts(stated(), read, {"deadlines"}).deadlines
    assert (deadline.date, deadline.time) == (DAY, "17:00")


def test_complete_field_that_is_empty_stays_empty():
    assert combine_facts(Facts(), told((DAY, {})), {"deadlines"}).deadlines == ()


def test_single_values_come_from_the_source_where_it_states_them():
    call, news = (Facts(kind=Finding(value=kind, evidence=TOLD)) for kind in (Kind.CALL, Kind.NEWS))
    assert combine_facts(call, news).kind == call.kind
    assert combine_facts(Facts(), news).kind == news.kind


@given(st.lists(st.integers(1, 5)), st.lists(st.integers(1, 5)))
def test_sums_of_both_are_listed_once(first, second):
    def facts(values):
        return Facts(
            amounts=tuple(Amount(value=Decimal(v), role=AmountRole.OTHER, evidence=TOLD) for v in dict.fromkeys(values))
        )

    joined = [amount.value for amount in combine_facts(facts(first), facts(second)).amounts]
    assert sorted(joined) == sorted(set(first) | set(second))
