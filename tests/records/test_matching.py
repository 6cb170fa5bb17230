"""Which documents are of one call: certain keys, several facts that agree, and what keeps two apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Announcement, Finding, Kind
from records.identity import Traits, traits_of
from records.keys import sought_keys, stored_keys
from records.likeness import find_rounds, is_same_title, title_words
from records.matching import Match, Verdict, match_documents
from tests.records.conftest import amount, announcement, deadline, proof

END = deadline("2026-05-26", "17:00")
TITLE = "Innovation vouchers for circular textile makers"


def named(*names: str) -> tuple[Finding[str], ...]:
    return tuple(Finding[str](value=name, evidence=proof()) for name in names)


def traits(*versions: Announcement) -> Traits:
    return traits_of(versions)


def match(one: Announcement, other: Announcement, **options: bool) -> Match | None:
    """The verdict, after checking that the pair would be compared at all and that its direction does not matter."""
    left, right = traits(one), traits(other)
    verdict = match_documents(left, right, **options)
    assert match_documents(right, left, **options) == verdict
    if verdict:
        assert stored_keys(left) & sought_keys(right)
        assert stored_keys(right) & sought_keys(left)
    return verdict


def is_same(one: Announcement, other: Announcement, **options: bool) -> bool:
    found = match(one, other, **options)
    return found is not None and found.verdict is Verdict.SAME


def is_unsure(one: Announcement, other: Announcement, **options: bool) -> bool:
    found = match(one, other, **options)
    return found is not None and found.verdict is Verdict.UNSURE


def test_one_key_of_the_source_is_one_call():
    one = announcement("portal", path="row", identity="callccm2id:13501")
    other = announcement("platform", path="copy", title="Another title", identity="callccm2id:13501")
    assert is_same(one, other)


def test_two_keys_of_a_kind_are_two_calls_however_alike():
    one = announcement("portal", path="1", title=TITLE, identity="callccm2id:1", deadlines=(END,), fingerprint=5)
    other = announcement("portal", path="2", title=TITLE, identity="callccm2id:2", deadlines=(END,), fingerprint=5)
    assert match(one, other) is None


def test_a_page_that_names_the_address_of_the_call_belongs_to_it():
    call = announcement("portal", path="cs/13501", title=TITLE, deadlines=(END,))
    page = announcement("platform", title=TITLE, deadlines=(END,), text="More: https://portal.example/cs/13501.")
    assert is_same(call, page)


def test_a_link_to_a_call_of_other_dates_and_title_is_for_staff():
    call = announcement("portal", path="cs/13501", title=TITLE, deadlines=(END,))
    page = announcement(title="Quite another thing", deadlines=(deadline("2026-09-01"),), links=(call.article.url,))
    assert is_unsure(call, page)


def test_one_application_form_is_one_call():
    form = "https://ec.europa.eu/eusurvey/runner/Vouchers-Call"
    one = announcement("project", path="p", title="Vouchers are here", deadlines=(END,), links=(form,))
    other = announcement("platform", title="Apply for vouchers", deadlines=(END,), text=f"Apply at {form}")
    assert is_same(one, other)


def test_title_and_deadline_make_one_call_of_two_sites():
    one = announcement("portal", title=TITLE, deadlines=(END,))
    assert is_same(one, announcement("platform", title=f"Open call: {TITLE}", deadlines=(deadline("2026-05-26"),)))


def test_an_aggregator_needs_more_than_title_and_deadline():
    one = announcement("portal", title=TITLE, deadlines=(END,), amounts=(amount(80_000), amount(120_000)))
    assert is_unsure(one, announcement("aggregator", title=TITLE, deadlines=(END,)), is_retold=True)
    told = announcement("aggregator", title=TITLE, deadlines=(END,), amounts=(amount(80_000), amount(120_000)))
    assert is_same(one, told, is_retold=True)


def test_project_deadline_and_money_make_one_call_in_two_languages():
    facts = {"deadlines": (END,), "amounts": (amount(5_000), amount(60_000)), "projects": named("GRAPPA")}
    one = announcement("project", title="Vouchers for makers", **facts)
    assert is_same(one, announcement("platform", title="Gutscheine für Betriebe", language="de", **facts))


ENGLISH, GERMAN = "https://project.example/en/vouchers", "https://project.example/gutscheine"


@pytest.mark.parametrize("language", ["de", None])
def test_pages_that_name_each_other_as_translations_are_one_call(language):
    one = announcement("project", path="en/vouchers", title="Vouchers for makers", translations=(GERMAN,))
    other = announcement("project", path="gutscheine", title="Betriebe", language=language, translations=(ENGLISH,))
    assert is_same(one, other)


def test_a_translation_that_names_no_page_back_proves_nothing():
    front = announcement("project", path="gutscheine", title="Alle Aufrufe", language="de")
    for path in ("en/vouchers", "en/grants"):
        one = announcement("project", path=path, title=f"Open {path}", translations=(GERMAN,))
        assert match(one, front) is None


def test_project_and_deadline_alone_are_for_staff():
    one = announcement("project", title="Process innovation", projects=named("RESIST II"), deadlines=(END,))
    assert is_unsure(one, announcement("platform", title="Vouchers", projects=named("Resist II"), deadlines=(END,)))


def test_two_rounds_stay_apart():
    one = announcement("project", title="Textile vouchers, first open call", projects=named("X"), deadlines=(END,))
    other = announcement("platform", title="Textile vouchers, 2nd open call", projects=named("X"), deadlines=(END,))
    assert match(one, other) is None


def test_two_pages_of_one_site_stay_apart():
    one = announcement("project", path="product", title=TITLE, deadlines=(END,))
    assert match(one, announcement("project", path="process", title=TITLE, deadlines=(END,))) is None


def test_sections_of_one_page_stay_apart_but_may_be_of_a_page_of_that_site():
    page = "https://project.example/calls"
    one = announcement("project", url=page, canonical_url=f"{page}#one", title=TITLE, deadlines=(END,))
    two = announcement("project", url=page, canonical_url=f"{page}#two", title=TITLE, deadlines=(END,))
    assert match(one, two) is None
    assert is_same(one, announcement("project", path="own-page", title=TITLE, deadlines=(END,)))


def test_a_document_attached_to_a_page_belongs_to_its_call():
    facts = {"deadlines": (END,), "amounts": (amount(60_000), amount(90_000)), "projects": named("GRAPPA")}
    page = announcement("project", path="grappa", title="GRAPPA", **facts)
    assert is_same(page, announcement("project", path="guide.pdf", title="Guide for applicants", **facts))


def test_a_document_that_a_page_links_to_belongs_to_it_though_it_seems_to_be_news():
    guide = announcement("project", path="guide.pdf", title="Guide", kind=None, deadlines=(END,))
    assert is_same(announcement("project", title="Vouchers", deadlines=(END,), links=(guide.article.url,)), guide)


def test_the_same_text_in_another_frame_makes_a_retold_call_the_same():
    one = announcement("platform", title="SME Fund 2023", deadlines=(END,), fingerprint=0b1111111)
    assert is_same(
        one, announcement("aggregator", title="SME Fund 2023", deadlines=(END,), fingerprint=0), is_retold=True
    )


def test_a_copy_that_lags_behind_an_extension_stays_with_its_call():
    before = announcement("portal", title=TITLE, deadlines=(END,))
    after = announcement("portal", title=TITLE, deadlines=(deadline("2026-06-26"),), text="Extended.")
    copy = traits(announcement("platform", title=TITLE, deadlines=(END,)))
    found = match_documents(traits(before, after), copy)
    assert found is not None
    assert found.verdict is Verdict.SAME


def test_other_deadlines_are_another_call():
    one = announcement("portal", title=TITLE, deadlines=(END,))
    assert match(one, announcement("platform", title=TITLE, deadlines=(deadline("2026-11-26"),))) is None


def test_nearly_equal_texts_are_one_announcement():
    one = announcement("platform", path="news", kind=None, title=TITLE, fingerprint=0b1111)
    assert is_same(one, announcement("project", path="copy", kind=None, title=TITLE, fingerprint=0b1010))


def test_news_of_one_title_are_for_staff():
    one = announcement("platform", path="news", kind=None, title=TITLE)
    assert is_unsure(one, announcement("project", path="news", kind=None, title=TITLE))


def test_news_of_a_call_are_not_the_call():
    call = announcement("project", title=TITLE, deadlines=(END,))
    assert match(call, announcement("platform", kind=None, title=TITLE, links=(call.article.url,))) is None


def test_an_event_is_one_on_its_day():
    facts = {
        "kind": Finding[Kind](value=Kind.EVENT, evidence=proof()),
        "event_dates": (Finding[date](value=date(2026, 6, 3), evidence=proof()),),
    }
    one = announcement("platform", title="Matchmaking for green builders", **facts)
    assert is_same(one, announcement("project", title="Matchmaking for green builders", **facts))


@pytest.mark.parametrize(
    ("title", "rounds"),
    [
        ("Power Up Net Zero Second Open Call", {2}),
        ("RENEW-BOOSTER EUROCLUSTER CALL N°1 FOR FINANCIAL SUPPORT", {1}),
        ("1st Open Call round – Supporting SMEs", {1}),
        ("Heritage Innovation Grants – STEP 2", {2}),
        ("Vouchers: third funding call", {3}),
        ("RESIST II product innovation open call", set()),
        ("First aid for small firms", set()),
        ("Call for proposals 2026", set()),
    ],
)
def test_rounds_in_titles(title: str, rounds: set[int]):
    assert find_rounds(title) == rounds


def test_numbers_tell_titles_apart():
    assert is_same_title("RIVCircular project - Open Call for Circular Proposals", "RIVCircular Open Call for Circular")
    assert not is_same_title("RESIST II innovation grants for makers", "RESIST III innovation grants for makers")
    assert "résilience" not in title_words("Résilience")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_can_be_compared(one: str, other: str):
    assert is_same_title(one, other) == is_same_title(other, one)
    assert all(0 <= number < 100 for number in find_rounds(one))
