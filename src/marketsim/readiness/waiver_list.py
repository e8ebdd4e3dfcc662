"""Every waiver of a run with what has become of it: in force, expired, no longer needed, or not met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketsim.evidence.waivers import pacific_day
from marketsim.readiness.record import RunRecord
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.readiness.waiving import state_of

GRAVEST_FIRST = ("expired", "no longer needed", "in force", "not met")


def waiver_list(record: RunRecord, verdicts: Iterable[ScenarioVerdict]) -> list[dict[str, Any]]:
    """[{id, reason, owner, expires, issue, state, scenarios: [{id, verdict, state}]}], in the file's order.

    A waiver of a whole outline speaks of each of its rows; its state is the gravest of theirs.
    """
    met: dict[str, list[dict[str, str]]] = {}
    for each in verdicts:
        if each.waiver is not None and each.unwaived is not None:
            day = pacific_day((each.attempt.finished or each.attempt.started)["at"])
            state = state_of(each.waiver, each.unwaived, day)
            row = {"id": each.id, "verdict": each.verdict, "state": state}
            met.setdefault(each.waiver["id"], []).append(row)
    return [
        {**waiver, "state": _gravest(met.get(waiver["id"], [])), "scenarios": met.get(waiver["id"], [])}
        for waiver in record.waivers
    ]


def _gravest(rows: Iterable[dict[str, str]]) -> str:
    states = {each["state"] for each in rows}
    return next((each for each in GRAVEST_FIRST if each in states), "not met")
