"""Prefect flows that keep the house in order: the nightly sweep, the check of the archive, reading it again."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from prefect import flow, get_run_logger, runtime
from prefect.artifacts import create_table_artifact
from pydantic import Field

from core.errors import ArchiveError
from core.settings import load_settings
from flows.artifacts import follow, share
from flows.attempts import HOUR, archive_turn, day, stage
from flows.bootstrap import open_house
from flows.crawl import take_in
from flows.gaps import NOTHING, Gaps, find_gaps
from flows.process import process, publish
from flows.rereading import reread_archive

SWEPT = "What the day left undone: pages not read, records not in the index, sources not crawled when due"
SHOWN = 200  # problems that the table of a damaged archive has

SourceId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


@flow(name="sweep", flow_run_name=lambda: f"sweep {day()}")
def sweep() -> dict[str, Any]:
    """Find what the day left undone, and do it; what was found and what is left.

    It has the archive's turn while it looks, so that what is under way is not taken for undone.
    """
    with archive_turn():
        found = look()
        if found.missed:
            get_run_logger().warning("not crawled when due: %s", ", ".join(found.missed))
            take_in(list(found.missed), "sweep")
        elif found.pending or found.unindexed:
            process()
        left = look()
    if left != NOTHING:
        get_run_logger().warning("still undone: %s", left)
    told = {"found": asdict(found), "left": asdict(left)}
    create_table_artifact([{"": when, **gaps} for when, gaps in told.items()], key="sweep", description=SWEPT)
    return told


@stage("look for gaps", timeout=HOUR)
def look() -> Gaps:
    """Pages not read, records not in the index, sources not crawled."""
    with open_house(load_settings()) as house:
        return find_gaps(house)


@flow(name="verify-archive", flow_run_name=lambda: f"verify-archive {day()}")
def verify_archive() -> None:
    """Check every digest of the archive.

    Raises:
        ArchiveError: something is damaged; the table `archive` has it.
    """
    problems = check()
    create_table_artifact(problems[:SHOWN], key="archive", description=f"{len(problems)} problems of the archive")
    if problems:
        raise ArchiveError(f"{len(problems)} problems, the first: {problems[0]}")


@stage("check digests", timeout=23 * HOUR)
def check() -> list[dict[str, Any]]:
    """What is wrong with the archive, none if it is sound."""
    with open_house(load_settings()) as house:
        return [asdict(problem) for problem in house.archive.verify(share("bytes checked"))]


@flow(name="reprocess", flow_run_name=lambda: f"reprocess {_chosen()} {day()}")
def reprocess(
    source: SourceId | None = None, since: datetime | None = None, *, promote: bool = False
) -> dict[str, Any]:
    """Read archived pages again without fetching them; the table `reprocess` shows what is read otherwise today.

    Args:
        source: only pages of this source.
        since: only pages fetched from then on; UTC where no zone is given.
        promote: put today's readings in force and bring the index up to date.
    """
    pages, differences = reread(source, since)
    create_table_artifact(differences, key="reprocess", description=f"{pages} pages, what is read otherwise today")
    if promote:
        put_in_force()
        publish()
    return {"pages": pages, "differences": differences}


def _chosen() -> str:
    return runtime.flow_run.parameters.get("source") or "all"


@stage("read again", timeout=34 * HOUR)
def reread(source: str | None, since: datetime | None) -> tuple[int, list[dict[str, Any]]]:
    """Read archived pages beside the readings in force; how many, and the differences."""
    moment = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    with open_house(load_settings()) as house:
        if source:
            house.catalog.get(source)
        advance = follow("pages read again", len(house.upkeep.pages_to_reread(source, moment)))
        pages, differences = reread_archive(house, source, moment, advance)
    return pages, [difference.model_dump(mode="json") for difference in differences]


@stage("put in force", timeout=HOUR)
def put_in_force() -> None:
    """Let the readings beside take the place of those in force, all at once."""
    with open_house(load_settings()) as house:
        house.upkeep.promote_shadow()
