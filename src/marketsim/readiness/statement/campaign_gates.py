"""Go or no-go by phase, and who has run which, over all runs of a campaign.

Made from the private annex, for the annex: participants are named, and evidence is pointed to. What counts is what
the statement says: the latest attempt at a scenario unless it is stale, waivers of today, and attested steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.evidence.waivers import pacific_day, waiver_of
from marketsim.readiness.coverage import coverage_of
from marketsim.readiness.gates.decision import Gatekeeper
from marketsim.readiness.gates.grounds import Grounds, Seen, seen
from marketsim.readiness.record import Attempt, RunRecord
from marketsim.readiness.statement.annex import RUNS, AnnexedRun
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.facts import ScenarioFact
from marketsim.readiness.tracking import FOLDER, Tracking, in_order, not_run, tracked
from marketsim.readiness.verdict import ScenarioVerdict, decide, problem
from marketsim.readiness.waiving import state_of


@dataclass(frozen=True, slots=True)
class Counting:
    """The latest attempt at a scenario, as the statement counts it."""

    fact: ScenarioFact
    run: AnnexedRun
    decided: ScenarioVerdict

    @property
    def stale(self) -> bool:
        """Whether it no longer counts: it is still to be run again."""
        return self.fact.course is None


class CampaignRecord:
    """A campaign's statement beside the runs that it rests on."""

    def __init__(self, statement: Statement, runs: Sequence[AnnexedRun]) -> None:
        self._statement = statement
        self._runs = runs

    @cached_property
    def counting(self) -> list[Counting]:
        """Each scenario that was ever run, with its latest attempt."""
        latest: dict[str, tuple[AnnexedRun, Attempt]] = {}
        for run in self._runs:
            latest |= {each.id: (run, each) for each in run.record.attempts}
        found = []
        for fact in self._statement.scenarios:
            if fact.case.id in latest:
                run, attempt = latest[fact.case.id]
                found.append(Counting(fact, run, decide(attempt, run.record)))
        return found

    def gates(
        self, gates: GatesFacts, contract: Contract, requirements: Iterable[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Every phase judged on the campaign (gates/decision.py). ``gates`` are today's criteria."""
        statement, fresh = self._statement, [each for each in self.counting if not each.stale]
        verdicts = [replace(each.decided, verdict=each.fact.verdict) for each in fresh]
        starts = [each.run.record.start for each in fresh if each.run.record.starts]
        record = RunRecord(starts=starts, attempts=[each.attempt for each in verdicts])
        last = statement.attempts[-1]
        causes = [*last.problems, *(["harness"] if last.unfinished_workers else [])]
        grounds = Grounds(
            gates=gates,
            seen={each.fact.case.id: _seen(each) for each in self.counting},
            coverage=coverage_of(record, verdicts, contract, requirements),
            functions=statement.selection.functions,
            waivers=self._waivers(),
            attested=frozenset(each.id for each in statement.attested),
            faults=record.faults,
            problems=[problem({"seq": 0, "cause": each, "message": "see the run"}) for each in causes],
            embedded=statement.target.embedded,
        )
        return Gatekeeper(grounds).told()

    def tracking(self, plan: PlanFacts | None, gates: GatesFacts | None) -> Tracking:
        """Who has run which; evidence is named relative to the annex."""
        rows = []
        for each in self.counting:
            run_id, started = each.run.note.run_id, each.decided.attempt.started
            rows += tracked(
                each.decided,
                each.fact.verdict,
                run=(run_id, each.run.note.phase),
                attempts=len(each.fact.tries),
                evidence=f"{RUNS}/{run_id}/{FOLDER}/{started['worker']}.jsonl",
                plan=plan,
            )
        return {
            "rows": in_order(rows),
            "not_run": not_run(gates, {each.fact.case.id for each in self.counting}),
        }

    def _waivers(self) -> list[dict[str, str]]:
        """[{id, state}]: of each waiver, the gravest of what became of it today."""
        given = [msgspec.to_builtins(each) for each in self._statement.waivers]
        day = pacific_day(self._statement.made)
        met: dict[str, set[str]] = {}
        for each in self.counting:
            waiver = waiver_of(given, each.fact.case.id, each.fact.case.base_id)
            if waiver is not None and not each.stale:
                met.setdefault(waiver["id"], set()).add(state_of(waiver, each.decided.verdict, day))
        order = ("expired", "no longer needed", "in force")
        return [
            {
                "id": each["id"],
                "state": next((one for one in order if one in met.get(each["id"], ())), "not met"),
            }
            for each in given
        ]


def _seen(each: Counting) -> Seen:
    """What was seen of a scenario; a stale attempt leaves it to be told again."""
    found = seen(each.decided, each.run.note.phase)
    if each.stale:
        return replace(
            found, verdict="skipped", cause="data", why=each.fact.untold or "", turn="us", assertions=()
        )
    return replace(found, verdict=each.fact.verdict, cause=each.fact.cause, turn=each.fact.responsible)
