"""The oracle of exceedance: its own calendar, its own counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_hours import COUNTED

from marketsim.verification.exceedance import (
    LoadedHour,
    Metric,
    clock_changes,
    has_hour,
    holidays,
    metrics,
    pacific_day,
    time_of_use,
)

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(("first", "last", "on", "off"), COUNTED)
def test_periods_have_the_known_numbers_of_hours(first: date, last: date, on: int, off: int) -> None:
    """The check values of market-rules.md 2.2, worked out by hand there."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [time_of_use(day, hour) for day in days for hour in range(1, 26) if has_hour(day, hour)]
    assert (found.count("ON"), found.count("OFF")) == (on, off)


@given(st.integers(0, 720_000).map(lambda hours: datetime(2007, 4, 1, tzinfo=UTC) + timedelta(hours=hours)))
def test_the_pacific_day_of_an_instant_is_that_of_the_zone(instant: datetime) -> None:
    """The rule of the law agrees with the table of zones."""
    assert pacific_day(instant) == instant.astimezone(PACIFIC).date()


def test_the_clocks_change_and_holidays_fall_where_calendars_show_them() -> None:
    """Of 2026 and of a year whose Independence Day is a Sunday."""
    assert clock_changes(2026) == (date(2026, 3, 8), date(2026, 11, 1))
    assert sorted(holidays(2027)) == [
        date(2027, 1, 1), date(2027, 5, 31), date(2027, 7, 5), date(2027, 9, 6), date(2027, 11, 25),
        date(2027, 12, 25),
    ]  # fmt: skip


def test_of_384_hours_the_second_highest_counts() -> None:
    """One hour may exceed it (0.5 % of 384 are 1.92), two may not."""
    monday = date(2024, 9, 9)
    days = [monday + timedelta(days=n) for n in range(28)]
    hours = [(day, he) for day in days for he in range(7, 23) if day.weekday() != 6]
    loads = [LoadedHour("SINK", day, he, float(n)) for n, (day, he) in enumerate(hours, start=1)]
    assert len(loads) == 384
    assert metrics(loads) == {("SINK", "ON"): Metric(384.0, 383.0)}


@given(st.lists(st.integers(0, 50), min_size=1, max_size=24), st.fractions(0, Fraction(99, 100)))
def test_no_more_than_the_share_exceeds_it_and_no_lower_load_would_do(
    loads: list[int], share: Fraction
) -> None:
    """The definition itself, on the hours of a Sunday."""
    sunday = date(2026, 6, 7)
    hours = [LoadedHour("SINK", sunday, he, float(mw)) for he, mw in enumerate(loads, start=1)]
    ((key, found),) = metrics(hours, share).items()
    assert key == ("SINK", "OFF")
    above = [mw for mw in loads if mw > found.exceedance]
    assert len(above) <= share * len(loads)
    lower = [mw for mw in loads if mw < found.exceedance]
    assert all(sum(mw > each for mw in loads) > share * len(loads) for each in lower)


def test_an_hour_that_the_day_has_not_is_an_error() -> None:
    """Hour ending 3 in spring, 25 on any day but one."""
    for day, hour in ((date(2026, 3, 8), 3), (date(2026, 3, 9), 25), (date(2026, 11, 1), 26)):
        with pytest.raises(ValueError, match="has no hour ending"):
            metrics([LoadedHour("SINK", day, hour, 1.0)])
