"""Takes WARC files into the archive, each page for the source whose host it is from."""

from collections.abc import Callable, Sequence
from pathlib import Path

from archive.import_warc import Imported, SourceFor, import_warc
from archive.writer import open_archive_writer
from core.source import Source
from core.urls import host_of
from flows.bootstrap import House


def import_pages(
    house: House, files: Sequence[Path], source: Source | None, progress: Callable[[int, int], None]
) -> Imported:
    """Store the pages of WARC files; they wait to be read like fetched ones.

    Args:
        source: that all pages are taken for; None to go by their hosts.

    Raises:
        ArchiveError: a file is missing or broken; what was read before it stays.
    """
    by_source: SourceFor = _source_by_host(house.catalog.sources) if source is None else _always(source.id)
    settings = house.settings
    with open_archive_writer(
        settings.archive_folder,
        house.engine,
        house.clock,
        store=settings.archive_store,
        segment_size=settings.segment_size,
        max_decompressed=settings.max_decompressed,
    ) as archive:
        return import_warc(files, archive, by_source, progress)


def _source_by_host(sources: Sequence[Source]) -> SourceFor:
    """The source that fetched the page, else the first of its host: those that share one read pages in the same way."""
    owners: dict[str, str] = {}
    for source in sources:
        for host in sorted(source.allowed_hosts):
            owners.setdefault(host, source.id)
    known = {source.id for source in sources}
    return lambda url, stated: stated if stated in known else owners.get(host_of(url))


def _always(source_id: str) -> SourceFor:
    return lambda _, __: source_id
