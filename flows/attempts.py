"""How Prefect runs a stage: again after an outage, never from a cache, alone where the archive is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, TaskRun
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists
from prefect.tasks import exponential_backoff

from core.clock import open_clock
from core.errors import CrewError, DatabaseError, IndexOutdatedError, IndexUnavailableError
from core.models import BRUSSELS
from core.settings import load_settings

HOUR: Final = 3600.0
ARCHIVE: Final = "clusterwire-archive"  # the global concurrency limit whose one slot a crawl holds
TURN_WITHIN: Final = 12 * HOUR  # that a crawl waits for others: the sources' own budgets end them before
OUTAGES: Final = (DatabaseError, IndexUnavailableError, CrewError)

P = ParamSpec("P")
R = TypeVar("R")


def is_outage(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """True if a task failed of what passes by itself; a wrong setting or source fails as often as it is tried."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OUTAGES) and not isinstance(error, IndexOutdatedError)


def stage(name: str, *, timeout: float) -> Callable[[Callable[P, R]], Task[P, R]]:
    """A task of Prefect. A result is never taken from a cache: the world has moved on.

    Args:
        timeout: seconds after which it is ended, whatever it waits for. Flows have none: of two timeouts, one in the
            other, Prefect lets the inner one wait for a system call to return.
    """
    return task(
        name=name,
        retries=4,
        retry_delay_seconds=exponential_backoff(15),  # 15 s to 2 min: a server that is started anew is back by then
        retry_jitter_factor=0.5,
        retry_condition_fn=is_outage,
        timeout_seconds=timeout,
        cache_policy=NO_CACHE,
    )


@contextmanager
def archive_turn() -> Iterator[None]:
    """Wait until no other flow run crawls: the archive has one writer at a time, and a host one visitor.

    Raises:
        TimeoutError: the others took longer than `TURN_WITHIN`.
    """
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):  # two may come at once
        client.upsert_global_concurrency_limit_by_name(ARCHIVE, limit=1)
    # The archive's own lock stands behind it, so a run is not ended because the server was away for a moment.
    with concurrency(ARCHIVE, strict=True, timeout_seconds=TURN_WITHIN, raise_on_lease_renewal_failure=False):
        yield


def day() -> str:
    """The day in Brussels, for the names of runs."""
    return f"{open_clock(load_settings().now)().astimezone(ZoneInfo(BRUSSELS)):%Y-%m-%d}"
