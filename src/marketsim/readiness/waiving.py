"""What a waiver makes of a verdict: only a failure is waived, and only while the waiver holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from marketsim.evidence.events import WaiverFacts
from marketsim.evidence.waivers import holds
from marketsim.readiness.advice import STALE_WAIVER
from marketsim.readiness.finding import Finding, Verdict

CAUSE = "waiver"
"""The cause of a failure that lies in the waiver itself and not in the system under test."""
State = Literal["in force", "expired", "no longer needed", "not met"]


def waived(verdict: Verdict, waiver: WaiverFacts, day: date) -> Verdict:
    """The verdict under a waiver on a Pacific day.

    A failure is waived while the waiver holds; a scenario that passes must lose its waiver, so it has failed until
    then. What is broken, skipped or omitted stays so: a waiver is no answer to it.
    """
    if verdict == "failed":
        return "waived" if holds(waiver, day) else "failed"
    return "failed" if verdict == "passed" else verdict


def state_of(waiver: WaiverFacts, decided: Verdict, day: date) -> State:
    """What has become of a waiver, by what its scenario came to without it."""
    if decided == "passed":
        return "no longer needed"
    if decided != "failed":
        return "not met"
    return "in force" if holds(waiver, day) else "expired"


def objections(verdict: Verdict, waiver: WaiverFacts, day: date) -> Iterator[Finding]:
    """What is wrong with the waiver of a scenario that came to ``verdict`` without it."""
    whose = f"the waiver of {waiver['id']} ({waiver['owner']}: {waiver['reason']})"
    if verdict == "passed":
        yield _stale(whose, "a scenario that fails", "the scenario no longer fails")
    if verdict in ("passed", "failed") and not holds(waiver, day):
        yield _stale(whose, f"a waiver that holds on {day}", f"it expired on {waiver['expires']}")


def _stale(what: str, expected: str, found: str) -> Finding:
    party, advice = STALE_WAIVER
    return Finding("failed", CAUSE, what, expected, found, party, advice)
