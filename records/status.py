"""Whether one can apply at a given moment, and why."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.models import BRUSSELS, FIXED_STATUSES, Deadline, PeriodUse, Record, Status

CLOSING_SOON = timedelta(days=14)


def explain_status(record: Record, moment: datetime) -> tuple[Status, str]:
    """The status at an aware moment with its reason in words."""
    window = record.window
    status = window.status_at(moment)
    if status is window.announced and status in FIXED_STATUSES:
        finding = record.facts.announced_status
        return status, f"the page says so: {finding.evidence.sentence}" if finding else "announced"
    if status is Status.FORTHCOMING:
        return status, _opening(record)
    ahead = next_deadline(record, moment)
    if ahead:
        return status, f"{_others(record, moment)}deadline {_told(ahead)} is ahead"
    if window.rolling:
        return status, "applications are taken continuously"
    if times := record.periods(PeriodUse.DEADLINE) if not record.facts.deadlines else ():
        return status, f"no day is told: {times[-1]}"
    last = max((d for d in record.facts.deadlines if not d.superseded), key=lambda d: d.instant, default=None)
    return status, f"the last deadline was {_told(last)}" if last else "no deadline is given"


def next_deadline(record: Record, moment: datetime) -> Deadline | None:
    """The first deadline in force that is still ahead."""
    ahead = [d for d in record.facts.deadlines if not d.superseded and d.instant > moment]
    return min(ahead, key=lambda d: d.instant, default=None)


def is_closing_soon(record: Record, moment: datetime, within: timedelta = CLOSING_SOON) -> bool:
    """True for an open record whose last deadline falls within the time given; a view of `open`, no status."""
    if record.window.status_at(moment) is not Status.OPEN or not record.window.deadlines:
        return False
    last = record.window.deadlines[-1]
    return moment < last <= moment + within


def _opening(record: Record) -> str:
    if record.facts.opens:
        return f"applications open on {_day(record.facts.opens.value)}"
    return f"no day is told: {record.periods(PeriodUse.OPENING)[0]}"


def _others(record: Record, moment: datetime) -> str:
    count = sum(instant > moment for instant in record.window.deadlines)
    return f"the first of {count} deadlines ahead: " if count > 1 else ""


def _told(deadline: Deadline) -> str:
    zone = "" if deadline.tz is None else f" ({'Brussels' if ZoneInfo(BRUSSELS).key == deadline.tz else deadline.tz})"
    clock = f" {deadline.time}{zone}" if deadline.time else ""
    return f"{_day(deadline.date)}{clock}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
