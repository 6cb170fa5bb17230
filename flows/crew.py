"""Those that read pages, as an executor; `flows.executors` opens them."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass


@dataclass(frozen=True)
class Crew:
    """Those that read.

    Attributes:
        executor: takes a function with texts and numbers, and gives its bytes back.
        size: how many of its calls run at the same time.
        fatal: what a call ends in that ended its process.
    """

    executor: Executor
    size: int
    fatal: type[Exception] = BrokenExecutor


OpenCrew = Callable[[], AbstractContextManager[Crew]]
