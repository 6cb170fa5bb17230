"""Decides what each date of a passage is for, by the words around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from nlp.dates import Day, Link
from nlp.purposes.group import Group, groups_of
from nlp.purposes.labels import Label
from nlp.purposes.meetings import Meetings
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign
from nlp.purposes.surroundings import Near, Surroundings
from nlp.purposes.uses import CALLING, DUE, ELSEWHERE, negated, use_of
from nlp.purposes.words import Direction

_ACTING = frozenset({Sign.APPLY, Sign.REGISTER, Sign.DEADLINE})
_PHASES = frozenset({Sign.STARTS, Sign.LASTS, Sign.OPENS, Sign.CLOSES})
_FAINT = frozenset({Sign.RESULT, Sign.APPLY})
"""Signs that give way to an event on a page about one: "guides applicants through the calls"."""

_TOLD = frozenset({Sign.RESULT, Sign.PUBLISH})
_AT_EVENT = 38
"""Weighted characters from a day to the event on it: "the winners are told on 5 May in Vienna at the gala"."""

_VAGUE = frozenset({None, Sign.OPENS, Sign.STARTS, Sign.LASTS, Sign.PUBLISH, Sign.PROJECT})
"""What is said of a few days in a row that are none for applying."""

_OF_LATE = 90

_SUBJECT_REACH = 45
"""Weighted characters between a verb such as "starts" and what does so."""

_LAST_MINUTE = "23:59"
"""A time at which nothing begins."""

_LOOSE = 20
"""Weighted characters; what stands as far off in a line of a list yields to what heads the list."""


class Judge:
    """Judges the dates of one passage.

    Args:
        passage: what is read.
        published: a line that is this day alone tells when the page was put up.
        about_event: a day of which nothing is said is one of an event.
    """

    def __init__(self, passage: Passage, published: date | None, *, about_event: bool) -> None:
        self._passage = passage
        self._published = published
        self._about_event = about_event
        self._around = Surroundings(passage)
        self._meetings = Meetings(passage)

    def purposes(self) -> list[Purpose]:
        """What each day is for, in the text's order, without those of foreign blocks."""
        return [purpose for group in groups_of(self._passage.own_days()) for purpose in self._read(group)]

    def _read(self, group: Group) -> list[Purpose]:
        """What the days of a group are for; where a range ends with a deadline, applying begins with it.

        The last day of an event is none.
        """
        read = list(self._each(group))
        if len(read) == 2 and read[1].use is Use.DEADLINE and _begins(read[0], read[1]):
            read[0] = replace(read[0], use=Use.OPENING, rule="context.opens")
        if group.is_brief and read[0].use is Use.EVENT and read[1].use is Use.DEADLINE:
            read[1] = replace(read[1], use=Use.OTHER, rule=read[0].rule)
        return read

    def _each(self, group: Group) -> Iterator[Purpose]:
        around, near, label = self._around, self._around.ranked(group), self._around.label(group)
        past, dateline = around.is_past(group), around.is_dateline(group)
        earlier = around.is_earlier(group)
        for day, said in self._directions(around.timed(group, label)):
            direction = around.label_direction(group, label) if said is Direction.ON else said
            purpose = self._decide(group, day, direction, near, label)
            applies = purpose.topic is Sign.APPLY and direction is Direction.ON
            if applies and (around.is_step(group) or around.is_obliged(day)):
                purpose = replace(purpose, use=Use.DEADLINE, rule="step.apply")
            if earlier and purpose.use in (Use.DEADLINE, Use.OPENING) and self._is_over(day):
                purpose = replace(purpose, use=Use.OTHER, rule="earlier")
            if around.is_negated(group, whole=direction is Direction.AFTER):
                purpose = negated(purpose, near)
            if dateline and self._published is not None and day.known == self._published:
                purpose = replace(purpose, use=Use.OTHER, rule="dateline")
            yield replace(purpose, past=past, label=(label.start, label.end))

    def _directions(self, group: Group) -> Iterator[tuple[Day, Direction]]:
        """What is said right beside each day; of a list, the word before the first holds for all."""
        carried = Direction.ON
        for index, day in enumerate(group.days):
            said = self._around.direction(day)
            if day.link is Link.NONE:
                carried = said
            ahead = group.days[index + 1 : index + 2]
            if day.link is Link.RANGE:
                said = Direction.UNTIL
            elif ahead and ahead[0].link is Link.RANGE:
                said = Direction.FROM
            elif day.link is Link.LIST and said is Direction.ON:
                said = carried
            yield day, Direction.UNTIL if said is Direction.ON and day.time == _LAST_MINUTE else said

    def _decide(self, group: Group, day: Day, direction: Direction, near: Sequence[Near], label: Label) -> Purpose:
        brief = group.is_brief
        near = _of_one_day(near) if direction is Direction.ON else near
        near = self._at_event(day, near) if direction is Direction.ON else near
        topic, rule = self._topic(day, direction, [found.sign for found in near], _beside(near)), "sentence"
        if topic is Sign.EVENT and direction is Direction.ON and self._around.names_deadline(day, near):
            topic = Sign.DEADLINE
        if group.is_range and _is_of_event(near):
            topic = Sign.EVENT
        if label.signs and _yields(topic, direction, near, label):
            topic, rule = self._headed(day, label, direction), "label"
        if topic is None and not (self._about_event or near or brief) and self._lies_ahead(day, direction):
            topic, rule = self._overheard(day), "context"
        if direction is Direction.UNTIL and (unsaid := self._until_rule(day, topic)):
            topic, rule = (Sign.REGISTER if self._about_event and unsaid != "stage" else Sign.APPLY), unsaid
        labelled = self._around.is_labelled(group.days[0])
        is_dated = (labelled or topic is not None) and self._meetings.names_day(group)
        listed = (rule == "label" and label.announces) or (labelled and not is_dated)
        if (brief or direction is Direction.ON) and (topic is None or is_dated) and self._meetings.is_meeting(group):
            return Purpose(day, use_of(Sign.EVENT, direction, listed=False), "meeting.event", Sign.EVENT, direction)
        if listed and topic is None and direction is Direction.ON and self._around.names_stage(day):
            return Purpose(day, Use.DEADLINE, "stage.apply", Sign.APPLY, direction)
        if event := self._event_rule(day, direction, topic, near, brief=brief, listed=listed):
            use = use_of(Sign.EVENT, direction, listed=False)
            kept = topic if topic is Sign.QUESTION else None
            return Purpose(day, use, f"{event}.event", Sign.EVENT if brief else kept, direction)
        return Purpose(day, use_of(topic, direction, listed=listed), f"{rule}.{topic or 'none'}", topic, direction)

    def _until_rule(self, day: Day, topic: Sign | None) -> str | None:
        """What makes a day one until which one acts, where its sentence does not say so; None if nothing does."""
        around = self._around
        if topic in (None, Sign.RESULT) and around.names_stage(day):
            return "stage"
        if topic in (None, Sign.EVENT) and day.time and day.link is Link.NONE:
            return "until_the_hour"
        if (topic is None or (topic is Sign.RESULT and self._about_event)) and around.is_asked(day):
            return "asked"
        return "due" if self._about_event and topic in (None, Sign.EVENT) and around.is_due(day) else None

    def _event_rule(
        self, day: Day, direction: Direction, topic: Sign | None, near: Sequence[Near], *, brief: bool, listed: bool
    ) -> str | None:
        """What makes a day one of an event of which its sentence does not speak, if anything does."""
        brief = brief and (near != [] or not self._is_long_past(day))
        if brief and topic in _VAGUE and CALLING.isdisjoint({found.sign for found in near} - {Sign.OPENS}):
            return "brief"
        if direction is Direction.UNTIL or listed:
            return None
        said = topic is Sign.APPLY or (topic is Sign.RESULT and self._around.is_appointed(day))
        if self._about_event and (topic is None or (said and direction is Direction.ON)):
            return "title"
        is_hour = topic in (None, Sign.QUESTION) and direction is Direction.ON and self._around.is_appointed(day)
        return "hour" if is_hour else None

    def _at_event(self, day: Day, near: Sequence[Near]) -> Sequence[Near]:
        """What is told at an event yields to it where it is named right behind the day."""
        event = next((found for found in near if found.sign is Sign.EVENT and not found.leads), None)
        first = next((found.sign for found in near if found.sign is not Sign.UNDERTAKING), None)
        if event is None or first not in _TOLD or event.distance > _AT_EVENT:
            return near
        return near if "," in self._passage.folded[day.end : event.start] else [event, *near]

    def _is_long_past(self, day: Day) -> bool:
        """Whether a day lies so far behind that it rather belongs to something quoted."""
        known = day.known
        return self._published is not None and known is not None and (self._published - known).days > _OF_LATE

    def _is_over(self, day: Day) -> bool:
        return self._published is not None and day.known is not None and day.known < self._published

    def _lies_ahead(self, day: Day, direction: Direction) -> bool:
        """Whether one may be asked to act from or until a day; "since" a day says nothing of that."""
        if direction is not Direction.FROM:
            return direction is Direction.UNTIL
        settled = day.settle(self._published)
        return self._published is not None and settled is not None and settled >= self._published

    def _overheard(self, day: Day) -> Sign | None:
        """What the sentence before speaks of, if that is applying and this one goes on with it."""
        calling = not CALLING.isdisjoint(self._around.signs_before(day))
        return Sign.APPLY if calling and self._around.goes_on(day) else None

    def _headed(self, day: Day, label: Label, direction: Direction) -> Sign | None:
        spends = not {Sign.PROJECT, Sign.REPORT}.isdisjoint(label.signs) and Sign.APPLY not in label.signs
        if Sign.DEADLINE in label.signs and not spends:
            return Sign.DEADLINE
        is_start = label.signs[0] is Sign.STARTS and {Sign.EVENT, Sign.UNDERTAKING}.isdisjoint(label.signs)
        return Sign.OPENS if is_start else self._topic(day, direction, label.signs, label.signs)

    def _topic(self, day: Day, direction: Direction, signs: Sequence[Sign], beside: Sequence[Sign]) -> Sign | None:
        """The sign that governs a date: mostly the nearest one; `beside` are those that are near to that one."""
        nearest = [sign for sign in signs if sign is not Sign.UNDERTAKING]
        if self._about_event and Sign.EVENT in nearest and nearest[0] in _FAINT and DUE.isdisjoint(nearest):
            return Sign.REGISTER if (nearest[0], direction) == (Sign.APPLY, Direction.UNTIL) else Sign.EVENT
        if direction is Direction.UNTIL and not _ACTING.isdisjoint(signs):  # one acts until a day
            nearest = [sign for sign in nearest if sign not in (Sign.EVENT, Sign.PUBLISH)]
        elif direction is Direction.ON:  # one does not apply on a day
            done = {Sign.APPLY, Sign.REGISTER} if Sign.DEADLINE in nearest else {Sign.APPLY}
            nearest = [sign for sign in nearest if sign not in done] or nearest
        if nearest and nearest[0] in _PHASES:
            return self._phase(day, nearest[0], direction, signs, beside)
        return nearest[0] if nearest else None

    def _phase(self, day: Day, verb: Sign, direction: Direction, signs: Sequence[Sign], beside: Sequence[Sign]) -> Sign:
        """What a verb such as "starts", "runs" or "closes" speaks of: a call, an event or a project."""
        calling = not _ACTING.isdisjoint(signs)
        subject = next((sign for sign in (signs if self._about_event else beside) if sign not in _PHASES), None)
        if subject is None and not calling:
            calling = self._goes_on_with_call(day, direction)
        lasts = direction is Direction.UNTIL or verb in (Sign.STARTS, Sign.LASTS)
        if subject is Sign.EVENT and not calling and (self._about_event or lasts):
            return Sign.EVENT
        if subject is Sign.UNDERTAKING and not calling:
            return Sign.PROJECT
        if subject is Sign.LEGAL or (subject in ELSEWHERE and not calling):
            return subject
        if verb in (Sign.OPENS, Sign.CLOSES):
            return verb
        if calling or not {Sign.OPENS, Sign.CLOSES}.isdisjoint(signs):
            return Sign.OPENS if verb is Sign.STARTS else Sign.APPLY
        return Sign.PROJECT

    def _goes_on_with_call(self, day: Day, direction: Direction) -> bool:
        """Whether the sentence before tells what a verb without a subject speaks of: "It starts on 5 May."."""
        return direction is not Direction.ON and self._around.calls_before(day)


