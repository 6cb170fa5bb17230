"""Fixtures of the whole suite."""

from tests.servers.elasticsearch import elasticsearch_url  # noqa: F401 - a fixture: one server a run, whoever asks
