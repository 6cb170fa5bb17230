"""What each date of a text is for, by the words around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from nlp.dates import Day, Link
from nlp.passage import Passage
from nlp.signs import Sign
from nlp.surroundings import Direction, Group, Label, Near, Surroundings


class Use(Enum):
    """What a date is for."""

    DEADLINE = auto()
    OPENING = auto()
    EVENT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Purpose:
    """A day with what it is for.

    Attributes:
        topic: what the words around it speak of; None where nothing tells.
        rule: what decided.
        superseded: an extension replaced it.
        past: told as something that is over.
        label: characters of what heads its line, (0, 0) if nothing does.
    """

    day: Day
    use: Use
    rule: str
    topic: Sign | None = None
    direction: Direction = Direction.ON
    superseded: bool = False
    past: bool = False
    label: tuple[int, int] = (0, 0)
    confidence: float = 0.9


_DUE = frozenset({Sign.DEADLINE, Sign.CLOSES})
_CALLING = _DUE | {Sign.OPENS, Sign.APPLY, Sign.REGISTER}
_ELSEWHERE = frozenset({Sign.PROJECT, Sign.RESULT, Sign.PUBLISH, Sign.LEGAL, Sign.QUESTION, Sign.ELIGIBILITY})

_LOOSE = 20
"""Weighted characters; what stands farther off in a line of a list yields to what heads the list."""


def purposes_of(passage: Passage, *, about_event: bool) -> list[Purpose]:
    """What each day of the passage is for, foreign blocks left out, in the text's order.

    Args:
        passage: what is read.
        about_event: a day of which nothing is said is one of an event.
    """
    around = Surroundings(passage)
    return [purpose for group in _groups(passage.own_days()) for purpose in _read(group, passage, around, about_event)]


def _groups(days: Sequence[Day]) -> Iterator[Group]:
    tied: list[Day] = []
    for day in days:
        if tied and day.link is Link.NONE:
            yield Group(tuple(tied))
            tied = []
        tied.append(day)
    if tied:
        yield Group(tuple(tied))


def _read(group: Group, passage: Passage, around: Surroundings, about_event: bool) -> Iterator[Purpose]:  # noqa: FBT001
    near, label = around.ranked(group), around.label(group)
    words, sentence = around.words, passage.sentence_of(group.start)
    negated = words.negated.search(passage.folded, sentence.start, sentence.end) is not None
    past = words.past.search(passage.folded, sentence.start, sentence.end) is not None
    before = Direction.ON
    for index, day in enumerate(group.days):
        said = words.direction(passage.folded, sentence.start, day.start, day.end)
        direction = _range_end(group.days, index) or (
            before if day.link is Link.LIST and said is Direction.ON else said
        )
        before = said if day.link is Link.NONE else before
        labelled = words.is_labelled(passage.folded, day.start)
        purpose = _decide(day, direction, near, label, labelled=labelled, about_event=about_event)
        yield replace(_negated(purpose) if negated else purpose, past=past, label=(label.start, label.end))


def _range_end(days: Sequence[Day], index: int) -> Direction | None:
    if days[index].link is Link.RANGE:
        return Direction.UNTIL
    follows = index + 1 < len(days) and days[index + 1].link is Link.RANGE
    return Direction.FROM if follows else None


def _decide(
    day: Day, direction: Direction, near: Sequence[Near], label: Label, *, labelled: bool, about_event: bool
) -> Purpose:
    topic, rule = _topic(direction, [found.sign for found in near], about_event=about_event), "sentence"
    if label.signs and _yields(topic, direction, near, label):
        topic, rule = _headed(label, direction), "label"
    use = _use(topic, direction, listed=labelled or rule == "label")
    if topic is None and about_event and direction is not Direction.UNTIL:
        use, rule = Use.EVENT, "title"
    return Purpose(day, use, f"{rule}.{topic or 'none'}", topic, direction)


def _yields(topic: Sign | None, direction: Direction, near: Sequence[Near], label: Label) -> bool:
    """Whether the label says more of a date than its own line does."""
    if topic is None or (topic is Sign.APPLY and direction is Direction.ON):
        return True
    return Sign.DEADLINE in label.signs and topic not in _CALLING and near[0].distance > _LOOSE


def _headed(label: Label, direction: Direction) -> Sign | None:
    if Sign.DEADLINE in label.signs:
        return Sign.DEADLINE
    return Sign.OPENS if label.signs[0] is Sign.STARTS else _topic(direction, label.signs, about_event=False)


def _negated(purpose: Purpose) -> Purpose:
    """What cannot be done until a day is no deadline; what cannot be done after it is one."""
    if purpose.direction is Direction.AFTER and purpose.topic in _CALLING:
        return replace(purpose, use=Use.DEADLINE, rule="sentence.not_after")
    if purpose.topic in _DUE or purpose.use not in (Use.DEADLINE, Use.OPENING):
        return purpose
    return replace(purpose, use=Use.OTHER, rule="sentence.negated")


def _topic(direction: Direction, signs: Sequence[Sign], *, about_event: bool) -> Sign | None:
    """The sign that governs a date: mostly the nearest one."""
    calling = not _CALLING.isdisjoint(signs)
    if direction is Direction.UNTIL and calling:  # one acts until a day
        signs = [sign for sign in signs if sign is not Sign.EVENT]
    elif direction is Direction.ON:  # one does not apply on a day
        signs = [sign for sign in signs if sign is not Sign.APPLY] or signs
    if signs and signs[0] is Sign.STARTS:
        return Sign.OPENS if calling else Sign.PROJECT
    if about_event and Sign.EVENT in signs and signs[0] is Sign.RESULT:
        return Sign.EVENT
    return signs[0] if signs else None


def _use(topic: Sign | None, direction: Direction, *, listed: bool) -> Use:
    if topic is None or topic in _ELSEWHERE or direction is Direction.AFTER:
        return Use.OTHER
    if topic is Sign.EVENT:
        return Use.OTHER if direction is Direction.UNTIL else Use.EVENT
    if direction is Direction.FROM:
        return Use.OPENING
    if direction is Direction.UNTIL or topic in _DUE:
        return Use.DEADLINE
    if topic is Sign.OPENS:
        return Use.OPENING
    return Use.DEADLINE if listed else Use.OTHER
