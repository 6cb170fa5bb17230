"""What only the engine on a server does: mapping, alias, bulk and its failures."""

import dataclasses
import itertools
import threading
from datetime import date

import pytest
from elastic_transport import Transport

from core.errors import IndexOutdatedError, IndexUnavailableError, SettingsError
from core.models import AmountRole, Status
from core.query import Sort
from core.settings import Settings
from index import elasticsearch as engine
from index.elastic_access import ElasticAccess, access_from
from index.elastic_mapping import encode, mapping
from index.elasticsearch import ElasticsearchIndex
from index.open import open_index
from index.tantivy import TantivyIndex
from tests.index.samples import ask, document, ids
from tests.servers.elasticsearch import run_elasticsearch

DAY = date(2026, 4, 1)
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


def paths(properties):
    """Paths of all fields of a mapping."""
    for name, field in properties.items():
        yield from (f"{name}.{inner}" for inner in paths(field["properties"])) if "properties" in field else [name]


def written_paths(source):
    """Paths of all fields of a document as it is sent."""
    for name, value in source.items():
        for one in value if isinstance(value, list) else [value]:
            is_object = isinstance(one, dict) and name != "open_period"
            yield from (f"{name}.{inner}" for inner in written_paths(one)) if is_object else [name]


class TestMapping:
    def test_documents_and_mapping_have_the_same_fields(self):
        languages = mapping()["properties"]["title"]["properties"]
        variants = [
            document(
                "a",
                language=language,
                published=DAY,
                deadlines=[DAY],
                opens=date(2026, 3, 1),
                announced=announced,
                amounts=[(AmountRole.GRANT_MAX, "5", "EUR")],
            )
            for language in languages
            for announced in (None, Status.CANCELLED)
        ]
        written = {path for variant in variants for path in written_paths(encode(variant))}
        assert written == set(paths(mapping()["properties"]))

    def test_nothing_is_mapped_by_guessing(self):
        objects = [mapping(), *(field for field in mapping()["properties"].values() if "properties" in field)]
        assert {one["dynamic"] for one in objects} == {"strict"}


class TestSettings:
    def test_all_of_them_reach_the_client(self, monkeypatch, tmp_path):
        values = {
            "INDEX": "https://one:9200, https://two:9200",
            "INDEX_API_KEY": "key",
            "INDEX_USER": "user",
            "INDEX_PASSWORD": "secret",
            "INDEX_CA_FILE": str(tmp_path / "ca.pem"),
            "INDEX_NAME": "calls",
            "INDEX_SHARDS": "2",
            "INDEX_REPLICAS": "0",
            "INDEX_TIMEOUT": "5",
        }
        for name, value in values.items():
            monkeypatch.setenv(f"CLUSTERWIRE_{name}", value)
        assert access_from(Settings()) == ElasticAccess(
            hosts=("https://one:9200", "https://two:9200"),
            api_key="key",
            user="user",
            password="secret",
            ca_file=tmp_path / "ca.pem",
            name="calls",
            shards=2,
            replicas=0,
            timeout=5,
        )

    def test_the_address_chooses_the_engine(self, tmp_path):
        assert isinstance(open_index(None, tmp_path), TantivyIndex)
        opened = open_index(f"{NOWHERE}, http://127.0.0.1:7", tmp_path)
        assert isinstance(opened, ElasticsearchIndex)
        opened.close()

    @pytest.mark.parametrize("url", ["http://no-port", "no scheme", "ftp://x:1"])
    def test_a_wrong_address_is_a_settings_error(self, url, tmp_path):
        with pytest.raises(SettingsError, match="CLUSTERWIRE_INDEX"):
            open_index(url, tmp_path)

    def test_a_missing_certificate_file_is_a_settings_error(self, tmp_path):
        access = ElasticAccess(hosts=("https://127.0.0.1:9",), ca_file=tmp_path / "absent.pem")
        with pytest.raises(SettingsError, match="CLUSTERWIRE_INDEX"):
            open_index("https://127.0.0.1:9", tmp_path, access)


@pytest.mark.parametrize(
    "use",
    [
        lambda index: index.search(ask()),
        lambda index: index.add([document("a")]),
        lambda index: index.delete(["a"]),
        lambda index: list(index.scan(ask())),
        lambda index: index.count(),
        lambda index: index.rebuild([document("a")]),
        lambda index: list(index.match([document("a")], {"s": ask()})),
    ],
)
def test_a_server_that_is_away_is_an_error_of_ours(use):
    index = ElasticsearchIndex(ElasticAccess(hosts=(NOWHERE,), timeout=2))
    with pytest.raises(IndexUnavailableError, match="cannot be reached"):
        use(index)
    index.close()


