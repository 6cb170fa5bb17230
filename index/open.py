"""Chooses the search engine by address."""

from pathlib import Path

from core.errors import SettingsError
from index.port import SearchIndex
from index.tantivy import TantivyIndex


def open_index(url: str | None, folder: Path) -> SearchIndex:
    """The engine at an address, or the embedded one in a folder where there is no address.

    Nothing is opened or connected to before the first question.
    """
    if url:
        raise SettingsError("Elasticsearch is not supported yet: unset CLUSTERWIRE_INDEX for the embedded engine")
    return TantivyIndex(folder)
