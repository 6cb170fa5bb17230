"""From the topic of a day, and what stands beside it, to what it is for."""

from collections.abc import Sequence
from dataclasses import replace

from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign
from nlp.purposes.surroundings import Near
from nlp.purposes.words import Direction

DUE = frozenset({Sign.DEADLINE, Sign.CLOSES})
CALLING = DUE | {Sign.OPENS, Sign.APPLY, Sign.REGISTER}
ELSEWHERE = frozenset(
    {
        Sign.PROJECT,
        Sign.RESULT,
        Sign.PUBLISH,
        Sign.LEGAL,
        Sign.QUESTION,
        Sign.REPORT,
        Sign.ELIGIBILITY,
        Sign.PRICE,
    }
)
_SPENDING = frozenset({Sign.PROJECT, Sign.REPORT, Sign.ELIGIBILITY})


def use_of(topic: Sign | None, direction: Direction, *, listed: bool) -> Use:
    if topic is None or topic in ELSEWHERE or direction is Direction.AFTER:
        return Use.OTHER
    if topic is Sign.EVENT:
        return Use.OTHER if direction is Direction.UNTIL else Use.EVENT
    if direction is Direction.FROM:
        return Use.OTHER if topic is Sign.CLOSES else Use.OPENING
    if direction is Direction.UNTIL or topic in DUE:
        return Use.DEADLINE
    if topic is Sign.OPENS:
        return Use.OPENING
    return Use.DEADLINE if listed else Use.OTHER


def negated(purpose: Purpose, near: Sequence[Near]) -> Purpose:
    """What cannot be done until a day is no deadline; what cannot be done after it is one."""
    elsewhere = any(found.sign in _SPENDING for found in near if found.leads)
    if purpose.direction is Direction.AFTER and purpose.topic in CALLING and not elsewhere:
        return replace(purpose, use=Use.DEADLINE, rule="sentence.not_after")
    if purpose.topic in DUE or purpose.use not in (Use.DEADLINE, Use.OPENING):
        return purpose
    return replace(purpose, use=Use.OTHER, rule="sentence.negated")