@pytest.mark.server
class TestIndex:
    @pytest.fixture
    def index(self, new_elastic):
        return new_elastic()

    def names(self, index):
        return sorted(index._client.indices.get(index=f"{index._alias}*"))

    def test_rebuilding_swaps_the_alias_and_leaves_one_index(self, index):
        index.add([document("a")])
        (before,) = self.names(index)
        index.rebuild([document("a"), document("b")])
        (after,) = self.names(index)
        assert before != after
        assert index.count() == 2

    def test_leftovers_of_a_rebuild_that_died_are_removed_by_the_next(self, index):
        index.add([document("a")])
        index._create(f"{index._alias}-0123456789ab-0a0b0c0d", alias=index._loading, settings={})
        index.rebuild([document("a")])
        assert len(self.names(index)) == 1

    def test_what_is_added_while_a_rebuild_loads_is_in_the_new_index(self, index):
        def meanwhile():
            yield document("a", "Old words", version=1)
            ElasticsearchIndex.add(index, [document("a", "New words", version=2), document("b")])
            index.delete(["gone"])
            yield document("c")

        index.add([document("a", "Old words", version=1), document("gone")])
        index.rebuild(meanwhile())
        assert set(ids(index.search(ask()))) == {"a", "b", "c"}
        assert ids(index.search(ask("new words"))) == ["a"]

    def test_an_incomplete_load_is_not_swapped_in(self, index, monkeypatch):
        index.add([document("old")])
        monkeypatch.setattr(index, "_count", lambda name: 1)
        with pytest.raises(IndexUnavailableError, match="holds 1 of 2"):
            index.rebuild([document("a"), document("b")])
        assert ids(index.search(ask())) == ["old"]
        assert len(self.names(index)) == 1

    def test_a_changed_mapping_is_an_error_of_its_own_until_rebuilt(self, index, monkeypatch):
        index.add([document("a")])
        monkeypatch.setattr(engine, "layout", lambda: "0123456789ab")
        fresh = ElasticsearchIndex(index._access)
        with pytest.raises(IndexOutdatedError, match="clusterwire index rebuild"):
            fresh.search(ask())
        fresh.rebuild([document("a")])
        assert fresh.count() == 1
        fresh.close()

    def test_the_server_never_makes_an_index_by_itself(self, index):
        index.add([document("a")])
        index._remove(self.names(index))
        with pytest.raises(IndexUnavailableError, match="try again"):
            engine.send(index._client, index._access, [engine._index_action(index._alias, document("a"))])
        assert self.names(index) == []

    def test_a_scan_pages_through_one_state_of_the_index(self, index, monkeypatch):
        monkeypatch.setattr(engine, "SCAN_PAGE", 7)
        days = [None, date(2026, 4, 1), date(2026, 5, 1)]
        batch = [
            document(f"r{n}", published=days[n % 3], deadlines=[d] if (d := days[n % 2]) else []) for n in range(40)
        ]
        index.add(batch)
        scans = {sort: index.scan(ask(sort=sort)) for sort in Sort}
        first = {sort: next(scan).record_id for sort, scan in scans.items()}
        index.delete([one.id for one in batch[:20]])
        for sort, scan in scans.items():
            assert {first[sort], *(hit.record_id for hit in scan)} == {one.id for one in batch}

    def test_searches_during_swaps_are_neither_refused_nor_half_filled(self, index):
        records = [document(f"r{number}", "Call") for number in range(50)]
        index.rebuild(records)
        stop, seen = threading.Event(), []

        def search():
            while not stop.wait(0.02):
                seen.append(index.search(ask("call", limit=50)))

        threads = [threading.Thread(target=search) for _ in range(2)]  # 50 searches a second and 2 at once
        for thread in threads:
            thread.start()
        for _ in range(4):
            index.rebuild(records)
        stop.set()
        for thread in threads:
            thread.join()
        assert len(seen) > 20
        assert {(one.total, len(one.hits)) for one in seen} == {(50, 50)}


