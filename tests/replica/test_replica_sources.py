"""The sources of the replica's invented hosts, which the product's catalog must not know."""

from pathlib import Path

from spiders.catalog import load_catalog

FOLDER = Path(__file__).parent / "sources"


def test_the_sources_of_the_replica_can_be_read_beside_the_built_in_ones():
    assert load_catalog([FOLDER]).errors == ()


def test_no_built_in_source_asks_an_invented_host():
    hosts = {host for source in load_catalog().sources for host in source.allowed_hosts}
    assert hosts
    assert not [host for host in hosts if host.endswith(".example")]


def test_each_language_has_one_site():
    built_in = len(load_catalog().sources)
    languages = [source.language for source in load_catalog([FOLDER]).sources[built_in:]]
    assert languages == sorted({path.stem.removeprefix("cluster-") for path in FOLDER.glob("*.yaml")})
