"""What a person should see while a run goes on, beside the verdicts: waits, lost answers, what stays behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.readiness.wording import pacific


def notice_of(event: Mapping[str, Any]) -> str | None:
    """One line for an event that people should see at once, or None."""
    kind, scenario = event["event"], event["scenario"]
    if kind == "waiting":
        return f"waiting  {scenario}  for {event['what']}, until {pacific(event['until'])} ({event['seconds']:.0f} s)"
    if kind == "write" and event["known_by"] == "read-back":
        return (
            f"unclear  {scenario}  {event['operation']} [{event['request_id']}] by {event['participant']}; "
            f"read back: {event['outcome']} ({event['found']})"
        )
    if kind == "undone" and event["outcome"] == "left":
        return f"left     {scenario}  {event['portfolio']!r} of {event['participant']}: {event['why']}"
    return None
