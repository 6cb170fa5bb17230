"""compose.yaml, as far as it can be checked without Docker."""

import re
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)

Duration = Annotated[str, StringConstraints(pattern=r"^\d+(s|m)$")]
Size = Annotated[str, StringConstraints(pattern=r"^\d+[mg]$")]
Mount = Annotated[str, StringConstraints(pattern=r"^[a-z]+:/[\w/]+$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Healthcheck(Strict):
    test: list[str] = Field(min_length=2)
    interval: Duration
    timeout: Duration
    retries: int = Field(ge=1)
    start_period: Duration


class Dependency(Strict):
    condition: Literal["service_healthy", "service_completed_successfully"]


class Logging(Strict):
    driver: str
    options: dict[str, str]


class ConfigMount(Strict):
    source: str
    target: Annotated[str, StringConstraints(pattern=r"^(/[\w.-]+)+$")]


class Config(Strict):
    content: str


class Service(Strict):
    """What every service of ours must and may say; a key that Compose does not know is an error."""

    image: Annotated[str, StringConstraints(pattern=r"^[\w./-]+:[\w.-]+$")]  # never without a tag
    build: str | None = None
    user: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*:\d+$")]  # not root
    command: list[str] = []
    environment: dict[str, str]
    volumes: list[Mount] = []
    configs: list[ConfigMount] = []
    depends_on: dict[str, Dependency] = {}
    ports: list[Annotated[str, StringConstraints(pattern=r"^127\.0\.0\.1:\d+:\d+$")]] = []
    mem_limit: Size
    cpus: int | float
    pids_limit: int
    shm_size: Size | None = None
    ulimits: dict[str, int] = {}
    healthcheck: Healthcheck | None = None
    restart: Literal["unless-stopped", "no"]
    profiles: list[str] = []
    entrypoint: list[str] = []
    init: Literal[True]
    stop_grace_period: Duration | None = None
    security_opt: list[Literal["no-new-privileges:true"]] = Field(min_length=1)
    logging: Logging


class Compose(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    services: dict[str, Service]
    configs: dict[str, Config]
    volumes: dict[str, None]


@pytest.fixture(scope="module")
def compose():
    return Compose.model_validate({key: value for key, value in COMPOSE.items() if not key.startswith("x-")})


def test_it_follows_the_schema_and_names_the_services(compose):
    expected = {"elasticsearch", "postgres", "prefect", "deployments", "worker", "clusterwire"}
    assert expected <= set(compose.services)


def test_what_services_refer_to_is_there(compose):
    services = compose.services.values()
    assert {name for one in services for name in one.depends_on} <= set(compose.services)
    assert {mount.partition(":")[0] for one in services for mount in one.volumes} == set(compose.volumes)
    assert {config.source for one in services for config in one.configs} == set(compose.configs)


def test_every_value_from_outside_refuses_to_be_empty_and_is_in_the_example():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT))
    refusing = set(re.findall(r"(?<!\$)\$\{(\w+):\?[^}]+\}", TEXT))
    example = dict(
        line.split("=", 1) for line in (ROOT / ".env.example").read_text().splitlines() if re.match(r"\w+=", line)
    )
    assert asked == refusing == set(example)
    assert set(example.values()) == {""}


def test_what_goes_on_running_says_whether_it_is_healthy(compose):
    going_on = {name: one for name, one in compose.services.items() if one.restart != "no"}
    assert [name for name, one in going_on.items() if one.healthcheck is None] == []


def test_whose_end_is_awaited_ends(compose):
    awaited = {
        name
        for one in compose.services.values()
        for name, dependency in one.depends_on.items()
        if dependency.condition == "service_completed_successfully"
    }
    assert awaited == {name for name, one in compose.services.items() if one.restart == "no" and not one.profiles}


def test_nothing_of_prefect_reports_to_its_makers(compose):
    running = [one for one in compose.services.values() if "prefect" in " ".join(one.command)]
    assert len(running) == 3
    assert {one.environment["DO_NOT_TRACK"] for one in running} == {"1"}
    assert {one.environment["PREFECT_SERVER_ANALYTICS_ENABLED"] for one in running} == {"false"}


def test_the_worker_has_the_settings_of_the_command_line(compose):
    settings = {name: value for name, value in compose.services["worker"].environment.items() if PREFIX in name}
    assert settings == compose.services["clusterwire"].environment


def test_the_pool_of_the_worker_is_that_of_the_deployments(compose):
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    pools = {one["work_pool"]["name"] for one in written["deployments"]}
    worker, deployments = compose.services["worker"].command, " ".join(compose.services["deployments"].command)
    assert {worker[worker.index("--pool") + 1]} == pools == set(re.findall(r"work-pool create (\S+)", deployments))


def test_the_settings_exist(compose):
    named = {name for one in compose.services.values() for name in one.environment if name.startswith(PREFIX)}
    assert named
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)


def test_the_image_runs_as_a_user_without_rights(compose):
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER clusterwire"]
    assert any("--uid 10001" in line for line in lines)
    assert compose.services["clusterwire"].user == "10001:10001"


def test_secrets_do_not_get_into_the_image():
    assert ".env" in (ROOT / ".dockerignore").read_text().splitlines()


def test_every_service_is_explained(compose):
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    missing = [name for name in (*compose.services, *compose.volumes) if f"`{name}`" not in text]
    assert missing == []
