"""Which hours are ON and which are OFF: the time-of-use calendars of time_of_use.yaml, read as data."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from marketsim.contract.yaml12 import read_yaml
from marketsim.system.calendar.periods import PACIFIC, Span

TimeOfUse = Literal["ON", "OFF"]

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MISSING_IN_SPRING = 3


class Hour(NamedTuple):
    """One hour of the market: its Pacific day, its hour ending (1..25) and its time of use."""

    day: date
    hour_ending: int
    tou: TimeOfUse


@lru_cache(maxsize=4096)
def hour_endings(day: date) -> tuple[int, ...]:
    """The hour endings that a Pacific day has: 1..24, without 3 on the spring day, with 25 on the autumn day.

    Source: historical and forecasted load 1.1.1 (hourEnding 1..25); the missing HE03 is recalled
    (market-rules.md 2.2, 80 %). Both days are Sundays, so where HE25 lies in the day changes no time of use.
    """
    begins = datetime(day.year, day.month, day.day, tzinfo=PACIFIC)
    length = 24 + (_offset(begins) - _offset(begins.replace(hour=23))) // timedelta(hours=1)
    if length == 23:
        return tuple(he for he in range(1, 25) if he != MISSING_IN_SPRING)
    return tuple(range(1, length + 1))


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    assert offset is not None  # the moment has a time zone
    return offset


@dataclass(frozen=True, slots=True)
class HolidaySet:
    """Holidays by rule: ``fixed`` are (month, day); ``floating`` are (month, weekday, nth), -1 last."""

    fixed: tuple[tuple[int, int], ...]
    floating: tuple[tuple[int, int, int], ...]
    sunday_moves_to_monday: bool

    def of(self, year: int) -> frozenset[date]:
        """The holidays kept in a year."""
        days = [date(year, month, day) for month, day in self.fixed]
        if self.sunday_moves_to_monday:
            days = [day + timedelta(days=1) if day.weekday() == 6 else day for day in days]
        return frozenset(days + [_nth_weekday(year, *rule) for rule in self.floating])


@dataclass(frozen=True, slots=True)
class TimeOfUseCalendar:
    """A calendar: ``on_peak`` rows are (weekdays 0..6, first, last hour ending); holidays are OFF all day."""

    name: str
    source: str
    provenance: str
    on_peak: tuple[tuple[frozenset[int], int, int], ...]
    holidays: HolidaySet

    def tou_of(self, day: date, hour_ending: int) -> TimeOfUse:
        """ON or OFF for an hour ending of a Pacific day; raises ValueError for an hour the day has not."""
        if hour_ending not in hour_endings(day):
            raise ValueError(f"{day.isoformat()} has no hour ending {hour_ending}")
        return "ON" if hour_ending in self.on_hours(day) else "OFF"

    def on_hours(self, day: date) -> frozenset[int]:
        """The hour endings of a Pacific day that are ON."""
        return _on_hours(self, day)

    def hours(self, span: Span) -> Iterator[Hour]:
        """Every hour of a period exactly once, in order of day and hour ending."""
        for day in span.days():
            on = self.on_hours(day)
            for hour_ending in hour_endings(day):
                yield Hour(day, hour_ending, "ON" if hour_ending in on else "OFF")


@lru_cache(maxsize=4096)
def _on_hours(calendar: TimeOfUseCalendar, day: date) -> frozenset[int]:
    """The ON hour endings of a day."""
    if day in _holidays(calendar.holidays, day.year):
        return frozenset()
    rows = [(first, last) for days, first, last in calendar.on_peak if day.weekday() in days]
    return frozenset(he for first, last in rows for he in range(first, last + 1))


@lru_cache(maxsize=256)
def _holidays(holidays: HolidaySet, year: int) -> frozenset[date]:
    return holidays.of(year)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    length = months.monthrange(year, month)[1]
    every = [date(year, month, day) for day in range(1, length + 1)]
    return [day for day in every if day.weekday() == weekday][nth if nth < 0 else nth - 1]


def read_calendars(data: Mapping[str, Any]) -> dict[str, TimeOfUseCalendar]:
    """The calendars of a document shaped like time_of_use.yaml, by name."""
    sets = {name: _holiday_set(rules) for name, rules in data["holiday_sets"].items()}
    return {
        entry["name"]: TimeOfUseCalendar(
            name=entry["name"],
            source=entry["source"],
            provenance=entry["provenance"],
            on_peak=tuple(
                (
                    frozenset(WEEKDAYS.index(day) for day in row["days"]),
                    row["first_hour_ending"],
                    row["last_hour_ending"],
                )
                for row in entry["on_peak"]
            ),
            holidays=sets[entry["holidays"]],
        )
        for entry in data["calendars"]
    }


def _holiday_set(rules: Mapping[str, Any]) -> HolidaySet:
    return HolidaySet(
        fixed=tuple((rule["month"], rule["day"]) for rule in rules["fixed"]),
        floating=tuple(
            (rule["month"], WEEKDAYS.index(rule["weekday"]), rule["nth"]) for rule in rules["floating"]
        ),
        sunday_moves_to_monday=rules["sunday_moves_to_monday"],
    )


@cache
def time_of_use_calendar(name: str = "peak") -> TimeOfUseCalendar:
    """The calendar of that name; raises KeyError."""
    return read_calendars(read_yaml(Path(__file__).with_suffix(".yaml")))[name]


def tou_of(day: date, hour_ending: int) -> TimeOfUse:
    """ON or OFF by the default calendar; raises ValueError for an hour the day has not."""
    return time_of_use_calendar().tou_of(day, hour_ending)


def hours(span: Span) -> Iterator[Hour]:
    """Every hour of a period exactly once, by the default calendar."""
    return time_of_use_calendar().hours(span)
