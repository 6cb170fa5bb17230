"""Back-ends under the one contract suite: each gives new, empty indexes to a test."""

import pytest

from index.tantivy import TantivyIndex


@pytest.fixture(params=["tantivy"])
def new_index(request, tmp_path):
    """A function that opens an empty index of the back-end."""
    opened = []

    def open_one():
        opened.append(TantivyIndex(tmp_path / f"index{len(opened)}"))
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


@pytest.fixture
def index(new_index):
    return new_index()
