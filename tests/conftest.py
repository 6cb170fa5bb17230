"""Fixtures of the whole suite."""

import pytest

from tests.servers.elasticsearch import elasticsearch_url  # noqa: F401 - a fixture: one server a run, whoever asks


def pytest_itemcollected(item):
    """With `pytest -n`, one worker takes all tests of a folder that need a server: each server is started once."""
    if item.get_closest_marker("server"):
        item.add_marker(pytest.mark.xdist_group(item.path.parent.name))