def _of_one_day(near: Sequence[Near]) -> Sequence[Near]:
    """What one does, or asks, before a day does not tell what happens on it, if an event leads to it."""
    signs = {found.sign for found in near}
    if not any(found.sign is Sign.EVENT and found.leads for found in near) or not DUE.isdisjoint(signs):
        return near
    return [
        found for found in near
        if found.sign is not Sign.QUESTION and (found.leads or found.sign is not Sign.REGISTER)
    ]  # fmt: skip


def _begins(first: Purpose, last: Purpose) -> bool:
    """Whether of two days the first tells nothing of its own, and the second ends what it begins."""
    return last.day.link is Link.RANGE and first.topic in (None, Sign.CLOSES) and first.use is Use.OTHER


def _is_of_event(near: Sequence[Near]) -> bool:
    """Whether an event leads to a few days in a row, and nothing before them calls on the reader."""
    acting = {found.sign for found in near if found.leads} & _ACTING
    return bool(near) and near[0].sign is Sign.EVENT and near[0].leads and not acting


def _beside(near: Sequence[Near]) -> list[Sign]:
    """The signs not far from the nearest; behind the date only if that one is, too ("on 5 May begins the project")."""
    if not near:
        return []
    first = near[0]
    reach = first.distance + _SUBJECT_REACH
    return [found.sign for found in near if found.distance <= reach and (found.leads or not first.leads)]


def _yields(topic: Sign | None, direction: Direction, near: Sequence[Near], label: Label) -> bool:
    """Whether the label says more of a date than its own line does."""
    if topic is None or (topic is Sign.APPLY and direction is Direction.ON):
        return True
    if Sign.EVENT in label.signs and topic in ELSEWHERE and not near[0].leads:
        return True
    names_project = not {Sign.PROJECT, Sign.UNDERTAKING}.isdisjoint({found.sign for found in near})
    vague = near[0].distance >= _LOOSE or (topic is Sign.PROJECT and near[0].sign in _PHASES and not names_project)
    return Sign.DEADLINE in label.signs and topic not in CALLING and vague
