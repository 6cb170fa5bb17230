"""Whether much less than usual came through a step of a run: lists, pages, announcements, dates, index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import median

from archive.runs import Funnel

MEMORY = timedelta(days=180)  # half of what was usual over so long is a drop, however slowly it came
FEWEST_RUNS = 2
CLEAR = 3.0  # standard deviations that a drop must have: three of five may be chance, three of fifty are not
SUREST = 0.95  # no step is thought to work more often, so that one odd page of a perfect source is no drop


@dataclass(frozen=True)
class Step:
    """What must come through from one count of the funnel to the next."""

    before: str
    after: str
    told: str


STEPS = (
    Step("discovered", "fetched", "of {before} pages {after} could be fetched"),
    Step("fetched", "extracted", "{after} announcements were read on {before} pages"),
    Step("calls", "dated", "{after} of {before} calls have a date"),
    Step("extracted", "published", "{after} of {before} announcements are in the index"),
)


def find_drop(now: Funnel, past: Sequence[Funnel]) -> str:
    """The first step at which much less than usual came through, in words; empty if none.

    Args:
        past: healthy runs of the last half year.
    """
    if len(past) < FEWEST_RUNS:
        return ""
    usual = median(run.discovered for run in past)
    if _is_drop(now.discovered, usual, sqrt(usual)):
        return f"the lists name {now.discovered} announcements, usually {usual:.0f}"
    return next(filter(None, (_find_drop_at(step, now, past) for step in STEPS)), "")


def _find_drop_at(step: Step, now: Funnel, past: Sequence[Funnel]) -> str:
    before, after = _count(now, step.before), _count(now, step.after)
    shares = [_count(run, step.after) / count for run in past if (count := _count(run, step.before))]
    if not shares or not before:
        return ""
    expected = before * median(shares)
    if not _is_drop(after, expected, sqrt(expected * (1 - min(median(shares), SUREST)))):
        return ""
    return f"{step.told.format(before=before, after=after)}, usually {expected:.0f}"


def _is_drop(count: int, expected: float, deviation: float) -> bool:
    return count < expected / 2 and expected - count > CLEAR * deviation


def _count(run: Funnel, name: str) -> int:
    count: int = getattr(run, name)
    return count
