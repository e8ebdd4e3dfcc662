"""Date-times as the contract writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """The moment in UTC with Z, cut to whole seconds; raises ValueError for one without zone."""
    if moment.tzinfo is None:
        raise ValueError(f"the date-time {moment} has no zone")
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
