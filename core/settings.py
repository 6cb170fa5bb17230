"""Settings: environment variables with the prefix CLUSTERWIRE_, or the same names in a `.env` file."""

import os
import re
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.errors import SettingsError

PREFIX = "CLUSTERWIRE_"
MEBIBYTE = 1024 * 1024
PROCESSES = "processes"


class Settings(BaseSettings):
    """All that can be set; each value tells what it is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("clusterwire", appauthor=False),
        description="folder of all that a run keeps: archive, database, embedded index",
    )
    sources: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description=f"folders of further sources, separated by {os.pathsep!r}"
    )
    database: SecretStr | None = Field(default=None, description="SQLAlchemy URL; SQLite in the home folder if unset")
    archive: str | None = Field(
        default=None,
        description="folder of the WARC segments, or the fsspec URL of an object store; in the home folder if unset",
    )
    index: SecretStr | None = Field(
        default=None, description="http(s) addresses of Elasticsearch, separated by commas; embedded if unset"
    )
    index_api_key: SecretStr | None = Field(default=None, description="API key for Elasticsearch, encoded")
    index_user: str | None = Field(default=None, description="user of Elasticsearch, where there is no API key")
    index_password: SecretStr | None = Field(default=None, description="that user's password")
    index_ca_file: Path | None = Field(default=None, description="certificates that sign Elasticsearch's own")
    index_name: str = Field(
        default="clusterwire",
        pattern=r"^[a-z][a-z0-9_-]{0,60}$",
        description="name of the index in Elasticsearch",
    )
    index_shards: int = Field(default=1, ge=1, description="primary shards of a new index in Elasticsearch")
    index_replicas: int = Field(default=1, ge=0, description="copies of each shard in Elasticsearch")
    index_timeout: float = Field(default=30, gt=0, description="seconds that an answer of Elasticsearch may take")
    mirror: str | None = Field(default=None, description="address that answers for every host, for tests")
    now: datetime | None = Field(default=None, description="what now is, for the whole run")
    notify: SecretStr | None = Field(
        default=None, description="Apprise addresses, separated by blanks, that are told when a source's state turns"
    )
    contact: str | None = Field(
        default=None, description="address or page, in the user agent, where site owners reach the operator"
    )
    robots: bool = Field(default=True, description="obey robots.txt")
    delay: float | None = Field(default=None, ge=0, description="seconds between requests to a host, for every source")
    concurrency: int | None = Field(default=None, ge=1, description="requests at once to a host, for every source")
    timeout: float = Field(default=30, gt=0, description="seconds that one response may take")
    max_body: int = Field(default=32 * MEBIBYTE, ge=1, description="bytes of a response as sent")
    max_decompressed: int = Field(default=64 * MEBIBYTE, ge=1, description="bytes of a response when unpacked")
    max_redirects: int = Field(default=5, ge=0, description="redirects in a row")
    segment_size: int = Field(default=512 * MEBIBYTE, ge=1, description="bytes after which a WARC segment is closed")
    review_below: float = Field(default=0.5, ge=0, le=1, description="confidence under which staff review a value")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="processes that read pages")
    executor: str = Field(
        default=PROCESSES,
        pattern=rf"^({PROCESSES}|(tcp|tls)://.+:\d+)$",
        description="who reads pages: processes of this machine, or a Dask scheduler by its address (tcp://HOST:8786)",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="WARNING", description="least level shown")
    log_format: Literal["text", "json"] = Field(default="text", description="log lines for people or for programs")
    metrics_file: Path | None = Field(
        default=None, description="file of figures for Prometheus (node_exporter's textfile collector), ending in .prom"
    )
    pushgateway: str | None = Field(
        default=None, description="address of a Prometheus Pushgateway for the same figures"
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value

    @field_validator("archive")
    @classmethod
    def _without_password(cls, value: str | None) -> str | None:
        if value and re.search(r"://[^/]*:[^/]*@", value):  # errors name the address
            raise ValueError("leave out the password: fsspec and its drivers have settings of their own for it")
        return value

    @field_validator("notify")
    @classmethod
    def _addressed(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not all("://" in address for address in value.get_secret_value().split()):
            raise ValueError("each address has the form service://…")
        return value

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value

    @field_validator("mirror")
    @classmethod
    def _bare(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else None

    @cached_property
    def database_url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database.get_secret_value() if self.database else f"sqlite:///{self.home / 'clusterwire.db'}"

    @property
    def recipients(self) -> tuple[str, ...]:
        """Apprise addresses of staff."""
        return tuple(self.notify.get_secret_value().split()) if self.notify else ()

    @property
    def archive_folder(self) -> Path:
        """Where WARC segments are written."""
        return self.home / "archive" if self.archive is None or self.archive_store else Path(self.archive)

    @property
    def archive_store(self) -> str | None:
        """The object store to which complete segments are moved; None if they stay in the folder."""
        return self.archive if self.archive and "://" in self.archive else None

    @property
    def index_url(self) -> str | None:
        """The search server's address; None for the embedded engine."""
        return self.index.get_secret_value() if self.index else None

    @property
    def index_folder(self) -> Path:
        """Where the embedded search index lies."""
        return self.home / "index"


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a value cannot be understood; the message names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        rows = [f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(rows)) from error


class SettingRow(NamedTuple):
    """A setting as a person reads it; secrets are masked."""

    variable: str
    value: str
    origin: str
    meaning: str


def origins(settings: Settings) -> list[SettingRow]:
    """Every setting with its value and whether it comes from the environment, `.env` or is the default."""
    rows = []
    for name, field in Settings.model_fields.items():
        variable = PREFIX + name.upper()
        if variable in {key.upper() for key in os.environ}:
            origin = "environment"
        else:
            origin = ".env" if name in settings.model_fields_set else "default"
        rows.append(SettingRow(variable, _shown(getattr(settings, name)), origin, field.description or ""))
    return rows


def _shown(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return os.pathsep.join(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
