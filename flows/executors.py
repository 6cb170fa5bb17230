"""Where pages are read: in this process, in others on this machine, or by the workers of a Dask scheduler."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from core.errors import CrewError
from core.logs import log_by_settings
from core.settings import PROCESSES, Settings
from flows.crew import Crew

P = ParamSpec("P")
T = TypeVar("T")


class InlineExecutor(Executor):
    """Runs what it is given at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The result of the call, already there."""
        done: Future[T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def open_crew(settings: Settings) -> AbstractContextManager[Crew]:
    """The crew that the settings name; never this process, which a broken page may end.

    Raises:
        CrewError: it is on a cluster, which does not answer, or Dask is not installed.
    """
    if settings.executor == PROCESSES:
        return worker_processes(settings.workers)
    try:
        from flows.cluster import dask_workers  # noqa: PLC0415 - Dask is an extra, and takes a second to load
    except ModuleNotFoundError as error:
        raise CrewError(f"CLUSTERWIRE_EXECUTOR={settings.executor} needs Dask: install clusterwire[dask]") from error
    return dask_workers(settings.executor)


def this_process() -> AbstractContextManager[Crew]:
    """Nobody else: right for a few pages, for others take longer to start."""
    return nullcontext(Crew(InlineExecutor(), 1))


@contextmanager
def worker_processes(count: int) -> Iterator[Crew]:
    """Processes that start afresh and copy no lock or socket of this one; on an error what waits is dropped."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=log_by_settings) as pool:
        try:
            yield Crew(pool, count)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
