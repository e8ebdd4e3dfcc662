"""Instants as Pacific days, with the marks that a lost or doubled hour of clock change leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from marketsim.verification.exceedance import clock_changes, pacific_day

WHOLE, HOUR_OFF, ODD = "", "an hour off", "not at a day's edge"
_SECOND, _HOUR, _MINUTE = timedelta(seconds=1), timedelta(hours=1), timedelta(minutes=1)


class Edge(NamedTuple):
    """The first or last Pacific day of a CRR (``date.toordinal``), and how its instant misses the day's edge."""

    day: int
    flaw: str


@lru_cache(maxsize=1 << 16)
def begins(text: str) -> Edge:
    """The first day, from an instant that should be Pacific midnight. Raises ValueError."""
    instant = _instant(text)
    if _midnight(instant):
        return Edge(_day(instant), WHOLE)
    for near in (instant + _HOUR, instant - _HOUR):
        if _midnight(near):
            return Edge(_day(near), HOUR_OFF)
    return Edge(_day(instant), ODD)


@lru_cache(maxsize=1 << 16)
def ends(text: str) -> Edge:
    """The last day, from an instant that should be the last second of a Pacific day. Raises ValueError."""
    after = _instant(text) + _SECOND
    if _midnight(after):
        return Edge(_day(after - _SECOND), WHOLE)
    for near in (after + _HOUR, after - _HOUR):
        if _midnight(near):
            return Edge(_day(near - _SECOND), HOUR_OFF)
    return Edge(_day(after - _SECOND), ODD)


@lru_cache(maxsize=1 << 16)
def ends_loosely(text: str) -> Edge:
    """The last day as OASIS may write it: its last second or minute, or the midnight after (form assumed)."""
    instant = _instant(text)
    if _midnight(instant):
        return Edge(_day(instant - _SECOND), WHOLE)
    return Edge(_day(instant), WHOLE) if _day(instant + _MINUTE) != _day(instant) else ends(text)


def day_in(text: str) -> int:
    """The Pacific day of an instant, or of a plain date as it is. Raises ValueError."""
    return date.fromisoformat(text).toordinal() if len(text) == 10 else _day(_instant(text))


def changes_clock(day: int) -> bool:
    """Whether a Pacific day has 23 or 25 hours."""
    return date.fromordinal(day) in clock_changes(date.fromordinal(day).year)


def season_of(day: int) -> str:
    """The season that a day lies in: ``2025_S02``."""
    found = date.fromordinal(day)
    return f"{found.year}_S{(found.month + 2) // 3:02}"


def season_ends(day: int) -> int:
    """The last day of the season that a day lies in."""
    found = date.fromordinal(day)
    month = (found.month + 2) // 3 * 3
    year, following = (found.year + 1, 1) if month == 12 else (found.year, month + 1)
    return date(year, following, 1).toordinal() - 1


def months_of(day: int) -> str:
    """The month that a day lies in: ``2025_M05``."""
    found = date.fromordinal(day)
    return f"{found.year}_M{found.month:02}"


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without its zone")
    if not 1990 <= found.year <= 2200:
        raise ValueError(f"the year {found.year}")
    return found


def _day(instant: datetime) -> int:
    return pacific_day(instant).toordinal()


def _midnight(instant: datetime) -> bool:
    return _day(instant) != _day(instant - _SECOND)
