"""The verdicts by the numbers of the Market Simulation plan, in which the ISO and participants speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.evidence.plan_facts import PlanFacts, PlanRowFacts
from marketsim.readiness.selection import Readiness, readiness_of
from marketsim.readiness.verdict import ScenarioVerdict


def by_plan(plan: PlanFacts | None, verdicts: Iterable[ScenarioVerdict]) -> dict[str, Any] | None:
    """{title, example, rows}: each row as it is in the plan, with ``verdict``, and its scenarios' own.

    ``scenarios`` are [{id, verdict}], an outline with its rows; ``not_run`` the ids that this run did not meet. A
    row is ready only when all of its scenarios were met.
    """
    if plan is None:
        return None
    met = list(verdicts)
    return {
        "title": plan["title"],
        "example": plan["example"],
        "rows": [_row(row, met) for row in plan["rows"]],
    }


def numbers_of(plan: PlanFacts | None, scenario: str, base_id: str) -> list[Mapping[str, str]]:
    """[{number, title}] of the rows that name a scenario."""
    rows = plan["rows"] if plan else []
    return [
        {"number": row["number"], "title": row["title"]}
        for row in rows
        if {scenario, base_id} & set(row["scenarios"])
    ]


def _row(row: PlanRowFacts, verdicts: Iterable[ScenarioVerdict]) -> dict[str, Any]:
    named = set(row["scenarios"])
    mine = [each for each in verdicts if {each.id, each.attempt.base_id} & named]
    seen = {each.id for each in mine} | {each.attempt.base_id for each in mine}
    not_run = [each for each in row["scenarios"] if each not in seen]
    return {
        **row,
        "scenarios": [{"id": each.id, "verdict": each.verdict} for each in mine],
        "not_run": not_run,
        "verdict": _word(mine, not_run),
    }


def _word(verdicts: Iterable[ScenarioVerdict], not_run: Iterable[str]) -> Readiness:
    word = readiness_of(each.verdict for each in verdicts)
    return "undecided" if word == "ready" and any(True for _ in not_run) else word
