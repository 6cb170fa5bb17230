"""Back-ends under the one contract suite: each gives new, empty indexes to a test."""

import secrets

import pytest

from index.elastic_access import ElasticAccess
from index.elasticsearch import ElasticsearchIndex
from index.tantivy import TantivyIndex


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.server)])
def backend(request):
    """Name of the back-end, for the few differences."""
    return request.param


@pytest.fixture
def new_index(request, backend, tmp_path):
    """A function that opens an empty index of the back-end."""
    opened = []

    def open_embedded():
        opened.append(TantivyIndex(tmp_path / f"index{len(opened)}"))
        return opened[-1]

    def open_on_server():
        opened.append(request.getfixturevalue("new_elastic")())
        return opened[-1]

    yield open_embedded if backend == "tantivy" else open_on_server
    for index in opened:
        index.close()


@pytest.fixture
def index(new_index):
    return new_index()


@pytest.fixture
def new_elastic(elasticsearch_url):
    """A function that opens an index of a new name on the server; all of them are removed afterwards."""
    opened = []

    def open_one(**options):
        access = ElasticAccess(
            hosts=(elasticsearch_url,), name=f"test-{secrets.token_hex(4)}", replicas=0, backoff=0.01, **options
        )
        opened.append(ElasticsearchIndex(access))
        return opened[-1]

    yield open_one
    for index in opened:
        names = list(index._client.indices.get(index=f"{index._alias}-*"))
        index._remove(names)
        index.close()
