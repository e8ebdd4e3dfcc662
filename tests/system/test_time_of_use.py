"""The time-of-use calendar: which hours are ON, and which hours a day has."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.calendar import time_of_use
from marketsim.system.calendar.periods import month, pacific_midnight, season, span
from marketsim.system.calendar.time_of_use import hour_endings, hours, read_calendars, tou_of

SPANS = st.one_of(
    st.builds(month, st.integers(2000, 2060), st.integers(1, 12)),
    st.builds(season, st.integers(2000, 2060), st.integers(1, 4)),
)


@pytest.mark.parametrize(
    ("name", "on", "off"),
    [
        ("2024_M09", 384, 336),
        ("2025_M03", 416, 327),
        ("2025_M05", 416, 328),
        ("2024_S01", 1232, 951),
        ("2024_S02", 1232, 952),
        ("2024_S03", 1232, 976),
        ("2024_S04", 1232, 977),
        ("2025_S01", 1216, 943),
    ],
)
def test_a_period_has_the_known_number_of_on_and_off_hours(name: str, on: int, off: int) -> None:
    """The check values of market-rules.md section 2.2 come out, daylight saving and holidays included."""
    assert Counter(hour.tou for hour in hours(span(name))) == {"ON": on, "OFF": off}


@given(SPANS)
def test_every_hour_of_a_period_appears_exactly_once(period) -> None:
    """The hours of a period are as many as hours pass between its bounds, and none is listed twice."""
    found = list(hours(period))
    passed = (period.end + timedelta(seconds=1) - period.start) // timedelta(hours=1)
    assert len(found) == passed
    assert len({(hour.day, hour.hour_ending) for hour in found}) == passed
    assert found == sorted(found, key=lambda hour: (hour.day, hour.hour_ending))


@given(SPANS)
def test_the_hours_of_a_period_agree_with_asking_for_each_hour(period) -> None:
    """Listing a period and asking for one hour give the same time of use."""
    assert all(tou_of(hour.day, hour.hour_ending) == hour.tou for hour in hours(period))


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_a_day_has_as_many_hour_endings_as_hours_pass(day: date) -> None:
    """A Pacific day has 23, 24 or 25 hour endings, as long as it lasts."""
    following = pacific_midnight(day + timedelta(days=1))
    assert len(hour_endings(day)) == (following - pacific_midnight(day)) // timedelta(hours=1)


def test_the_spring_day_has_no_hour_ending_3() -> None:
    """On the day the clocks go forward HE03 is missing, and asking for it is an error."""
    assert hour_endings(date(2026, 3, 8)) == (1, 2, *range(4, 25))
    with pytest.raises(ValueError, match="2026-03-08 has no hour ending 3"):
        tou_of(date(2026, 3, 8), 3)


def test_the_autumn_day_has_an_hour_ending_25() -> None:
    """On the day the clocks go back there is an HE25, OFF as all of Sunday, and on no other day."""
    assert hour_endings(date(2026, 11, 1)) == tuple(range(1, 26))
    assert tou_of(date(2026, 11, 1), 25) == "OFF"
    with pytest.raises(ValueError, match="no hour ending 25"):
        tou_of(date(2026, 11, 2), 25)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "New Year's Day"),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2025, 7, 4), "Independence Day"),
        (date(2026, 9, 7), "Labor Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2027, 7, 5), "Independence Day on a Sunday is kept on Monday"),
        (date(2023, 1, 2), "New Year's Day on a Sunday is kept on Monday"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_holidays_and_sundays_are_off_all_day(day: date, why: str) -> None:
    """No hour of a Sunday or of a kept holiday is ON."""
    assert {tou_of(day, he) for he in hour_endings(day)} == {"OFF"}, why


@pytest.mark.parametrize("day", [date(2026, 7, 3), date(2026, 11, 27), date(2026, 10, 12), date(2027, 7, 6)])
def test_days_beside_holidays_are_ordinary(day: date) -> None:
    """A Saturday holiday does not move to Friday, and other federal holidays do not count."""
    assert [he for he in hour_endings(day) if tou_of(day, he) == "ON"] == list(range(7, 23))


@given(st.dates(date(2001, 1, 1), date(2060, 12, 31)))
def test_a_day_is_on_in_all_its_daytime_hours_or_in_none(day: date) -> None:
    """HE07-22 share one time of use, and the night is always OFF."""
    found = {tou_of(day, he) for he in range(7, 23)}
    assert len(found) == 1
    assert {tou_of(day, he) for he in (1, 2, 4, 5, 6, 23, 24)} == {"OFF"}


def test_another_calendar_is_another_entry_of_the_data() -> None:
    """A solar calendar needs no code: Sunday's middle hours become ON by a row of data."""
    rules = {
        "calendars": [
            {
                "name": "solar",
                "source": "a test",
                "provenance": "assumed",
                "on_peak": [{"days": ["SUN"], "first_hour_ending": 10, "last_hour_ending": 12}],
                "holidays": "none",
            }
        ],
        "holiday_sets": {"none": {"fixed": [], "floating": [], "sunday_moves_to_monday": False}},
    }
    solar = read_calendars(rules)["solar"]
    on = [(hour.day.day, hour.hour_ending) for hour in solar.hours(month(2026, 11)) if hour.tou == "ON"]
    assert on == [(sunday, he) for sunday in (1, 8, 15, 22, 29) for he in (10, 11, 12)]


@pytest.mark.parametrize(
    ("name", "on", "off"), [("2025_M03", 248, 495), ("2024_S04", 736, 1473), ("2026_M11", 240, 481)]
)
def test_the_solar_calendar_has_eight_hours_of_every_day(name: str, on: int, off: int) -> None:
    """Sundays and holidays too; the hour that spring lacks and autumn adds is OFF."""
    solar = time_of_use.time_of_use_calendar("solar")
    assert Counter(hour.tou for hour in solar.hours(span(name))) == {"ON": on, "OFF": off}


def test_an_unknown_calendar_is_an_error() -> None:
    """Naming a calendar that the data has not is a KeyError, never another calendar."""
    with pytest.raises(KeyError, match="lunar"):
        time_of_use.time_of_use_calendar("lunar")
