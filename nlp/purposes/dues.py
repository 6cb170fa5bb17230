"""From what the dates of an announcement are for to its set of deadlines."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.models import DeadlineRole
from nlp.dates import Day, Lean, Link
from nlp.dates.finder import grammar_of
from nlp.purposes.passage import Passage
from nlp.purposes.purpose import Purpose, Use
from nlp.purposes.roles import role_of
from nlp.purposes.signs import Sign
from nlp.purposes.uses import CALLING

_NEW = "extension.new"
_ONCE = frozenset({DeadlineRole.FINAL, DeadlineRole.REGISTRATION})
_LONGEST_CALL = 540
"""Days from the first deadline of a page to its last."""

_BESIDE = 25
"""Characters behind "no deadline" in which a date shows that the words belong apart ("Partner: no Deadline: 5 May")."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the purpose that it was read from."""

    date: date
    role: DeadlineRole
    superseded: bool
    purpose: Purpose


def dues_of(
    purposes: Sequence[Purpose], passage: Passage, published: date | None, *, extended: bool, reported: bool = False
) -> list[Due]:
    """The deadlines among the purposes of one passage, one for each date, in the text's order.

    Args:
        purposes: what its dates are for.
        passage: where they stand.
        published: settles years that are not written.
        extended: the page tells of an extension, so that days gone by are old deadlines.
        reported: the page tells the results of a call, so that its deadline may lie behind.
    """
    deadlines = [purpose for purpose in purposes if purpose.use is Use.DEADLINE and purpose.day.day]
    found = [
        Due(day, role_of(purpose, passage, clause), purpose.superseded, purpose)
        for purpose, clause in zip(deadlines, _clauses(deadlines, passage), strict=True)
        if (day := _settle(purpose, passage, published, reported=reported))
    ]
    merged = [_staged(_told_again(due, purposes), passage) for due in _merged(found)]
    moved = _moved_by_title(merged) if extended else merged
    standing = _without_ends(_without_bygone(_without_old(moved), extended=extended), published, reported=reported)
    return _timed(_same_hour(standing), passage)


def says_without_deadline(passage: Passage) -> bool:
    """Whether the announcement says in so many words that there is no deadline."""
    days = [day.start for day in passage.days]
    for match in passage.lexicon.pattern("rolling.without_deadline").finditer(passage.folded):
        following = bisect_left(days, match.end())
        dated = following < len(days) and days[following] - match.end() <= _BESIDE
        if not dated and not passage.is_foreign(match.start()):
            return True
    return False


def _settle(purpose: Purpose, passage: Passage, published: date | None, *, reported: bool) -> date | None:
    behind = purpose.past or purpose.superseded or (reported and not _follows_later(purpose.day, passage, published))
    return purpose.day.settle(published, Lean.NEAREST if behind else Lean.AHEAD)


def _follows_later(day: Day, passage: Passage, published: date | None) -> bool:
    """Whether a day of no year stands behind one of the same sentence that lies ahead."""
    index = bisect_left(passage.days, day.start, key=lambda other: other.start)
    before = passage.days[index - 1] if index else None
    if not published or not before or not before.known or before.known <= published:
        return False
    return passage.sentence_of(before.start) == passage.sentence_of(day.start)


def _told_again(due: Due, purposes: Sequence[Purpose]) -> Due:
    """A deadline of no time, with the only one that another mention of its day has."""
    if due.purpose.day.time:
        return due
    again = [other for other in purposes if other.day.known == due.date and _may_be_due(other)]
    times = {(other.day.time, other.day.tz) for other in again if other.day.time}
    return _at(due, *next(iter(times))) if len(times) == 1 else due


def _may_be_due(purpose: Purpose) -> bool:
    told = purpose.topic is None or purpose.topic in CALLING
    return told and purpose.use not in (Use.EVENT, Use.OPENING) and purpose.rule != "dateline"


def _staged(due: Due, passage: Passage) -> Due:
    """A full proposal is a second stage only where the text knows a first one."""
    if due.role is DeadlineRole.STAGE2 and not passage.lexicon.pattern("roles.stage1").search(passage.folded):
        return replace(due, role=DeadlineRole.FINAL)
    return due


