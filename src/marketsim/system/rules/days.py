"""Whole Pacific days, of which trades and conversions are made."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketsim.system.calendar.periods import PACIFIC, pacific_midnight


def whole_days(start: datetime, end: datetime) -> bool:
    """Whether ``start`` is the first second of a Pacific day and ``end`` the last second of one."""
    try:
        return _begins_a_day(start) and _begins_a_day(end + timedelta(seconds=1))
    except OverflowError:  # at the very ends of the calendar of datetime
        return False


def _begins_a_day(moment: datetime) -> bool:
    return moment == pacific_midnight(moment.astimezone(PACIFIC).date())
