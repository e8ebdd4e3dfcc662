"""What every event has."""

from __future__ import annotations

from typing import TypedDict


class Event(TypedDict):
    """The members that every event has."""

    event: str
    at: str
    seq: int
    worker: str
    scenario: str | None
