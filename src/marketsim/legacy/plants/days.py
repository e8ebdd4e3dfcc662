"""Stretches of days spoilt: a last day cut off, the day of a clock change left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marketsim.legacy.calendar import last_second, midnight, pacific_day

_DAY = timedelta(days=1)


def changes_clock(day: date) -> bool:
    """Whether a Pacific day has 23 or 25 hours."""
    return midnight(day + _DAY) - midnight(day) != _DAY


def clock_change(start: datetime, end: datetime) -> date | None:
    """The last day of a clock change inside of a stretch, neither its first nor its last day."""
    day, first = pacific_day(end) - _DAY, pacific_day(start)
    while day > first:
        if changes_clock(day):
            return day
        day -= _DAY
    return None


def without(day: date, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """What is left of a stretch before and after a day inside of it."""
    return (start, last_second(day - _DAY)), (midnight(day + _DAY), end)


def day_early(start: datetime, end: datetime) -> datetime | None:
    """The end a day early; None where nothing would be left, or that day is one of a clock change."""
    last = pacific_day(end)
    return last_second(last - _DAY) if last > pacific_day(start) and not changes_clock(last) else None
