"""The Market Simulation plan, as far as a run's first event tells of it."""

from __future__ import annotations

from typing import TypedDict


class PlanRowFacts(TypedDict):
    """A row of the Market Simulation plan. Days are dates, ``cut_off`` a Pacific date and time; as far as told."""

    number: str
    title: str
    phase: str | None
    first_day: str | None
    last_day: str | None
    cut_off: str | None
    participant_actions: list[str]
    iso_actions: list[str]
    expected: str
    scenarios: list[str]


class PlanFacts(TypedDict):
    """The Market Simulation plan that the run was made by; ``example`` when its numbers are not the ISO's."""

    title: str
    example: bool
    rows: list[PlanRowFacts]
