"""Chooses the search engine by address."""

from pathlib import Path

from core.errors import SettingsError
from index.elastic_access import ElasticAccess
from index.port import SearchIndex
from index.tantivy import TantivyIndex


def open_index(url: str | None, folder: Path, access: ElasticAccess | None = None) -> SearchIndex:
    """The engine at an address, or the embedded one in a folder where there is no address.

    Nothing is opened or connected to before the first question.

    Args:
        url: addresses of an Elasticsearch cluster, separated by commas.
        folder: of the embedded engine.
        access: credentials and options for the cluster, see `access_from`; they win over `url`.

    Raises:
        SettingsError: the address is wrong, or the client is not installed.
    """
    if not url:
        return TantivyIndex(folder)
    try:
        from index.elasticsearch import ElasticsearchIndex  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError as error:
        raise SettingsError("Elasticsearch needs its client: pip install 'clusterwire[elasticsearch]'") from error
    return ElasticsearchIndex(access or ElasticAccess(hosts=tuple(filter(None, url.replace(" ", "").split(",")))))
