"""What the operator does with a load migration market after its window: run, post, hand out the workings."""

from __future__ import annotations

from typing import Any

from marketsim.system.crr_system import CrrSystem
from marketsim.system.markets.notices import tell_everyone
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.gathering import gather
from marketsim.system.migration.moves import STEPS
from marketsim.system.migration.posting import post_migration
from marketsim.system.migration.results import worked_out
from marketsim.system.migration.run import newest_run, run_migration
from marketsim.system.migration.workings import percentage, workings
from marketsim.system.operator.migration_markets import known_market
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Nothing


def clear_market(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Run a CLOSED or POSTED market and keep the run; raises OperatorProblem (404, 409)."""
    with system.store.writing() as store:
        known_market(store, name)
        try:
            run = run_migration(store, system.settings, name, system.clock.now(), system.faults.results)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
    told = [percentage(each, run.inputs) for each in run.results.percentages]
    for row, each in zip(told, run.results.percentages, strict=True):
        row |= {"loadPercentage": float(each.share * run.inputs.whole), "loadTransferMw": float(each.mw)}
    return {
        "run": run.number,
        "percentages": told,
        "changes": [
            {
                "parentCrrId": each.parent_crr_id,
                "fromOwner": each.from_owner,
                "toOwner": each.to_owner,
                "mw": each.steps / STEPS,
            }
            for each in run.results.moves
            if each.steps
        ],
    }


def post_results(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Publish the newest run, the first time or corrected; raises OperatorProblem (404, 409)."""
    now = system.clock.now()
    with system.store.writing() as store:
        known_market(store, name)
        try:
            posted = post_migration(store, system.settings, name, now, system.faults.results)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
        if not system.faults.results.silent:
            words = "Corrected results" if posted.corrected else "Results"
            tell_everyone(store, system.settings, f"{words} of load migration market {name} are posted", now)
    return {
        "run": posted.run,
        "made": posted.made,
        "adjusted": posted.adjusted,
        "corrected": posted.corrected,
    }


def told_workings(system: CrrSystem, name: str) -> dict[str, Any]:
    """The newest run's inputs and results, unrounded; before the first run what would be worked out now."""
    with system.store.reading() as store:
        market = known_market(store, name)
        try:
            run = newest_run(store, name)
            if run is not None:
                return workings(run.inputs, run.results, run.number)
            if market.effective_date is None:
                raise OperatorProblem.told(
                    f"load migration market {name} is not configured",
                    expected="a market with an effective date",
                    fix="PATCH the market with effectiveDate, openDate and closeDate",
                    status=409,
                )
            inputs = gather(store, system.settings, name, market.effective_date)
            return workings(inputs, worked_out(inputs), None)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