def _clauses(deadlines: Sequence[Purpose], passage: Passage) -> Iterator[tuple[int, int]]:
    """The part of its sentence that belongs to each deadline alone: up to the deadlines beside it."""
    before = 0
    for index, purpose in enumerate(deadlines):
        sentence = passage.sentence_of(purpose.day.start)
        if index and purpose.day.link is Link.NONE:  # what stands before a list holds for all of it
            before = deadlines[index - 1].day.end
        after = deadlines[index + 1].day.start if index + 1 < len(deadlines) else sentence.end
        yield max(sentence.start, before), min(sentence.end, after)


def _merged(dues: Iterable[Due]) -> Iterable[Due]:
    """One deadline for each date: what is told with a time, or with a role, says more."""
    by_date: dict[date, Due] = {}
    for due in dues:
        known = by_date.get(due.date)
        by_date[due.date] = _join(known, due) if known else due
    return by_date.values()


def _join(first: Due, second: Due) -> Due:
    better, other = (first, second) if first.purpose.day.time or not second.purpose.day.time else (second, first)
    role = better.role if better.role is not DeadlineRole.FINAL else other.role
    return replace(better, role=role, superseded=first.superseded or second.superseded)


def _moved_by_title(dues: Sequence[Due]) -> list[Due]:
    """Of two deadlines on a page whose title tells of an extension the first is the old one, if none is yet."""
    final = sorted(due.date for due in dues if due.role is DeadlineRole.FINAL)
    if len(final) != 2 or any(due.superseded or due.role not in _ONCE for due in dues):
        return list(dues)
    return [replace(due, superseded=due.date == final[0]) for due in dues]


def _without_old(dues: Sequence[Due]) -> list[Due]:
    """A deadline that a text says to be new replaces the earlier ones of its role."""
    new = [due for due in dues if due.purpose.rule == _NEW]
    return [replace(due, superseded=due.superseded or any(_replaces(later, due) for later in new)) for due in dues]


def _replaces(new: Due, due: Due) -> bool:
    alike = new.role is DeadlineRole.FINAL and (due.role is DeadlineRole.FINAL or due.purpose.past)
    return alike and due.date < new.date and due.purpose.rule != _NEW


def _without_bygone(dues: Sequence[Due], *, extended: bool) -> list[Due]:
    """What is told as over while a later deadline is in force closed an earlier round, or was moved."""
    in_force = [due.date for due in dues if not due.purpose.past and not due.superseded]
    kept = []
    for due in dues:
        over = due.purpose.past and not due.superseded and any(due.date < later for later in in_force)
        if due.role is DeadlineRole.STAGE1 and not extended:
            kept.append(due)
        elif extended or not over:
            kept.append(replace(due, superseded=due.superseded or over))
    return kept


def _without_ends(dues: Sequence[Due], published: date | None, *, reported: bool) -> list[Due]:
    """What ends long after a page is put up, or after a deadline on it, is a project or a programme."""
    first = min((*(due.date for due in dues), published or date.max), default=date.max)
    return [
        due
        for due in dues
        if (due.date - first).days <= _LONGEST_CALL or not (reported or due.purpose.topic is Sign.CLOSES)
    ]


def _same_hour(dues: Sequence[Due]) -> list[Due]:
    """A deadline that is moved to another day keeps its hour, unless a new one is told."""
    hours = {(due.purpose.day.time, due.purpose.day.tz) for due in dues if due.superseded and due.purpose.day.time}
    if len(hours) != 1:
        return list(dues)
    time, tz = next(iter(hours))
    return [_at(due, time, tz) if due.purpose.rule == _NEW and not due.purpose.day.time else due for due in dues]


def _timed(dues: list[Due], passage: Passage) -> list[Due]:
    """Where deadlines have no time, one that the text gives for all of them, or for "the last day"."""
    untimed = sum(not due.purpose.day.time for due in dues)
    if not untimed:
        return dues
    clocks, whole = grammar_of(passage.lexicon.language).clocks, (passage.folded, 0, len(passage.folded))
    clock = clocks.shared(*whole) if untimed > 1 else None
    if clock is None and untimed == len(dues):
        clock = clocks.on_last_day(*whole)
    if clock is None or passage.is_foreign(clock.start):
        return dues
    return [due if due.purpose.day.time else _at(due, clock.time, clock.tz) for due in dues]


def _at(due: Due, time: str | None, tz: str | None) -> Due:
    return replace(due, purpose=replace(due.purpose, day=replace(due.purpose.day, time=time, tz=tz)))
