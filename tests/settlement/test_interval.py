"""Trade hours and five-minute intervals: numbers, subscripts, and the two days on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.interval import Interval, TradeHour, hours_of

ORDINARY, SHORT, LONG = date(2019, 8, 1), date(2019, 3, 10), date(2019, 11, 3)
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(("day", "hours"), [(ORDINARY, 24), (SHORT, 23), (LONG, 25)])
def test_a_day_has_24_hours_and_23_or_25_when_the_clocks_change(day: date, hours: int) -> None:
    """They are numbered by hour ending, from 1."""
    assert [each.hour for each in hours_of(day)] == list(range(1, hours + 1))


@given(DAYS)
def test_the_hours_of_a_day_follow_each_other_up_to_the_next_day(day: date) -> None:
    """No hour is skipped or counted twice, on any day of thirteen years."""
    starts = [each.starts for each in (*hours_of(day), hours_of(day + timedelta(days=1))[0])]
    assert {later - sooner for sooner, later in pairwise(starts)} == {timedelta(hours=1)}


def test_an_hour_starts_at_its_moment_in_universal_time() -> None:
    """Pacific midnight is 07:00 in summer and 08:00 in winter."""
    assert TradeHour(ORDINARY, 1).starts == datetime(2019, 8, 1, 7, tzinfo=UTC)
    assert TradeHour(date(2019, 12, 1), 24).starts == datetime(2019, 12, 2, 7, tzinfo=UTC)


def test_hours_two_and_three_of_the_long_day_both_begin_at_one_o_clock() -> None:
    """The clock shows one o'clock twice: once in summer time and an hour later in winter time."""
    second, third = (TradeHour(LONG, hour).starts for hour in (2, 3))
    assert (second, third) == (datetime(2019, 11, 3, 8, tzinfo=UTC), datetime(2019, 11, 3, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "hour", "most"), [(ORDINARY, 0, 24), (ORDINARY, 25, 24), (SHORT, 24, 23), (LONG, 26, 25)]
)
def test_an_hour_that_the_day_does_not_have_is_refused(day: date, hour: int, most: int) -> None:
    """What was expected says how many hours that day has."""
    with pytest.raises(ValueError, match=f"expected an hour ending from 1 to {most} on {day}; found {hour};"):
        TradeHour(day, hour)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(9999, 12, 31)])
def test_a_day_of_another_century_is_refused(day: date) -> None:
    """A mistyped year is told as such, also at the very ends of the calendar."""
    with pytest.raises(ValueError, match=r"expected a trade day from 2000 to 2099; found "):
        TradeHour(day, 1)


def test_the_quarter_and_the_ten_minutes_follow_from_the_five_minute_interval() -> None:
    """Three five-minute intervals are a quarter, two are ten minutes."""
    intervals = TradeHour(ORDINARY, 7).intervals()
    assert [each.c for each in intervals] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert [each.i for each in intervals] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert [each.f for each in intervals] == list(range(1, 13))


def test_an_interval_is_written_with_its_subscripts() -> None:
    """Month, day, hour and the three interval numbers, as a determinant's subscripts name them."""
    assert str(Interval(TradeHour(ORDINARY, 14), 5)) == "2019 m8 d1 h14 c2 i3 f5"


def test_an_interval_starts_five_minutes_after_the_one_before() -> None:
    """The twelfth ends with the hour."""
    hour = TradeHour(SHORT, 2)
    assert [each.starts - hour.starts for each in hour.intervals()] == [
        timedelta(minutes=5 * at) for at in range(12)
    ]


@pytest.mark.parametrize("k", [0, 13, -1])
def test_an_interval_outside_the_hour_is_refused(k: int) -> None:
    """An hour has twelve, on every day of the year."""
    with pytest.raises(ValueError, match=f"expected an interval from 1 to 12 .*; found {k};"):
        Interval(TradeHour(LONG, 25), k)


@given(st.lists(st.tuples(DAYS, st.integers(1, 23), st.integers(1, 12)), min_size=2))
def test_intervals_sort_as_they_pass(drawn: list[tuple[date, int, int]]) -> None:
    """The order of the records is the order of time."""
    intervals = [Interval(TradeHour(day, hour), k) for day, hour, k in drawn]
    assert sorted(intervals) == sorted(intervals, key=lambda each: each.starts)
