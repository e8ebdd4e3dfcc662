"""Business days: weekdays but for holidays, which are data."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from marketsim.settlement.versions.refusal import NotModelled

DATA = Path(__file__).with_name("holidays.toml")
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days from ``first`` to ``last``, both included.

    Which holidays the ISO's own calendar keeps is in no source: the federal ones are assumed, and any of them can be
    left out by its name (``Calendar.federal(without={"columbus-day"})``).
    """

    holidays: frozenset[date]
    first: date
    last: date

    @staticmethod
    def federal(without: Collection[str] = ()) -> Calendar:
        """The federal holidays of the United States, less the named ones; ValueError for a name that is none."""
        return _federal(frozenset(without))

    def is_business_day(self, day: date) -> bool:
        """Whether a day is a business day; NotModelled outside the calendar."""
        if not self.first <= day <= self.last:
            raise NotModelled(
                f"a day from {self.first} to {self.last}, the years of the business-day calendar",
                str(day),
                "add the holidays of its year to holidays.toml",
            )
        return day.weekday() < _SATURDAY and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The ``count``-th business day after a day (the day itself is never counted); NotModelled as above."""
        if count < 1:
            raise ValueError(f"expected a count of 1 or more business days, found {count}; name a later day")
        left = count
        while left:
            day += _DAY
            left -= self.is_business_day(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The first business day that is not before a day; NotModelled as above."""
        while not self.is_business_day(day):
            day += _DAY
        return day


@cache
def _federal(without: frozenset[str]) -> Calendar:
    content = tomllib.loads(DATA.read_text("utf-8"))
    holidays = content["holidays"]
    unknown = without - holidays.keys()
    if unknown:
        raise ValueError(
            f"expected holidays among {', '.join(holidays)}; found {', '.join(sorted(unknown))}; correct the name"
        )
    observed = {day for name, each in holidays.items() if name not in without for day in each["observed"]}
    return Calendar(frozenset(observed), content["first"], content["last"])
