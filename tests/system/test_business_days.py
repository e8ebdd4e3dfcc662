"""Business days skip weekends and the holidays of the time-of-use calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.calendar.business_days import after_business_days, is_business_day

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),  # a plain week
        (date(2026, 11, 20), 5, date(2026, 11, 30)),  # a weekend and Thanksgiving
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year is a Friday
        (date(2027, 7, 2), 1, date(2027, 7, 6)),  # 4 July is a Sunday and moves to Monday
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_known_spans(day: date, count: int, expected: date) -> None:
    """The day reached is that of the wall calendar."""
    assert after_business_days(day, count) == expected


@given(DAYS, st.integers(1, 30))
def test_just_so_many_business_days_lie_between(day: date, count: int) -> None:
    """After the day, up to and with the one reached, there are exactly that many; the last is one itself."""
    reached = after_business_days(day, count)
    between = [day + timedelta(days=each) for each in range(1, (reached - day).days + 1)]
    assert sum(map(is_business_day, between)) == count
    assert is_business_day(reached)
