"""Business days of the market: Monday to Friday but for the NERC holidays (assumed: no source says which)."""

from __future__ import annotations

from datetime import date, timedelta

from marketsim.system.calendar.time_of_use import time_of_use_calendar


def is_business_day(day: date) -> bool:
    """Whether business is done on that day; a Saturday holiday is not moved."""
    return day.weekday() < 5 and day not in time_of_use_calendar().holidays.of(day.year)


def after_business_days(day: date, count: int) -> date:
    """The ``count``-th business day after ``day``, which itself is not counted; ``day`` for a count of 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day
