"""prefect.yaml: every source has its deployment, at its hour; nothing doubles."""

from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from core.models import BRUSSELS
from spiders.catalog import load_catalog

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
ENABLED = {source.id: source.schedule for source in load_catalog().sources if source.enabled}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Schedule(Strict):
    cron: str
    timezone: Literal["Europe/Brussels"]


class Pool(Strict):
    name: Literal["clusterwire"]
    job_variables: dict[str, Any]


class Limit(Strict):
    limit: Literal[1]
    collision_strategy: Literal["CANCEL_NEW", "ENQUEUE"]


class Deployment(Strict):
    """What every deployment of ours must and may say; a key that Prefect does not know is an error."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    entrypoint: str = Field(pattern=r"^flows(\.[a-z_]+){2}$")
    tags: list[str] = Field(min_length=1)
    description: str | None = None
    parameters: dict[str, str] = {}
    schedules: list[Schedule] = Field(default=[], max_length=1)
    concurrency_limit: Limit
    work_pool: Pool

    @property
    def cron(self) -> str | None:
        return self.schedules[0].cron if self.schedules else None


class File(Strict):
    name: str
    definitions: dict[str, Any]
    deployments: list[Deployment]


DEPLOYMENTS = File.model_validate(WRITTEN).deployments
CRAWLS = [one for one in DEPLOYMENTS if one.entrypoint == "flows.crawl.crawl" and one.name != "by-hand"]


def of(flow):
    return next(one for one in DEPLOYMENTS if one.entrypoint.rpartition(".")[2] == flow)


def test_every_enabled_source_is_crawled_by_exactly_one_deployment():
    crawled = [source for one in CRAWLS for source, cron in ENABLED.items() if cron == one.parameters["schedule"]]
    assert sorted(crawled) == sorted(ENABLED)


@pytest.mark.parametrize("deployment", CRAWLS, ids=lambda one: one.name)
def test_a_group_of_sources_runs_when_their_files_say(deployment):
    assert deployment.cron == deployment.parameters["schedule"]
    assert deployment.cron in ENABLED.values()


@pytest.mark.parametrize("deployment", CRAWLS, ids=lambda one: one.name)
def test_a_deployment_of_one_source_has_its_name(deployment):
    group = [source for source, cron in ENABLED.items() if cron == deployment.cron]
    assert len(group) > 1 or group == [deployment.name]


def test_names_are_told_apart():
    assert len({(one.entrypoint, one.name) for one in DEPLOYMENTS}) == len(DEPLOYMENTS)


@pytest.mark.parametrize(
    ("flow", "strategy"),
    [
        *[(flow, "CANCEL_NEW") for flow in ("crawl", "sweep", "verify_archive")],
        *[(flow, "ENQUEUE") for flow in ("process", "publish", "reprocess")],
    ],
)
def test_what_overlaps_itself_is_skipped_or_waits(flow, strategy):
    assert of(flow).concurrency_limit.collision_strategy == strategy


def test_the_sweep_is_nightly_the_check_weekly_and_the_rest_by_hand():
    assert of("sweep").cron.endswith("* * *")
    assert of("verify_archive").cron.endswith("* * 6")
    assert [of(flow).cron for flow in ("process", "publish", "reprocess")] == [None] * 3


def test_prefect_and_the_sources_mean_the_same_zone():
    assert {one.schedules[0].timezone for one in DEPLOYMENTS if one.schedules} == {BRUSSELS}


def test_every_deployment_is_explained():
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    others = [one for one in DEPLOYMENTS if one not in CRAWLS]
    named = {f"{one.entrypoint.rpartition('.')[2].replace('_', '-')}/{one.name}" for one in others}
    assert {name for name in named if f"`{name}`" not in text} == set()
