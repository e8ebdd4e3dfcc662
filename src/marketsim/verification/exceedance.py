"""Highest load and exceedance from hourly load, worked out with a calendar of this module's own.

Nothing is shared with the embedded system, so that the two can disagree: summer time follows from the law's Sundays
and not from a table of zones, holidays from their rules, and the exceedance from counting instead of ranking.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

TimeOfUse = Literal["ON", "OFF"]
HALF_A_PERCENT = Fraction(1, 200)
SUNDAY = 6


class LoadedHour(NamedTuple):
    """MW of a sink in one hour: the Pacific day and its hour ending, 1 to 25."""

    sink: str
    day: date
    hour_ending: int
    mw: float


class Metric(NamedTuple):
    """Highest load and exceedance, in MW."""

    highest: float
    exceedance: float


def metrics(
    hours: Iterable[LoadedHour], share: Fraction = HALF_A_PERCENT
) -> Mapping[tuple[str, TimeOfUse], Metric]:
    """The metric of each sink and time of use that has any hour; ``share`` is 0 or more and below 1.

    The exceedance is the least of the loads that no more than ``share`` of the hours exceed (market rules 3.1:
    recalled; with equal loads, those above it alone count). Raises ValueError for an hour that its day has not.
    """
    loads: dict[tuple[str, TimeOfUse], list[float]] = {}
    for each in hours:
        if not has_hour(each.day, each.hour_ending):
            raise ValueError(f"{each.day} has no hour ending {each.hour_ending}")
        loads.setdefault((each.sink, time_of_use(each.day, each.hour_ending)), []).append(each.mw)
    return {key: Metric(max(found), _exceeded(found, share)) for key, found in loads.items()}


def _exceeded(loads: list[float], share: Fraction) -> float:
    ordered = sorted(loads)
    allowed = share * len(ordered)
    return next(mw for mw in ordered if len(ordered) - bisect_right(ordered, mw) <= allowed)


def time_of_use(day: date, hour_ending: int) -> TimeOfUse:
    """ON from the hour ending 7 to that ending 22, Monday to Saturday, but for six holidays; else OFF."""
    working = day.weekday() != SUNDAY and day not in holidays(day.year)
    return "ON" if working and 6 < hour_ending < 23 else "OFF"


def has_hour(day: date, hour_ending: int) -> bool:
    """Whether a Pacific day has that hour ending: no 3 when the clocks go forward, a 25 when they go back."""
    forward, back = clock_changes(day.year)
    if day == back:
        return 1 <= hour_ending <= 25
    return 1 <= hour_ending <= 24 and not (day == forward and hour_ending == 3)


def pacific_day(instant: datetime) -> date:
    """The Pacific day of an instant with a zone."""
    utc = instant.astimezone(UTC)
    forward, back = clock_changes((utc - timedelta(hours=8)).year)
    starts = datetime(forward.year, forward.month, forward.day, 10, tzinfo=UTC)  # 2:00 of winter time
    ends = datetime(back.year, back.month, back.day, 9, tzinfo=UTC)  # 2:00 of summer time
    return (utc - timedelta(hours=7 if starts <= utc < ends else 8)).date()


@cache
def clock_changes(year: int) -> tuple[date, date]:
    """When the clocks go forward and back: second Sunday of March, first of November (in law since 2007)."""
    return _weekday(year, 3, SUNDAY, 2), _weekday(year, 11, SUNDAY, 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The six NERC holidays; one that falls on a Sunday is kept on the Monday (recalled, 90 %)."""
    fixed = (date(year, 1, 1), date(year, 7, 4), date(year, 12, 25))
    kept = {each + timedelta(days=each.weekday() == SUNDAY) for each in fixed}
    memorial = _weekday(year, 6, 0, 1) - timedelta(days=7)  # the last Monday of May
    return frozenset(kept | {memorial, _weekday(year, 9, 0, 1), _weekday(year, 11, 3, 4)})


def _weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
