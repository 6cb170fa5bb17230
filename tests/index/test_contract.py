"""What every search engine does alike: the contract of `SearchIndex`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import QueryError
from core.models import AmountRole, Ecosystem, Kind, Status, Translation
from core.query import Sort
from index.port import DEEPEST
from tests.index.samples import NOW, ask, document, ids

GRANT = AmountRole.GRANT_MAX


def test_an_index_that_never_was_written_holds_nothing(index):
    assert index.count() == 0
    assert index.search(ask("tourism")).total == 0
    assert index.search(ask(sort=Sort.DEADLINE)).hits == ()
    assert list(index.scan(ask())) == []


def test_what_was_added_is_found_at_once(index):
    assert index.add([document("a", "Tourism vouchers")]) == ()
    assert ids(index.search(ask("tourism"))) == ["a"]
    assert index.count() == 1


def test_deleted_records_are_not_found_and_unknown_ones_are_passed_over(index):
    index.add([document("a", "Tourism"), document("b", "Tourism")])
    index.delete(["a", "nobody"])
    assert ids(index.search(ask("tourism"))) == ["b"]
    assert index.count() == 1


def test_a_deleted_record_may_come_back_in_the_same_version(index):
    index.add([document("a", "Tourism", version=3)])
    index.delete(["a"])
    assert index.count() == 0
    index.add([document("a", "Tourism", version=3)])
    assert ids(index.search(ask("tourism"))) == ["a"]


def test_nothing_can_be_deleted_before_something_was_added(index):
    index.delete(["a"])
    assert index.count() == 0


class TestVersions:
    def test_a_newer_version_replaces(self, index):
        index.add([document("a", "Old words", version=1)])
        index.add([document("a", "New words", version=2)])
        assert (index.count(), index.search(ask("old")).total, ids(index.search(ask("new")))) == (1, 0, ["a"])

    def test_an_older_version_is_passed_over_without_complaint(self, index):
        index.add([document("a", "New words", version=2)])
        assert index.add([document("a", "Old words", version=1)]) == ()
        assert (index.count(), index.search(ask("old")).total) == (1, 0)

    def test_the_same_version_again_changes_nothing(self, index):
        index.add([document("a", "Words", version=2)])
        index.add([document("a", "Words", version=2)])
        assert ids(index.search(ask("words"))) == ["a"]

    @pytest.mark.parametrize("versions", [(1, 2), (2, 1)])
    def test_within_one_batch_the_newest_wins(self, index, versions):
        index.add([document("a", f"Text of version{number}", version=number) for number in versions])
        assert index.count() == 1
        assert ids(index.search(ask("version2"))) == ["a"]


class TestWords:
    def test_title_beats_text(self, index):
        filler = "Support for small firms in many regions of the Union and beyond. " * 3
        index.add(
            [
                document("text", "A call for firms", f"{filler} Also for tourism."),
                document("title", "Tourism call", filler),
                document("none", "Textile call", filler),
            ]
        )
        results = index.search(ask("tourism"))
        assert ids(results) == ["title", "text"]
        assert results.hits[0].score > results.hits[1].score > 0

    def test_all_words_must_occur_wherever_they_stand(self, index):
        index.add(
            [
                document("both", "Tourism", "Apply for a voucher."),
                document("one", "Tourism", "Apply for a loan."),
            ]
        )
        assert ids(index.search(ask("tourism voucher"))) == ["both"]

    def test_quoted_words_stand_together_in_this_order(self, index):
        index.add(
            [
                document("yes", "News", "The open call starts."),
                document("no", "News", "We call on you to open it."),
                document("apart", "Open", "Call us."),
            ]
        )
        assert ids(index.search(ask('"open call"'))) == ["yes"]
        assert ids(index.search(ask("„open call“"))) == ["yes"]

    def test_parts_of_a_hyphenated_word_stand_together(self, index):
        index.add(
            [
                document("yes", "Agri-food", call_ids=("SMP-COSME-2021-CLUSTER-01",)),
                document("no", "Food for agri people", "2021 cluster"),
            ]
        )
        assert ids(index.search(ask("agri-food"))) == ["yes"]
        assert ids(index.search(ask("agri food"))) != []
        assert ids(index.search(ask("smp-cosme-2021-cluster-01"))) == ["yes"]

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("Un café à Liège", "cafe liege"),
            ("Un cafe a Liege", "café Liège"),
            ("Un cafe\u0301 ici", "CAFÉ"),
            ("Straße", "strasse"),
            ("œuvre", "oeuvre"),
        ],
    )
    @pytest.mark.parametrize("language", ["fr", "mt", None])
    def test_accents_and_case_are_folded_both_ways(self, index, text, query, language):
        index.add([document("a", text=text, language=language), document("b", text="other", language=language)])
        assert ids(index.search(ask(query))) == ["a"]

    @pytest.mark.parametrize(
        ("language", "text", "query"),
        [
            ("en", "Companies travelled", "company travelling"),
            ("de", "Förderung der Unternehmen", "Förderungen Unternehmens"),
            ("fr", "Les entreprises touristiques", "entreprise touristique"),
            ("it", "Le imprese innovative", "impresa innovativa"),
            ("es", "Las empresas turísticas", "empresa turistica"),
            ("el", "Πρόσκληση για επιχειρήσεις", "επιχειρησεων"),
            ("pt", "Inovação e turismo", "inovações turismos"),
            ("ro", "Întreprinderile mici", "întreprinderi"),
            ("hu", "Vállalkozások", "vállalkozás"),
            ("sv", "Utlysningar för företagen", "utlysning företag"),
        ],
    )
    def test_words_are_found_in_other_forms_of_the_records_language(self, index, language, text, query):
        index.add([document("a", text=text, language=language), document("b", text="xyz", language=language)])
        assert ids(index.search(ask(query))) == ["a"]

    @pytest.mark.parametrize(
        ("language", "text", "query"),
        [
            ("bg", "Покана за клъстера", "покани клъстер"),
            ("cs", "Výzva pro podniky", "výzvy podnik"),
            ("et", "Ettevõtete toetus", "ettevõtted"),
            ("lt", "Kvietimas įmonėms", "kvietimo įmonė"),
            ("lv", "Uzaicinājums uzņēmumiem", "uzaicinājumi uzņēmums"),
        ],
    )
    def test_words_are_found_in_other_forms_of_further_languages(self, index, backend, language, text, query):
        if backend == "tantivy":
            pytest.skip(f"tantivy has no stemmer for {language}")
        index.add([document("a", text=text, language=language), document("b", text="xyz", language=language)])
        assert ids(index.search(ask(query))) == ["a"]

    def test_one_search_finds_records_of_several_languages(self, index):
        index.add(
            [
                document("en", "Vouchers for hotels", language="en"),
                document("de", "Voucher für das Hotel", language="de"),
                document("mt", "Voucher hotel", language="mt"),
                document("unknown", "voucher HOTEL", language=None),
            ]
        )
        assert set(ids(index.search(ask("voucher hotel")))) == {"en", "de", "mt", "unknown"}

    @pytest.mark.parametrize(
        ("language", "text", "query"),
        [
            ("fr", "Soutien à l'innovation", "innovation"),
            ("fr", "Soutien d’innovation", "l'innovation"),
            ("it", "Bando dell’innovazione", "innovazione"),
            ("it", "Bando dell'innovazione", "l’innovazione"),
            ("en", "Europe's clusters", "europe"),
            ("en", "Europe and its clusters", "Europe's clusters"),
        ],
    )
    def test_elided_articles_are_no_part_of_the_word(self, index, language, text, query):
        index.add([document("a", text=text, language=language)])
        assert ids(index.search(ask(query))) == ["a"]

    def test_names_of_projects_programmes_and_calls_are_found(self, index):
        fields = {"projects": ("SocialTech4EU",), "programme": "Single Market Programme", "call_ids": ("HE-2026-7",)}
        index.add([document("a", **fields), document("b")])
        queries = ("socialtech4eu", "single market", "he-2026-7")
        assert [ids(index.search(ask(text))) for text in queries] == [["a"]] * 3

    @pytest.mark.parametrize("text", ["", "   ", "\n"])
    def test_no_words_find_everything(self, index, text):
        index.add([document("a"), document("b")])
        assert index.search(ask(text)).total == 2

    @pytest.mark.parametrize("text", ['"', '""', "???", "()", "AND:*", "- + ~", "€"])
    def test_signs_are_neither_an_error_nor_everything(self, index, text):
        index.add([document("a"), document("b")])
        assert index.search(ask(text)).total == 0

    def test_signs_among_words_do_not_matter(self, index):
        index.add([document("a", "Research & innovation"), document("b", "Innovation")])
        assert ids(index.search(ask("research & innovation +"))) == ["a"]

    def test_a_very_long_text_is_answered(self, index):
        words = [f"w{number}" for number in range(240)]
        index.add([document("a", text=" ".join(words)), document("b", text="w1")])
        assert ids(index.search(ask(" ".join(words)[:1000]))) == ["a"]


class TestFilters:
    def test_each_facet_filters_by_any_of_its_values(self, index):
        index.add(
            [
                document(
                    "a",
                    ecosystems=(Ecosystem.TOURISM, Ecosystem.TEXTILE),
                    projects=("IKAT",),
                    programme="SMP",
                    countries=("BE",),
                    sources=("eccp", "eismea"),
                ),
                document("b", kind=Kind.NEWS, language="de", sources=("welcomeurope",)),
            ]
        )
        wanted = {
            "kinds": (Kind.CALL,),
            "ecosystems": (Ecosystem.TEXTILE, Ecosystem.HEALTH),
            "projects": ("IKAT", "Other"),
            "programmes": ("SMP",),
            "countries": ("BE",),
            "languages": ("en", "fr"),
            "sources": ("eismea",),
        }
        found = {name: ids(index.search(ask(**{name: values}))) for name, values in wanted.items()}
        assert found == {name: ["a"] for name in wanted}
        assert index.search(ask(sources=("eccp", "welcomeurope"))).total == 2
        assert index.search(ask(sources=("welcomeurope",), kinds=(Kind.CALL,))).total == 0

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"deadlines": ["2026-03-14"]}, Status.OPEN),
            ({"deadlines": ["2026-03-12"]}, Status.CLOSED),
            ({"deadlines": ["2026-03-12", "2026-04-01"]}, Status.OPEN),
            ({"superseded": ["2026-04-01"], "deadlines": ["2026-03-01"]}, Status.CLOSED),
            ({"rolling": True}, Status.OPEN),
            ({"opens": date(2026, 4, 1), "deadlines": ["2026-05-01"]}, Status.FORTHCOMING),
            ({}, Status.UNKNOWN),
            ({"deadlines": ["2026-04-01"], "announced": Status.CANCELLED}, Status.CANCELLED),
            ({"announced": Status.WITHDRAWN}, Status.WITHDRAWN),
        ],
    )
    def test_status_is_computed_at_the_moment_of_asking(self, index, fields, status):
        index.add([document("a", **fields)])
        holding = [one for one in Status if index.search(ask(statuses=(one,))).total]
        assert holding == [status]
        assert index.search(ask()).facets["statuses"] == {status.value: 1}

    def test_a_call_closes_at_the_minute_of_its_deadline(self, index):
        index.add([document("a", deadlines=["2026-03-13 12:00"])])
        noon = NOW.replace(hour=11)  # in UTC
        eve = noon - timedelta(microseconds=1)
        assert index.search(ask(statuses=(Status.OPEN,), as_of=eve)).total == 1
        assert index.search(ask(statuses=(Status.OPEN,), as_of=noon)).total == 0

    def test_deadlines_are_filtered_by_their_local_day(self, index):
        index.add(
            [document("a", deadlines=["2026-04-21"]), document("b", deadlines=["2026-04-22 00:00"]), document("c")]
        )
        day, next_day = date(2026, 4, 21), date(2026, 4, 22)
        assert ids(index.search(ask(deadline_from=day, deadline_to=day))) == ["a"]
        assert ids(index.search(ask(deadline_from=next_day))) == ["b"]
        assert ids(index.search(ask(deadline_to=day))) == ["a"]
        assert index.search(ask(deadline_from=next_day, deadline_to=day)).total == 0

    def test_one_deadline_must_lie_between_both_bounds(self, index):
        index.add([document("a", deadlines=["2026-03-01", "2026-05-01"])])
        assert index.search(ask(deadline_from=date(2026, 4, 1), deadline_to=date(2026, 4, 30))).total == 0

    def test_money_is_what_one_applicant_can_get_in_euro(self, index):
        index.add(
            [
                document("range", amounts=[(AmountRole.GRANT_MIN, "5000", "EUR"), (GRANT, "20000", "EUR")]),
                document("voucher", amounts=[(AmountRole.GRANT_FIXED, "1500.50", "EUR")]),
                document("budget", amounts=[(AmountRole.TOTAL_BUDGET, "20000", "EUR")]),
                document("crowns", amounts=[(GRANT, "20000", "SEK")]),
            ]
        )
        assert ids(index.search(ask(amount_min=Decimal(10000)))) == ["range"]
        assert ids(index.search(ask(amount_max=Decimal("1500.50")))) == ["voucher"]
        assert ids(index.search(ask(amount_min=Decimal(10000), amount_max=Decimal(12000)))) == ["range"]
        assert index.search(ask(amount_min=Decimal(0))).total == 2
        assert index.search(ask(amount_min=Decimal("1e400"))).total == 0


class TestFacets:
    def test_facets_count_all_hits_of_the_query_and_nothing_else(self, index):
        index.add(
            [
                document("a", "Tourism", ecosystems=(Ecosystem.TOURISM, Ecosystem.DIGITAL), deadlines=["2026-04-01"]),
                document("b", "Tourism", ecosystems=(Ecosystem.TOURISM,), kind=Kind.NEWS, language="de"),
                document("c", "Textile", ecosystems=(Ecosystem.TEXTILE,)),
            ]
        )
        assert index.search(ask("tourism", limit=1)).facets == {
            "kinds": {"call": 1, "news": 1},
            "ecosystems": {"tourism": 2, "digital": 1},
            "projects": {},
            "programmes": {},
            "countries": {},
            "languages": {"en": 1, "de": 1},
            "sources": {"eccp": 2},
            "statuses": {"open": 1, "unknown": 1},
        }
        assert index.search(ask(kinds=(Kind.NEWS,))).facets["ecosystems"] == {"tourism": 1}

    def test_a_facet_value_can_be_asked_for_as_it_was_given(self, index):
        odd = 'Ångström "x" AND y:z * /regex/'
        index.add([document("a", projects=(odd,)), document("b", projects=("Other",))])
        (value,) = [value for value in index.search(ask()).facets["projects"] if value != "Other"]
        assert value == odd
        assert ids(index.search(ask(projects=(value,)))) == ["a"]

    def test_nothing_found_has_no_counts(self, index):
        index.add([document("a")])
        assert {name: counts for name, counts in index.search(ask("absent")).facets.items() if counts} == {}


class TestOrder:
    @pytest.fixture
    def filled(self, index):
        index.add(
            [
                document("past", deadlines=["2026-03-01"], published=date(2026, 2, 1)),
                document("late", deadlines=["2026-06-01"], published=date(2026, 1, 1)),
                document("cutoffs", deadlines=["2026-01-15", "2026-04-01", "2026-09-01"], published=date(2026, 3, 1)),
                document("soon", deadlines=["2026-03-20"]),
                document("none", published=date(2025, 12, 1)),
            ]
        )
        return index

    def test_the_next_deadline_first_and_records_without_one_last(self, filled):
        assert ids(filled.search(ask(sort=Sort.DEADLINE))) == ["soon", "cutoffs", "late", "past", "none"]

    def test_the_next_deadline_depends_on_the_moment_of_asking(self, filled):
        later = NOW + timedelta(days=60)
        assert ids(filled.search(ask(sort=Sort.DEADLINE, as_of=later))) == ["late", "cutoffs", "past", "none", "soon"]

    def test_newest_first_and_undated_records_last(self, filled):
        newest = ["cutoffs", "past", "late", "none", "soon"]
        assert ids(filled.search(ask(sort=Sort.NEWEST))) == newest
        assert ids(filled.search(ask())) == newest  # without words nothing is more relevant

    @pytest.mark.parametrize("sort", Sort)
    def test_pages_follow_one_another_and_the_total_is_exact(self, index, sort):
        days = [date(2026, 1, 1) + timedelta(days=number) for number in range(150)]
        index.add([document(f"r{n}", "Call", deadlines=[day], published=day) for n, day in enumerate(days)])
        pages = [index.search(ask("call", sort=sort, offset=offset, limit=40)) for offset in range(0, 200, 40)]
        assert [page.total for page in pages] == [150] * 5
        assert [len(page.hits) for page in pages] == [40, 40, 40, 30, 0]
        assert len({record_id for page in pages for record_id in ids(page)}) == 150
        assert [record_id for page in pages for record_id in ids(page)] == [
            hit.record_id for hit in index.scan(ask("call", sort=sort, offset=3, limit=1))
        ]

    def test_a_page_of_no_hits_still_counts(self, index):
        index.add([document("a", kind=Kind.NEWS)])
        results = index.search(ask(limit=0))
        assert (results.total, results.hits, results.facets["kinds"]) == (1, (), {"news": 1})

    def test_a_page_beyond_the_last_hit_is_empty(self, index):
        index.add([document("a")])
        assert index.search(ask(offset=DEEPEST - 20)).hits == ()

    def test_pages_deeper_than_the_limit_are_refused_with_the_reason(self, index):
        with pytest.raises(QueryError, match="narrow the search"):
            index.search(ask(offset=DEEPEST - 19))


class TestExcerpts:
    def test_the_words_found_are_marked_in_an_excerpt(self, index):
        before = "Nothing to see in this sentence, é and œ aside. " * 20
        index.add([document("a", "Call", f"{before}\nApply for the Vouchers, café owners! {before}")])
        (hit,) = index.search(ask("voucher cafe")).hits
        assert [hit.excerpt[start:end] for start, end in hit.highlights] == ["Vouchers", "café"]
        assert "\n" not in hit.excerpt
        assert len(hit.excerpt) < 400

    def test_without_words_the_text_begins(self, index):
        index.add([document("a", "Call", "First line.\nSecond line. " + "More words follow. " * 50)])
        (hit,) = index.search(ask()).hits
        assert hit.excerpt.startswith("First line. Second line. More")
        assert hit.excerpt.endswith("…")
        assert hit.highlights == ()

    def test_words_found_in_the_title_only_leave_the_beginning(self, index):
        index.add([document("a", "Tourism", "First line.")])
        (hit,) = index.search(ask("tourism")).hits
        assert (hit.title, hit.excerpt, hit.highlights) == ("Tourism", "First line.", ())

    def test_markup_in_a_text_is_text(self, index):
        index.add([document("a", "<em>Call</em>", "The <em>tourism</em> <script>x</script>")])
        (hit,) = index.search(ask("tourism")).hits
        assert hit.title == "<em>Call</em>"
        assert [hit.excerpt[start:end] for start, end in hit.highlights] == ["tourism"]
        assert "<em>tourism</em>" in hit.excerpt


class TestRebuild:
    def test_the_new_index_takes_the_place_of_the_old_one(self, index):
        index.add([document("old", "Call")])
        assert index.rebuild([document("a", "Call"), document("b", "Call")]) == ()
        assert set(ids(index.search(ask("call")))) == {"a", "b"}

    def test_the_first_index_can_be_built_by_rebuilding(self, index):
        index.rebuild([document("a")])
        assert index.count() == 1

    def test_the_last_index_can_be_emptied_by_rebuilding(self, index):
        index.add([document("a")])
        index.rebuild([])
        assert index.count() == 0

    def test_a_rebuild_that_dies_half_way_leaves_the_old_index(self, index):
        def dying():
            yield document("new")
            raise RuntimeError("out of records")

        index.add([document("old")])
        with pytest.raises(RuntimeError, match="out of records"):
            index.rebuild(dying())
        assert ids(index.search(ask())) == ["old"]
        index.rebuild([document("new")])
        assert ids(index.search(ask())) == ["new"]

    def test_a_rebuild_takes_the_newest_of_each_record(self, index):
        index.rebuild([document("a", "Newer", version=2), document("a", "Older", version=1)])
        assert index.count() == 1
        assert index.search(ask("newer")).total == 1

    def test_searches_see_the_old_index_until_the_new_one_is_complete(self, index):
        seen = []

        def watched():
            for number in range(5):
                seen.append(index.count())
                yield document(f"r{number}")

        index.add([document("old")])
        index.rebuild(watched())
        assert seen == [1] * 5
        assert index.count() == 5


def test_a_record_is_found_by_the_words_of_each_of_its_languages(index):
    italian = document("a", "Voucher per tessiture", "Domande aperte per le imprese tessili.", language="it")
    english = Translation(language="en", title="Vouchers for mills", text="Weaving companies can apply.")
    index.add([replace(italian, translations=(english,))])
    hits = [index.search(ask(words)).hits for words in ("tessitura", "vouchers weaving", "mill")]
    assert [[(hit.record_id, hit.title) for hit in found] for found in hits] == [[("a", "Voucher per tessiture")]] * 3
