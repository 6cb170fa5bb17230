"""Which source is believed on which field."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.models import Announcement, Authority, Finding, Status
from records.merge import Sighting, find_disagreements, merge_sightings
from tests.records.conftest import AUTHORITIES, amount, announcement, deadline, proof

_SEEN = datetime(2026, 3, 13, tzinfo=UTC)


def sighting(found: Announcement, *, days: int = 0, withdrawn: bool = False) -> Sighting:
    return Sighting(
        announcement=found,
        authority=AUTHORITIES.get(found.article.source_id, Authority.AGGREGATOR),
        seen_at=_SEEN + timedelta(days=days),
        document_id=f"{found.article.source_id}-{days}",
        is_withdrawn=withdrawn,
    )


def merged(*sightings: Sighting):
    return merge_sightings("some-record", sightings)


def dates(record) -> list[str]:
    return [f"{'-' if d.superseded else ''}{d.date}" for d in record.facts.deadlines]


def test_each_field_comes_from_the_source_believed_most():
    record = merged(
        sighting(announcement("aggregator", title="Retold", deadlines=(deadline("2026-06-01"),), amounts=(amount(1),))),
        sighting(announcement("platform", title="On the platform", amounts=(amount(2),))),
        sighting(announcement("project", title="The project's own", deadlines=(deadline("2026-06-21"),))),
    )
    assert record.title == "The project's own"
    assert dates(record) == ["2026-06-21"]
    assert [a.value for a in record.facts.amounts] == [2]


def test_what_a_source_states_itself_beats_prose_of_equal_rank():
    prose = sighting(announcement("platform", deadlines=(deadline("2026-06-01"),)), days=1)
    stated = sighting(announcement("platform", deadlines=(deadline("2026-06-02", rule="stated.deadline"),)))
    assert dates(merged(prose, stated)) == ["2026-06-02"]


def test_a_source_that_agrees_and_knows_a_further_cutoff_is_followed():
    portal = sighting(announcement("portal", deadlines=(deadline("2026-05-26"),)))
    site = sighting(announcement("project", deadlines=(deadline("2026-05-26"), deadline("2026-10-20"))))
    assert dates(merged(portal, site)) == ["2026-05-26", "2026-10-20"]


def test_a_source_that_knows_the_extension_is_followed():
    portal = sighting(announcement("portal", deadlines=(deadline("2026-05-26"),)))
    site = sighting(
        announcement("project", deadlines=(deadline("2026-06-09"), deadline("2026-05-26", superseded=True)))
    )
    assert dates(merged(portal, site)) == ["2026-06-09", "-2026-05-26"]


def test_the_time_of_day_is_taken_from_whoever_gives_it():
    record = merged(
        sighting(announcement("portal", deadlines=(deadline("2026-05-26"),))),
        sighting(announcement("platform", deadlines=(deadline("2026-05-26", "17:00"),))),
    )
    assert record.facts.deadlines[0].time == "17:00"


def test_the_text_is_the_first_that_is_more_than_a_caption():
    record = merged(
        sighting(announcement("portal", text="")),
        sighting(announcement("platform", text="A long text. " * 30, language="fr")),
    )
    assert record.text.startswith("A long text.")
    assert record.language == "fr"


def test_a_record_is_withdrawn_only_when_no_page_of_it_stands():
    gone = sighting(announcement("platform"), withdrawn=True)
    assert merged(gone).window.announced is Status.WITHDRAWN
    assert merged(gone, sighting(announcement("project"))).window.announced is None


def test_sources_that_differ_are_named_with_what_they_say():
    found = find_disagreements(
        [
            sighting(announcement("platform", deadlines=(deadline("2026-06-07", "12:00"),))),
            sighting(announcement("project", deadlines=(deadline("2026-06-21"),))),
            sighting(announcement("aggregator", deadlines=(deadline("2026-06-21"),))),
        ]
    )
    assert [(o.source_id, o.value) for o in found["deadlines"]] == [
        ("project", "21 June 2026"),
        ("platform", "7 June 2026"),
        ("aggregator", "21 June 2026"),
    ]
    assert set(found) == {"deadlines"}


_CALLS = st.builds(
    lambda source, days, ends, value, open_end, text: sighting(
        announcement(
            source,
            text=text,
            deadlines=tuple(deadline(f"2026-05-{day}") for day in ends),
            amounts=(amount(value),),
            rolling=Finding[bool](value=True, evidence=proof()) if open_end else None,
        ),
        days=days,
    ),
    st.sampled_from(sorted(AUTHORITIES)),
    st.integers(0, 5),
    st.lists(st.integers(10, 14), max_size=3, unique=True),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(("", "short", "long " * 60)),
)


@given(st.lists(_CALLS, min_size=1, max_size=5, unique_by=lambda s: s.document_id).flatmap(
    lambda calls: st.tuples(st.just(calls), st.permutations(calls))
))  # fmt: skip
def test_merging_knows_no_order(calls):
    one, other = calls
    assert merge_sightings("r", one) == merge_sightings("r", other)
