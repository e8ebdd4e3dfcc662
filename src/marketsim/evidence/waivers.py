"""Which waiver speaks of a scenario, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from marketsim.evidence.events import WaiverFacts

PACIFIC = ZoneInfo("America/Los_Angeles")


def waiver_of(waivers: Iterable[WaiverFacts], scenario: str, base_id: str) -> WaiverFacts | None:
    """The waiver of a scenario: the one that names it with its row before one for the whole outline."""
    named = {each["id"]: each for each in waivers}
    return named.get(scenario) or named.get(base_id)


def holds(waiver: WaiverFacts, day: date) -> bool:
    """Whether the waiver still holds on a Pacific day; it does on the day on which it expires.

    One whose date is none (in evidence that was meddled with) never holds.
    """
    try:
        return day <= date.fromisoformat(waiver["expires"])
    except ValueError:
        return False


def pacific_day(at: str | datetime) -> date:
    """The Pacific day of a moment, or of an event's time; raises ValueError."""
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(PACIFIC).date()
