"""Fixtures of the whole suite."""

import pytest

from tests.servers.elasticsearch import elasticsearch_url  # noqa: F401 - a fixture: one server a run, whoever asks


def pytest_itemcollected(item):
    """With `pytest -n`, what shares a server or a whole run goes to one worker, so that it is started once."""
    if item.get_closest_marker("server"):
        item.add_marker(pytest.mark.xdist_group(item.path.parent.name))
    elif item.get_closest_marker("slow"):
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
