"""The phase calendar of a profile: which phase a day belongs to, and when a phase ends. Days are Pacific."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from marketsim.target.profile_tables import PhaseDates, Profile

PACIFIC = ZoneInfo("America/Los_Angeles")
UNPLANNED = "structured"
"""The phase of a profile that says nothing of phases."""

Calendar = Mapping[str, PhaseDates]


def phase_at(profile: Profile, moment: datetime) -> str:
    """The phase that a profile says it is at a moment (aware): named outright, or by its calendar."""
    return profile.target.phase or phase_on(profile.calendar, moment.astimezone(PACIFIC).date()) or UNPLANNED


def phase_on(calendar: Calendar, day: date) -> str | None:
    """The phase of a day; None without a calendar.

    Between two phases (a weekend) the earlier one lasts, so that nothing falls due before its time; so does the
    first one before its first day, and the last one after its last.
    """
    begun = [name for name, dates in _in_order(calendar) if dates.from_ <= day]
    return begun[-1] if begun else next((name for name, _ in _in_order(calendar)), None)


def end_of(calendar: Calendar, phase: str) -> datetime | None:
    """The instant at which a phase is over: midnight after its last day; None when the calendar lacks it."""
    dates = calendar.get(phase)
    if dates is None:
        return None
    return datetime.combine(dates.to + timedelta(days=1), time(), PACIFIC)


def calendar_flaws(calendar: Calendar) -> Iterator[str]:
    """Phases that end before they begin, and phases that share days."""
    for name, dates in calendar.items():
        if dates.to < dates.from_:
            yield f"Expected calendar.{name} to end on its first day or later; found {dates.from_} to {dates.to}."
    for (one, dates), (other, later) in pairwise(_in_order(calendar)):
        if later.from_ <= dates.to:
            yield f"Expected phases without common days; found {later.from_} in {one} and in {other}."


def _in_order(calendar: Calendar) -> list[tuple[str, PhaseDates]]:
    return sorted(calendar.items(), key=lambda each: (each[1].from_, each[1].to))
