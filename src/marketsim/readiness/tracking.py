"""Who has run which: the last verdict of each scenario by participant and function, with the evidence of it.

A scenario counts for everybody who called in its latest attempt; one that was left before anybody called, for its
functions alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.readiness.by_plan import numbers_of
from marketsim.readiness.grid import FUNCTIONS
from marketsim.readiness.record import Attempt, RunRecord
from marketsim.readiness.verdict import ScenarioVerdict

FOLDER = "evidence"


class TrackedRow(TypedDict):
    """One scenario (or row of one) of one participant in one function; both None where nobody called.

    ``plan`` are the numbers of the Market Simulation plan. ``at`` is when the latest attempt began; ``evidence`` the
    file of its events, relative to the output folder, and ``seq`` the first of them; ``attempts`` how many there were.
    """

    participant: str | None
    function: str | None
    scenario: str
    name: str
    topic: str
    plan: list[str]
    verdict: str
    cause: str | None
    responsible: str | None
    at: str
    run_id: str
    phase: str | None
    attempts: int
    evidence: str
    seq: int


class Tracking(TypedDict):
    """``rows`` by participant, function and scenario; ``not_run`` are ids that nobody has run, as far as is known."""

    rows: list[TrackedRow]
    not_run: list[str]


def tracking(record: RunRecord, verdicts: Iterable[ScenarioVerdict]) -> Tracking:
    """The tracking of a single run."""
    met = list(verdicts)
    starts = {each["worker"]: each for each in record.starts}
    times: dict[str, int] = {}
    for attempt in record.attempts:
        times[attempt.id] = times.get(attempt.id, 0) + 1
    rows = []
    for each in met:
        worker = str(each.attempt.started["worker"])
        start = starts.get(worker, record.start)
        where = f"{FOLDER}/{worker}.jsonl"
        rows += tracked(
            each,
            each.verdict,
            run=(str(start.get("run_id")), start.get("phase")),
            attempts=times[each.id],
            evidence=where,
            plan=record.market_sim_plan,
        )
    return {"rows": in_order(rows), "not_run": not_run(record.gates, {each.id for each in met})}


def tracked(
    each: ScenarioVerdict,
    verdict: str,
    *,
    run: tuple[str, str | None],
    attempts: int,
    evidence: str,
    plan: PlanFacts | None,
) -> list[TrackedRow]:
    """The rows of one scenario; ``verdict`` is what it counts as, ``run`` the id and phase of the latest run."""
    started, finding = each.attempt.started, each.finding
    numbers = [row["number"] for row in numbers_of(plan, each.id, each.attempt.base_id)]
    return [
        {
            "participant": participant,
            "function": function,
            "scenario": each.id,
            "name": each.attempt.name,
            "topic": started["topic"],
            "plan": numbers,
            "verdict": verdict,
            "cause": each.cause,
            "responsible": finding.responsible if finding else None,
            "at": started["at"],
            "run_id": run[0],
            "phase": run[1],
            "attempts": attempts,
            "evidence": evidence,
            "seq": started["seq"],
        }
        for participant, function in _parties(each.attempt)
    ]


def _parties(attempt: Attempt) -> list[tuple[str | None, str | None]]:
    """Who called, each once; where nobody was named, the functions that it is for."""
    called = {(each["participant"], each["function"]) for each in attempt.exchanges if each["participant"]}
    if called:
        return sorted(called, key=_place)
    return [(None, each) for each in attempt.started["functions"]] or [(None, None)]


def _place(party: tuple[str | None, str | None]) -> tuple[bool, str, int]:
    participant, function = party
    known = FUNCTIONS.index(function) if function in FUNCTIONS else len(FUNCTIONS)
    return participant is None, participant or "", known


def in_order(rows: Iterable[TrackedRow]) -> list[TrackedRow]:
    """By participant, function and scenario; what nobody called, last."""
    return sorted(rows, key=lambda each: (*_place((each["participant"], each["function"])), each["scenario"]))


def not_run(gates: GatesFacts | None, met: Iterable[str]) -> list[str]:
    """The scenarios of the suite that were not met; none are known without the criteria's list."""
    seen = set(met)
    return [each for each in gates["scenarios"] if each not in seen] if gates else []
