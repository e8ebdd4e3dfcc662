"""The day on which a statement is run, where nobody says which: today."""

from __future__ import annotations

from datetime import UTC, date, datetime

from marketsim.settlement.interval import PACIFIC


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def run_date_of(given: date | None) -> date:
    """The day given, or else today by the Pacific clock, which trade dates go by too."""
    return given or now().astimezone(PACIFIC).date()
