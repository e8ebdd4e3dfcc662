"""Which hours a CRR is settled in: its days to the last second, its time of use, holidays, days of clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from known_hours import COUNTED

from marketsim.settlement.crr import CALENDARS, CrrPolicies, Holding
from marketsim.settlement.crr.random_month import midnight
from marketsim.settlement.interval import TradeHour, hours_of
from marketsim.settlement.refusal import Refusal

PEAK = CALENDARS["peak"]


def held(start: datetime, end: datetime, **other: Any) -> Holding:
    """A CRR of these instants."""
    terms: dict[str, Any] = {
        "crr": "1",
        "owner": "X",
        "source": "S",
        "sink": "T",
        "tou": "ON",
        "hedge": "OBL",
    }
    return Holding(**(terms | {"start": start, "end": end, "mw": Fraction(1)} | other))


@pytest.mark.parametrize(("first", "last", "on", "off"), COUNTED)
def test_on_and_off_hours_are_those_counted_by_hand(first: date, last: date, on: int, off: int) -> None:
    """Of months and seasons, clock changes and holidays among them."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [PEAK.time_of_use(hour) for day in days for hour in hours_of(day)]
    assert (found.count("ON"), found.count("OFF")) == (on, off)


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 7, 3), 16),
        (date(2026, 7, 4), 0),  # a Saturday, kept there
        (date(2026, 7, 6), 16),
        (date(2023, 1, 2), 0),  # New Year's Day, a Sunday, kept on Monday
        (date(2026, 5, 25), 0),
        (date(2026, 9, 7), 0),
        (date(2026, 11, 26), 0),
        (date(2026, 11, 29), 0),  # a Sunday
    ],
)
def test_holidays_and_sundays_are_off(day: date, on: int) -> None:
    """Sixteen hours on other days, none on these."""
    assert sum(PEAK.time_of_use(hour) == "ON" for hour in hours_of(day)) == on


def test_on_hours_are_those_of_the_clock_where_hours_are_missing_or_double() -> None:
    """With Sundays: the hour from six o'clock is the sixth of the short day, the eighth of the long one."""
    every_day = CrrPolicies.of({"calendar": "every_day"}).hours
    for day, first in ((date(2026, 3, 8), 6), (date(2026, 3, 9), 7), (date(2026, 11, 1), 8)):
        on = [hour.hour for hour in hours_of(day) if every_day.time_of_use(hour) == "ON"]
        assert (on[0], len(on)) == (first, 16)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)]
)
def test_a_crr_of_one_day_holds_in_all_its_hours_and_no_other(day: date, hours: int) -> None:
    """From Pacific midnight to the last second before the next, however long the day is."""
    crr = held(midnight(day), midnight(day + timedelta(days=1)) - timedelta(seconds=1))
    near = [hour for n in (-1, 0, 1) for hour in hours_of(day + timedelta(days=n))]
    covered = [hour for hour in near if crr.covers(hour)]
    assert covered == list(hours_of(day))
    assert len(covered) == hours


def test_an_hour_that_ends_after_the_crr_is_not_settled() -> None:
    """The last second has to be in it."""
    day = date(2026, 7, 1)
    short = held(midnight(day), midnight(day + timedelta(days=1)) - timedelta(seconds=2))
    assert not short.covers(TradeHour(day, 24))
    assert short.covers(TradeHour(day, 23))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tou": "BOTH"},
        {"hedge": "FUTURE"},
        {"mw": Fraction(-1)},
        {"end": datetime(2026, 1, 1, tzinfo=UTC)},
        {"end": datetime(2026, 9, 1)},  # noqa: DTZ001
    ],
)
def test_what_no_crr_can_be_is_refused(wrong: dict[str, Any]) -> None:
    """A time of use or hedge that there is none of, MW below 0, an end before the start or without a zone."""
    start = datetime(2026, 7, 1, tzinfo=timezone(timedelta(hours=-7)))
    with pytest.raises(Refusal):
        held(start, **({"end": start + timedelta(days=1)} | wrong))
