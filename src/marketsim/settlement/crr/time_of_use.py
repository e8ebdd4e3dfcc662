"""Which trade hours are ON and which are OFF, by the calendars of ``time_of_use.toml``."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ..interval import PACIFIC, TradeHour
from .holding import TimeOfUse

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days that are OFF throughout, as rules: ``fixed`` (month, day), ``floating`` (month, weekday, nth or 0: last)."""

    fixed: tuple[tuple[int, int], ...]
    floating: tuple[tuple[int, int, int], ...]
    sunday_moves_to_monday: bool

    def include(self, day: date) -> bool:
        """Whether the day is one of them."""
        return day in _of_year(self, day.year)


@lru_cache(maxsize=256)
def _of_year(rules: Holidays, year: int) -> frozenset[date]:
    days = [date(year, month, day) for month, day in rules.fixed]
    if rules.sunday_moves_to_monday:
        days = [day + timedelta(days=1) if day.weekday() == SUNDAY else day for day in days]
    return frozenset([*days, *(_nth(year, *rule) for rule in rules.floating)])


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    length = monthrange(year, month)[1]
    found = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, found[nth - 1])


@dataclass(frozen=True, slots=True)
class Calendar:
    """The ON hours: ``days`` (0 is Monday) and hours ending on the Pacific clock, holidays left out."""

    name: str
    days: frozenset[int]
    first: int
    last: int
    holidays: Holidays
    source: str
    provenance: str

    def is_on(self, day: date, hour_ending: int) -> bool:
        """Whether the hour that ends so on the clock of a Pacific day is ON."""
        return (
            self.first <= hour_ending <= self.last
            and day.weekday() in self.days
            and not self.holidays.include(day)
        )

    def time_of_use(self, hour: TradeHour) -> TimeOfUse:
        """ON or OFF: by the hour on the clock, which on a day of a clock change is not the hour counted."""
        clock = hour.starts.astimezone(PACIFIC).hour
        return "ON" if self.is_on(hour.day, clock + 1) else "OFF"


def _read() -> dict[str, Calendar]:
    tree: dict[str, Any] = tomllib.loads(files(__package__).joinpath("time_of_use.toml").read_text("utf-8"))
    holidays = {name: _holidays(rules) for name, rules in tree["holidays"].items()}
    return {
        name: Calendar(
            name=name,
            days=frozenset(map(WEEKDAYS.index, each["days"])),
            first=each["first_hour_ending"],
            last=each["last_hour_ending"],
            holidays=holidays[each["holidays"]],
            source=each["source"],
            provenance=each["provenance"],
        )
        for name, each in tree["calendar"].items()
    }


def _holidays(rules: Mapping[str, Any]) -> Holidays:
    return Holidays(
        fixed=tuple((each["month"], each["day"]) for each in rules["fixed"]),
        floating=tuple(
            (each["month"], WEEKDAYS.index(each["weekday"]), each["nth"]) for each in rules["floating"]
        ),
        sunday_moves_to_monday=rules["sunday_moves_to_monday"],
    )


CALENDARS: Mapping[str, Calendar] = _read()
