"""From the matches of the forms to days."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from core.models import Precision
from nlp.dates.day import Day, Link
from nlp.dates.forms import ROMAN, Forms

_NUMBER = re.compile(r"\d+")
_QUARTERS = 4
_LEAP_YEAR = 2000  # any, to ask whether a day exists in its month


def days_of(match: re.Match[str], forms: Forms, range_sign: re.Pattern[str], *, month_first: bool) -> list[Day]:
    """The days that a match of `forms.date` writes; none if there is no such day in the calendar."""
    form = match.lastgroup or ""
    if form in ("full", "brief", "dotted", "slashed"):
        days = _numeric(match, form, month_first=month_first)
    elif form in ("iso", "compact"):
        year, month, number = (match[f"{form}_{part}"] for part in ("year", "month", "day"))
        days = [_day(match, _full_year(year), int(month), int(number))]
    elif form == "dashed":
        month = forms.months.number_of(match["dashed_month"])
        days = [_day(match, _full_year(match["dashed_year"]), month, int(match["dashed_day"]))]
    elif form == "roman":
        month = ROMAN.number_of(match["roman_month"])
        days = [_day(match, _full_year(match["roman_year"]), month, int(match["roman_day"]))]
    elif form == "month":
        month = _day(match, _full_year(match["month_year"]), forms.months.number_of(match["month_name"]), None)
        days = [replace(month, precision=Precision.MONTH)]
    elif form in ("week", "term", "reversed"):
        days = [_long(match, form, forms)]
    else:
        days = _written(match, form, forms, range_sign)
    return days if all(_exists(day) for day in days) else []


def is_month_first(matches: Iterable[re.Match[str]], default: bool) -> bool:  # noqa: FBT001 - a value, not a switch
    """Whether numeric dates begin with the month, by those that can be read in one way only."""
    evidence = set()
    for match in matches:
        form = match.lastgroup
        if form in ("full", "brief", "slashed"):
            first, second = int(match[f"{form}_first"]), int(match[f"{form}_second"])
            evidence |= {"day"} if 12 < first <= 31 else {"month"} if 12 < second <= 31 else set()
    return evidence == {"month"} or (default and not evidence)


def _day(match: re.Match[str], year: int | None, month: int, day: int | None) -> Day:
    return Day(match.start(), match.end(), year, month, day)


def _long(match: re.Match[str], form: str, forms: Forms) -> Day:
    """A week, a quarter or a half of a year; the latter end with their last month."""
    year = _full_year(match[f"{form}_year"])
    if form == "week":
        return replace(_day(match, year, 12, None), precision=Precision.WEEK, week=int(match["week_number"]))
    number = forms.terms.number_of(match[f"{form}_name"])
    if number > _QUARTERS:
        return replace(_day(match, year, (number - _QUARTERS) * 6, None), precision=Precision.HALF_YEAR)
    return replace(_day(match, year, number * 3, None), precision=Precision.QUARTER)


def _exists(day: Day) -> bool:
    if day.week:
        return day.known is not None
    try:
        date(day.year or _LEAP_YEAR, day.month, day.day or 1)
    except ValueError:
        return False
    return True


def _numeric(match: re.Match[str], form: str, *, month_first: bool) -> list[Day]:
    first, second = int(match[f"{form}_first"]), int(match[f"{form}_second"])
    swap = form != "dotted" and (second > 12 or (month_first and first <= 12 and "." not in match.group()))
    day, month = (second, first) if swap else (first, second)
    last = _day(match, _numeric_year(match, form), month, day)
    if form != "full" or not match["full_days"]:
        return [last]
    begun = replace(
        last, end=match.end("full_days"), day=int(match["full_days"]), month=int(match["full_from"] or month)
    )
    if (begun.month, begun.day or 0) >= (last.month, last.day or 0):
        return [replace(last, start=match.start("full_first"))]
    return [begun, replace(last, start=match.start("full_first"), link=Link.RANGE)]


def _numeric_year(match: re.Match[str], form: str) -> int | None:
    return _full_year(match[f"{form}_year"]) if form in ("full", "brief") else None


def _full_year(figures: str) -> int:
    """The year of "2026", "26" or "2.026"."""
    return int(figures.replace(".", "")) + (2000 if len(figures) == 2 else 0)


def _written(match: re.Match[str], form: str, forms: Forms, range_sign: re.Pattern[str]) -> list[Day]:
    groups = match.groupdict()
    month = forms.months.number_of(match[f"{form}_month"])
    figures = groups[f"{form}_year"] or groups.get(f"{form}_short")
    year = _full_year(figures) if figures else None
    numbers = list(_ascending(_NUMBER.finditer(match.string, *match.span(f"{form}_days"))))
    days = []
    for index, number in enumerate(numbers):
        link = Link.NONE
        if index:
            between = match.string[numbers[index - 1].end() : number.start()]
            link = Link.RANGE if range_sign.search(between) else Link.LIST
        days.append(Day(number.start(), number.end(), year, month, int(number.group()), link=link))
    return [*_first_to(match.start(), days[:-1]), replace(_from(match, days), end=match.end())]


def _from(match: re.Match[str], days: Sequence[Day]) -> Day:
    """The last day; alone, or behind its month, it begins with the match."""
    return replace(days[-1], start=match.start()) if len(days) == 1 else days[-1]


def _first_to(start: int, days: Sequence[Day]) -> Iterator[Day]:
    for index, day in enumerate(days):
        yield replace(day, start=start) if index == 0 else day


def _ascending(numbers: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """The numbers of a list of days; a figure that is no part of it ("Room 20, 12 March") stands before it."""
    kept: list[re.Match[str]] = []
    for number in numbers:
        if kept and int(number.group()) <= int(kept[-1].group()):
            kept.clear()
        kept.append(number)
    if len(kept) == 2 and kept[0].string[kept[0].end() : kept[1].start()].strip() == ",":
        return kept[1:]
    return kept
