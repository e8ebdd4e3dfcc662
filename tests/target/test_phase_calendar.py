"""A profile's calendar tells the phase of a day, in Pacific time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.target.calendar import calendar_flaws, end_of, phase_at, phase_on
from marketsim.target.profile_tables import ParticipantTable, PhaseDates, Profile, TargetTable

WEEK_1, WEEK_2 = "connectivity-week-1", "connectivity-week-2"
CALENDAR = {
    "structured": PhaseDates(from_=date(2027, 2, 1), to=date(2027, 2, 19)),
    WEEK_1: PhaseDates(from_=date(2027, 1, 4), to=date(2027, 1, 8)),
    WEEK_2: PhaseDates(from_=date(2027, 1, 11), to=date(2027, 1, 15)),
}


def profile(**members: object) -> Profile:
    """A profile with these members."""
    base = Profile(target=TargetTable(base_url="https://x/crr"), participants=(ParticipantTable("A", {}),))
    return msgspec.structs.replace(base, **members)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2026, 12, 1), WEEK_1),  # not begun: as little is due as on the first day
        (date(2027, 1, 4), WEEK_1),
        (date(2027, 1, 8), WEEK_1),
        (date(2027, 1, 10), WEEK_1),  # the weekend between two phases
        (date(2027, 1, 11), WEEK_2),
        (date(2027, 2, 19), "structured"),
        (date(2027, 6, 1), "structured"),
    ],
)
def test_a_day_belongs_to_the_phase_that_began_last(day: date, phase: str) -> None:
    """Whatever the order in which the calendar was written."""
    assert phase_on(CALENDAR, day) == phase


def test_a_phase_begins_at_midnight_pacific() -> None:
    """An instant before it is still the phase before."""
    begins = datetime(2027, 1, 11, 8, tzinfo=UTC)
    planned = profile(calendar=CALENDAR)
    assert phase_at(planned, begins) == WEEK_2
    assert phase_at(planned, begins - timedelta(seconds=1)) == WEEK_1


def test_a_phase_ends_at_the_midnight_after_its_last_day() -> None:
    """In winter at 08:00 UTC."""
    end = end_of(CALENDAR, "structured")
    assert end is not None
    assert end.astimezone(UTC) == datetime(2027, 2, 20, 8, tzinfo=UTC)
    assert end_of(CALENDAR, "cutover") is None


def test_a_profile_without_a_calendar_names_its_phase_or_is_structured() -> None:
    """What is named outright counts."""
    now = datetime(2027, 1, 5, tzinfo=UTC)
    assert phase_at(profile(), now) == "structured"
    assert phase_at(profile(target=TargetTable(base_url="https://x/crr", phase=WEEK_2)), now) == WEEK_2


days = st.dates(date(2027, 1, 1), date(2027, 3, 31))


@given(st.lists(st.tuples(days, days), min_size=2, max_size=4))
def test_a_calendar_without_flaws_gives_each_day_of_a_phase_that_phase(
    spans: list[tuple[date, date]],
) -> None:
    """And one where two phases share a day, or one ends before it begins, has a flaw."""
    calendar = {f"phase-{i}": PhaseDates(from_=a, to=b) for i, (a, b) in enumerate(spans)}
    sound = all(a <= b for a, b in spans) and all(
        b < c or d < a for i, (a, b) in enumerate(spans) for c, d in spans[i + 1 :]
    )
    assert sound == (list(calendar_flaws(calendar)) == [])
    if sound:
        for name, dates in calendar.items():
            assert phase_on(calendar, dates.from_) == phase_on(calendar, dates.to) == name