@pytest.mark.server
class TestBulk:
    @pytest.fixture
    def index(self, new_elastic):
        return new_elastic(retries=2)

    def test_a_rejected_document_is_reported_and_does_not_stop_the_rest(self, index):
        index.add([document("a")])
        too_long = document("b", projects=("x" * 40_000,))
        (rejection,) = index.add([document("c"), too_long, document("d")])
        assert rejection.record_id == "b"
        assert "immense term" in rejection.reason
        assert set(ids(index.search(ask()))) == {"a", "c", "d"}

    def test_a_rebuild_reports_what_was_rejected_and_takes_the_rest(self, index):
        (rejection,) = index.rebuild([document("a"), document("b", projects=("x" * 40_000,))])
        assert (rejection.record_id, index.count()) == ("b", 1)

    @pytest.mark.parametrize(
        ("block", "sentence"),
        [
            ("index.blocks.read_only", "operator must lift the block"),
            ("index.blocks.read_only_allow_delete", "disk is nearly full"),
        ],
    )
    def test_a_block_is_a_clear_error(self, index, block, sentence):
        index.add([document("a")])
        index._client.indices.put_settings(index=index._alias, settings={block: True})
        try:
            with pytest.raises(IndexUnavailableError, match=sentence):
                index.add([document("b")])
            assert ids(index.search(ask())) == ["a"]
        finally:
            index._client.indices.put_settings(index=index._alias, settings={block: None})
        index.add([document("b")])
        assert index.count() == 2

    @pytest.mark.parametrize("status", [429, 503])
    def test_overload_is_retried_with_back_off(self, index, monkeypatch, status):
        overload(index, monkeypatch, iter(["refused", "refused"]), status)
        index.add([document("a"), document("b")])
        assert index.count() == 2

    def test_an_overload_that_does_not_end_is_an_error(self, index, monkeypatch):
        overload(index, monkeypatch, itertools.repeat("refused"), 429)
        with pytest.raises(IndexUnavailableError, match="overloaded"):
            index.add([document("a")])

    def test_many_documents_go_in_several_requests(self, index, monkeypatch):
        monkeypatch.setattr("index.elastic_bulk.CHUNK", 10)
        assert index.add(document(f"r{number}") for number in range(105)) == ()
        assert index.count() == 105


def overload(index, monkeypatch, refusals, status):
    """Let the server's answers to bulk requests say that it refused their documents, as often as there are refusals."""
    real = Transport.perform_request

    def answer(transport, method, target, **rest):
        response = real(transport, method, target, **rest)
        if target.startswith("/_bulk") and next(refusals, None):
            for item in response.body["items"]:
                (result,) = item.values()
                result.update(status=status, error={"type": "es_rejected_execution_exception", "reason": "queue full"})
        return response

    monkeypatch.setattr(Transport, "perform_request", answer)


@pytest.fixture(scope="module")
def own_server():
    """A server that may be killed, with security on."""
    with run_elasticsearch(security=True) as server:
        yield server


@pytest.mark.server
@pytest.mark.timeout(600)  # its server starts twice, which takes minutes on a busy machine
class TestFailures:
    @pytest.fixture
    def index(self, own_server):
        opened = ElasticsearchIndex(
            ElasticAccess(
                hosts=(own_server.url,),
                user=own_server.user,
                password=own_server.password,
                replicas=0,
                retries=1,
                backoff=0.01,
            )
        )
        yield opened
        opened.close()

    def test_killed_during_a_bulk_nothing_is_lost_and_nothing_twice(self, own_server, index):
        index.rebuild([])

        def documents():
            for number in range(3000):
                if number == 2500:
                    own_server.kill()
                yield document(f"r{number}", "Call")

        with pytest.raises(IndexUnavailableError, match=r"cannot be reached|in time"):
            index.add(documents())
        own_server.start()
        index.add(document(f"r{number}", "Call") for number in range(3000))  # what waited is sent again
        assert index.count() == 3000
        assert index.search(ask("call")).total == 3000

    def test_a_server_that_does_not_answer_is_an_error_in_time(self, own_server, index):
        index.add([document("a")])
        impatient = ElasticsearchIndex(dataclasses.replace(index._access, timeout=1))
        with own_server.frozen(), pytest.raises(IndexUnavailableError, match="in time"):
            impatient.search(ask())
        impatient.close()
        assert index.search(ask()).total >= 1


@pytest.mark.server
@pytest.mark.timeout(600)
def test_right_credentials_open_the_index_and_wrong_ones_are_a_clear_error(own_server):
    def opened(**credentials):
        return ElasticsearchIndex(ElasticAccess(hosts=(own_server.url,), name="guarded", replicas=0, **credentials))

    owner = opened(user=own_server.user, password=own_server.password)
    owner.add([document("a")])
    key = owner._client.security.create_api_key(name="reader")["encoded"]
    reader = opened(api_key=key)
    assert reader.count() == 1
    wrong = [opened(), opened(api_key="d3Jvbmc6d3Jvbmc="), opened(user=own_server.user, password="wrong")]
    for index in wrong:
        with pytest.raises(IndexUnavailableError, match="CLUSTERWIRE_INDEX_API_KEY"):
            index.search(ask())
    for index in (owner, reader, *wrong):
        index.close()
