"""Finds the days of a text, with their times, ranges and lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from nlp.dates.clock import Clock, Clocks
from nlp.dates.day import Day, Link
from nlp.dates.forms import Forms
from nlp.dates.ties import Ties
from nlp.dates.values import days_of, is_month_first
from nlp.dates.years import share_years
from nlp.lexicon import lexicon_for

_BESIDE = 30
"""Characters beside a figure or a date in which its month, its weekday or "between" stands."""

_NARROW_GAP = 5
"""Characters between two days where an ending of the first ("9-től") makes them a range."""

_FIGURE = re.compile(r"\d+")

_LETTERS = re.compile(r"[^\W\d_][^\d\n]{0,20}")

_WIDEST_GAP = 40
"""Characters between two days of one range or list."""


class Grammar(NamedTuple):
    """The patterns of one language."""

    forms: Forms
    ties: Ties
    clocks: Clocks


@cache
def grammar_of(language: str) -> Grammar:
    """The grammar of a language that has a lexicon."""
    lexicon = lexicon_for(language)
    return Grammar(Forms(lexicon), Ties(lexicon), Clocks(lexicon))


def find_days(folded: str, language: str, *, month_first: bool = False) -> list[Day]:
    """The days of a folded text (see `nlp.folding`) in their order.

    Args:
        folded: the text.
        language: ISO 639-1 code of a lexicon.
        month_first: 04/05/2024 is the 5th of April, unless other dates of the text show that it is not.
    """
    grammar = grammar_of(language)
    matches = [match for region in _regions(folded) for match in grammar.forms.date.finditer(folded, *region)]
    month_first = is_month_first(matches, month_first)
    dates = [
        match for match in matches if match.lastgroup != "dotted" or not grammar.clocks.leads(folded, match.start())
    ]
    days = [day for m in dates for day in days_of(m, grammar.forms, grammar.ties.to, month_first=month_first)]
    days = _with_weekdays(days, folded, grammar.ties)
    days = _with_shared_times(_with_times(days, folded, grammar), folded, grammar.clocks)
    return share_years(_tied(days, folded, grammar.ties))


def _regions(folded: str) -> Iterator[tuple[int, int]]:
    """The neighbourhoods of figures: no date is without one, and most of a text is far from any."""
    start = end = 0
    for figure in _FIGURE.finditer(folded):
        if figure.start() > end + _BESIDE and end:
            yield start, end
            end = 0
        if not end:
            start = max(0, figure.start() - _BESIDE)
        end = figure.end() + _BESIDE
    if end:
        yield start, end


def _with_weekdays(days: Sequence[Day], folded: str, ties: Ties) -> list[Day]:
    found, floor = [], 0
    for index, day in enumerate(days):
        low = max(floor, day.start - _BESIDE)
        ceiling = days[index + 1].start if index + 1 < len(days) else len(folded)
        if before := ties.weekday_before.search(folded[low : day.start]):
            day = replace(day, start=low + before.start(), weekday=ties.weekdays.number_of(before[1]) - 1)  # noqa: PLW2901
        elif (after := ties.weekday_after.match(folded, day.end)) and after.end() <= ceiling:
            day = replace(day, end=after.end(), weekday=ties.weekdays.number_of(after[1]) - 1)  # noqa: PLW2901
        found.append(day)
        floor = day.end
    return found


def _with_times(days: Sequence[Day], folded: str, grammar: Grammar) -> list[Day]:
    found: list[Day] = []
    floor = 0
    for index, day in enumerate(days):
        ahead = days[index + 1] if index + 1 < len(days) else None
        before = grammar.clocks.before(folded, floor, day.start)
        after = grammar.clocks.after(folded, day.end)
        if after and ahead and (after.end > ahead.start or _leads_to(ahead, after, folded, grammar)):
            after = None
        timed = _timed(day, before, after)
        if found and not timed.time and grammar.clocks.says_same(folded, day.end):
            timed = replace(timed, time=found[-1].time, tz=found[-1].tz)
        found.append(timed)
        floor = found[-1].end
    return found


def _with_shared_times(days: Sequence[Day], folded: str, clocks: Clocks) -> list[Day]:
    found: list[Day] = []
    for _, line in groupby(days, key=lambda day: folded.rfind("\n", 0, day.start)):
        group = list(line)
        start = folded.rfind("\n", 0, group[0].start) + 1
        clock = clocks.shared(folded, start, _line_end(folded, group[-1].end)) if len(group) > 1 else None
        found += [replace(day, time=clock.time, tz=clock.tz) if clock and not day.time else day for day in group]
    return found


def _line_end(folded: str, start: int) -> int:
    end = folded.find("\n", start)
    return len(folded) if end < 0 else end


def _leads_to(ahead: Day, clock: Clock, folded: str, grammar: Grammar) -> bool:
    """Whether a time between two days belongs to the second: "from 3 May until 12:00 on 5 May"."""
    leading = grammar.clocks.before(folded, clock.start + len(clock.gap), ahead.start)
    if leading is None or leading.start >= clock.end:
        return False
    return any(map(str.isalpha, leading.gap)) and not set(leading.gap) & set(",;:(")


def _timed(day: Day, before: Clock | None, after: Clock | None) -> Day:
    if after:
        return replace(day, end=after.end, time=after.time, tz=after.tz)
    if before:
        return replace(day, start=before.start, time=before.time, tz=before.tz)
    return day


def _tied(days: Sequence[Day], folded: str, ties: Ties) -> list[Day]:
    tied = list(days[:1])
    for first, second in pairwise(days):
        link = _link(first, second, folded, ties) if second.link is not Link.RANGE else Link.RANGE
        tied.append(second if link is Link.NONE else replace(second, link=link))
    return tied


def _is_between(first: Day, second: Day, folded: str, ties: Ties) -> bool:
    before = folded[max(0, first.start - _BESIDE) : first.start]
    return ties.between.search(before) is not None or ties.between_after.match(folded, second.end) is not None


def _link(first: Day, second: Day, folded: str, ties: Ties) -> Link:
    gap = folded[first.end : second.start]
    if ties.begins.search(folded, first.start, first.end) and len(gap) <= _NARROW_GAP:
        return Link.RANGE
    if len(gap) > _WIDEST_GAP or first.day is None or second.day is None:
        return Link.NONE
    led = _LETTERS.match(folded, second.start)  # "dalle 10 del 2 marzo alle ore 16 del 9 marzo"
    if ties.range_gap.fullmatch(gap) or (led and not gap.strip() and ties.range_gap.fullmatch(gap + led.group())):
        return Link.RANGE
    if ties.and_gap.fullmatch(gap) and _is_between(first, second, folded, ties):
        return Link.RANGE
    return Link.LIST if ties.list_gap.fullmatch(gap) else Link.NONE
