"""What a target with canned answers can tell: whether it keeps the contract, and nothing else.

A mock answers the same whatever it is asked. That an answer breaks the contract, or does not come, counts there as
anywhere. That a value, a state, a list or a refusal is what a scenario demands says nothing, whether it is or not:
such a scenario is omitted. It passes only when all it demanded was an answer of the application, and one came.
"""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.readiness.advice import HALTED
from marketsim.readiness.finding import Finding
from marketsim.readiness.record import Attempt, Event
from marketsim.readiness.wording import counted

TOLD_BY_A_MOCK = frozenset({"status", "transport"})
"""Subjects of assertions that canned answers can meet in earnest."""
_ASKED_OF_THE_TARGET = frozenset({"data", "timing"})


def canned_doubts(attempt: Attempt, halts: list[Finding]) -> Iterator[Finding]:
    """Why a scenario, against which no exchange speaks, has not passed on canned answers; none when it has."""
    for each in halts:
        if each.verdict == "skipped" and each.responsible == "ISO" and each.cause in _ASKED_OF_THE_TARGET:
            yield _omitted(attempt, f"it shows only what is in the can: {each.found}", each.event)
        else:
            yield each
    if halts:
        return
    demands = [
        each for each in attempt.assertions if each["subject"] not in TOLD_BY_A_MOCK or not each["held"]
    ]
    stops = [each for each in attempt.problems if each["cause"] == "harness"]
    if demands or stops:
        yield _omitted(attempt, "its answers are canned", (demands or stops)[0])


def cannot_go_on(attempt: Attempt, event: Event) -> bool:
    """Whether a step that stumbled did so over canned answers: after one of them, so that no fault of ours is sure."""
    return event["cause"] == "harness" and any(each["seq"] < event["seq"] for each in attempt.exchanges)


def _omitted(attempt: Attempt, why: str, event: Event | None) -> Finding:
    party, advice = HALTED["target"]
    kept = counted(len(attempt.exchanges), "exchange")
    found = f"{why}; {kept} kept the contract"
    return Finding("omitted", "target", "the scenario", "to be told", found, party, advice, event=event)
