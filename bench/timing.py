"""Times two ways of doing the same in turn, so that a machine whose speed drifts slows both."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Seconds of each round of both ways, taken in turn."""

    ours: tuple[float, ...]
    other: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our speed over the other's: the median of the rounds, pair by pair."""
        return statistics.median(b / a for a, b in zip(self.ours, self.other, strict=True))

    def rates(self, count: int) -> tuple[float, float]:
        """Things a second of both, by the median round."""
        return count / statistics.median(self.ours), count / statistics.median(self.other)


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(ours: Callable[[], object], other: Callable[[], object], rounds: int = 3) -> Comparison:
    """Run both in turn, `rounds` times after a round that warms up."""
    ours(), other()
    pairs = [(seconds(ours), seconds(other)) for _ in range(rounds)]
    return Comparison(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))
