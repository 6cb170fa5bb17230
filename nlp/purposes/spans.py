"""What begins and ends with the days behind a bare "When?" on a page that names no deadline."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nlp.purposes.group import Group
from nlp.purposes.meetings import Meetings
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.signs import Sign


def with_spans(purposes: Sequence[Purpose], passage: Passage) -> list[Purpose]:
    """The purposes; a long time that answers "When?" is that of applying where nothing else is."""
    read = list(purposes)
    if any(purpose.use in (Use.DEADLINE, Use.EVENT) for purpose in read):
        return read
    meetings = Meetings(passage)
    for index, (first, last) in enumerate(pairwise(purposes)):
        if first.topic is None and last.topic is None and _is_long(Group((first.day, last.day)), meetings):
            read[index] = replace(first, use=Use.OPENING, rule="when.opens", topic=Sign.OPENS)
            read[index + 1] = replace(last, use=Use.DEADLINE, rule="when.apply", topic=Sign.APPLY)
    return read


def _is_long(group: Group, meetings: Meetings) -> bool:
    return group.is_range and not group.is_brief and meetings.names_day(group)
