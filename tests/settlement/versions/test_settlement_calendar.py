"""Business days are weekdays but for holidays, which are data and can be left out one by one."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.versions.business_days import DATA, Calendar
from marketsim.settlement.versions.refusal import NotModelled

CALENDAR = Calendar.federal()
DAYS = st.dates(date(2018, 1, 1), date(2029, 12, 31))
ONE = timedelta(days=1)


def observed(day: date) -> date:
    """Where a holiday of a fixed day is kept when it falls on a weekend."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def the(count: int, weekday: int, month: int, year: int) -> date:
    """The first, second … (or, with -1, last) such weekday of a month."""
    days = [date(year, month, 1) + ONE * n for n in range(31)]
    fit = [day for day in days if day.month == month and day.weekday() == weekday]
    return fit[count - 1] if count > 0 else fit[count]


def holidays(year: int) -> set[date]:
    """The federal holidays of a year by their rules, as they are observed."""
    moving = {
        the(3, 0, 1, year),
        the(3, 0, 2, year),
        the(-1, 0, 5, year),
        the(1, 0, 9, year),
        the(2, 0, 10, year),
        the(4, 3, 11, year),
    }
    fixed = [(7, 4), (11, 11), (12, 25), *([(6, 19)] if year > 2020 else [])]
    new_year = {observed(date(each, 1, 1)) for each in (year, year + 1)}
    return moving | {observed(date(year, *each)) for each in fixed} | {d for d in new_year if d.year == year}


@pytest.mark.parametrize("year", range(2018, 2031))
def test_the_holidays_listed_are_those_of_their_rules(year: int) -> None:
    """The data, written out day by day, agree with the rules of the holidays."""
    listed = [
        day
        for each in tomllib.loads(DATA.read_text("utf-8"))["holidays"].values()
        for day in each["observed"]
    ]
    assert sorted(day for day in listed if day.year == year) == sorted(holidays(year))


@given(DAYS, st.integers(1, 60))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    """The n-th business day is one, and n business days lie between."""
    after = CALENDAR.after(day, count)
    between = [day + ONE * n for n in range(1, (after - day).days + 1)]
    assert CALENDAR.is_business_day(after)
    assert sum(map(CALENDAR.is_business_day, between)) == count


@given(DAYS)
def test_a_business_day_is_its_own_next_one(day: date) -> None:
    """A day that is none moves on, over days that are none."""
    moved = CALENDAR.on_or_after(day)
    assert (moved == day) == CALENDAR.is_business_day(day)
    assert not any(CALENDAR.is_business_day(day + ONE * n) for n in range((moved - day).days))


def test_a_holiday_can_be_left_out() -> None:
    """Columbus Day of 2019 is a business day when it is left out, and nothing else changes."""
    columbus = date(2019, 10, 14)
    other = Calendar.federal({"columbus-day"})
    changed = [
        day
        for n in range(365)
        if CALENDAR.is_business_day(day := date(2019, 1, 1) + ONE * n) != other.is_business_day(day)
    ]
    assert changed == [columbus]


def test_a_holiday_of_no_calendar_is_refused() -> None:
    """A misspelt name would silently change nothing."""
    with pytest.raises(
        ValueError, match=r"expected holidays among .*columbus-day.*; found columbus day; correct"
    ):
        Calendar.federal({"columbus day"})


def test_a_year_without_data_is_refused() -> None:
    """A year whose holidays are unknown has no business days."""
    with pytest.raises(NotModelled) as refused:
        CALENDAR.after(date(2030, 12, 20), 12)
    assert (refused.value.found, "holidays.toml" in refused.value.fix) == ("2031-01-01", True)


def test_no_business_day_is_counted_backwards() -> None:
    """Counting starts at one."""
    with pytest.raises(ValueError, match="1 or more"):
        CALENDAR.after(date(2019, 8, 1), 0)
