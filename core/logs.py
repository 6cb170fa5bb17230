"""Log lines on standard error, for people or for programs: each names the run, source and page that it is about."""

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Literal

from pythonjsonlogger.json import JsonFormatter

from core.settings import load_settings

LogFormat = Literal["text", "json"]
SUBJECTS = ("run", "source", "page")

_FIELDS = ("time", "level", "logger", "message", *SUBJECTS, "exc_info", "stack_info")
_CHATTY = ("alembic", "elastic_transport")  # they tell of each look at the tables' version, of each request
_subjects: ContextVar[Mapping[str, object]] = ContextVar("subjects", default=MappingProxyType({}))


@contextmanager
def about(*, run: int | None = None, source: str | None = None, page: int | None = None) -> Iterator[None]:
    """All that is logged inside, and in tasks that are begun inside, is about this run, source or page."""
    told = {name: value for name, value in (("run", run), ("source", source), ("page", page)) if value is not None}
    token = _subjects.set(MappingProxyType({**_subjects.get(), **told}))
    try:
        yield
    finally:
        _subjects.reset(token)


def log_to_stderr(level: str, log_format: LogFormat) -> None:
    """Have this process write its log lines, from `level` on; called again, it replaces what was said before."""
    root = logging.getLogger()
    for handler in [old for old in root.handlers if isinstance(old, _StandardError)]:
        root.removeHandler(handler)
    written = _StandardError()
    written.setLevel(level)  # of the handler too: libraries open loggers of their own wide
    written.setFormatter(_Json() if log_format == "json" else _Text())
    written.addFilter(_name_subjects)
    root.addHandler(written)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_by_settings() -> None:
    """As `log_to_stderr`, by the settings of the environment.

    Raises:
        SettingsError: a value cannot be understood.
    """
    settings = load_settings()
    log_to_stderr(settings.log_level, settings.log_format)


def _name_subjects(record: logging.LogRecord) -> bool:
    for name, value in _subjects.get().items():
        record.__dict__.setdefault(name, value)
    return True


class _StandardError(logging.StreamHandler[Any]):
    """Writes to what standard error is at that moment: a progress bar puts a stream of its own there."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _Text(logging.Formatter):
    """A line for people; a traceback stands indented below it. What a page brought along breaks no line."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        known = [f"{name}={value}" for name in SUBJECTS if (value := record.__dict__.get(name)) is not None]
        subjects = f" [{' '.join(known)}]" if known else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.getMessage()}{subjects}"
        below = self.formatException(record.exc_info).splitlines() if record.exc_info else []
        return "\n    ".join(map(_escaped, (line, *below)))


class _Json(JsonFormatter):
    """One JSON object, in ASCII."""

    def __init__(self) -> None:
        super().__init__(
            ("levelname", "name", "message"), rename_fields={"levelname": "level", "name": "logger"}, timestamp="time"
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: log_data[name] for name in _FIELDS if log_data.get(name) is not None}


def _escaped(line: str) -> str:
    """Without line ends, control characters, ANSI escapes and marks that turn the direction of text."""
    if line.isprintable():
        return line
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in line
    )
