"""How often a source brings something new, and whether it has been silent for longer than that."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from archive.health import State, Verdict

WINDOW = timedelta(days=730)  # what came before tells little of how often something comes now
FEWEST_GAPS = 6  # before that the YAML's word counts
SHARE = 0.75  # of the time, not of the gaps: a burst of news must not hide the pause after it
FEWEST_LOOKS = 3  # silence must have been heard so often
# A source whose news come by chance (simulated: Poisson, one in 2 to 60 days) is suspected at most once in four years
# for its silence, and called broken less than once in a hundred; the floors let August and Christmas pass.
SUSPICIOUS_AFTER, SUSPICIOUS_FLOOR = 2, 21
BROKEN_AFTER, BROKEN_FLOOR = 4, 42


def usual_gap(arrivals: Sequence[date], expected: int) -> int:
    """Days within which something new usually comes: three quarters of the time lay in gaps of at most so many.

    Args:
        arrivals: days on which something new came, ascending.
        expected: days by the source's YAML, which count until six gaps over so many days are known.
    """
    recent = [day for day in arrivals if arrivals[-1] - day <= WINDOW]
    gaps = sorted((after - before).days for before, after in pairwise(recent))
    whole = sum(gaps)
    if len(gaps) < FEWEST_GAPS or whole < expected:
        return max([expected, *gaps])
    passed = 0
    for gap in gaps:
        passed += gap
        if passed >= SHARE * whole:
            return gap
    return gaps[-1]


def judge_silence(arrivals: Sequence[date], expected: int, first_look: date, today: date, looks: int) -> Verdict:
    """Whether nothing new has come for too long.

    Args:
        arrivals: days on which something new came, ascending.
        expected: days within which something new comes, by the source's YAML.
        first_look: day of its first healthy run; the silence before it was not ours to hear.
        looks: healthy runs since something new came.
    """
    last = max([first_look, *arrivals[-1:]])
    silent, usual = (today - last).days, usual_gap(arrivals, expected)
    if looks < FEWEST_LOOKS or silent <= max(SUSPICIOUS_FLOOR, SUSPICIOUS_AFTER * usual):
        return Verdict(State.HEALTHY)
    is_broken = silent > max(BROKEN_FLOOR, BROKEN_AFTER * usual)
    reason = f"nothing new since {last}, for {silent} days; usually something comes within {usual}"
    return Verdict(State.BROKEN if is_broken else State.SUSPICIOUS, reason)
