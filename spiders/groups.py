"""Which sources may be crawled side by side: those that ask different hosts."""

from collections.abc import Sequence

from core.source import Source


def by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources in groups that have no host in common; within a group sitemaps are last, else the order is kept.

    A page that several sources of a group list is fetched for the first of them, and a sitemap lists everything.
    """
    groups: list[tuple[set[str], list[Source]]] = []
    for source in sources:
        hosts = {host.removeprefix("www.") for host in source.allowed_hosts}
        sharing = [group for group in groups if group[0] & hosts]
        merged = (hosts.union(*(group[0] for group in sharing)), [s for group in sharing for s in group[1]] + [source])
        groups = [*(group for group in groups if group not in sharing), merged]
    return [sorted(members, key=lambda source: source.spider.kind == "sitemap") for _, members in groups]
