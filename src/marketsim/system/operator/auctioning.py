"""What the operator does with an auction or allocation after its window: clear, post, hand out the workings."""

from __future__ import annotations

import base64
from typing import Any

from marketsim.clearing.allocation_outcome import AllocatedProduct
from marketsim.system.crr_system import CrrSystem
from marketsim.system.markets.folder import workings_of
from marketsim.system.markets.posting import post_market
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.results import Result
from marketsim.system.markets.run import Run
from marketsim.system.markets.running import run_market
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Nothing


def clear_market(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Clear a CLOSED or POSTED market and keep the run; raises OperatorProblem (409)."""
    try:
        run = run_market(system.store, system.settings, name, system.clock.now(), system.faults.results)
    except MarketProblem as problem:
        raise OperatorProblem(str(problem), 409) from None
    return {
        "run": run.number,
        "products": _products(run),
        "leftOut": [
            {
                "portfolio": each.portfolio,
                "participant": each.participant,
                "record": each.record,
                **(
                    {"bidId": each.bid_id}
                    if each.nomination_id is None
                    else {"nominationId": each.nomination_id}
                ),
                "reason": each.reason,
            }
            for each in run.inputs.left_out
        ],
        "skippedContingencies": list(run.inputs.skipped_contingencies),
    }


def post_results(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Publish the newest run, the first time or corrected; raises OperatorProblem (409)."""
    with system.store.writing() as store:
        try:
            posted = post_market(store, system.settings, name, system.clock.now(), system.faults.results)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
    return {
        "run": posted.run,
        "awards": posted.awards,
        "crrs": posted.crrs,
        "corrected": posted.corrected,
    }


def workings(system: CrrSystem, name: str) -> dict[str, Any]:
    """The market folder as a zip: the newest run's inputs and results, or what would be cleared now."""
    now = system.clock.now()
    with system.store.reading() as store:
        try:
            run, folder = workings_of(store, system.settings, name, now)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
    return {"run": run, "folder": base64.b64encode(folder).decode()}


def _products(run: Run) -> list[dict[str, Any]]:
    return [
        {
            "period": each.period,
            "tou": each.tou,
            **_proof(each),
            "binding": len(each.binding),
            "raised": len(each.raised),
        }
        for each in run.results
    ]


def _proof(result: Result) -> dict[str, Any]:
    """How many records a product has, and how near to the best its result is."""
    if isinstance(result, AllocatedProduct):
        return {"nominations": len(result.awards), "objective": result.objective, "residual": result.residual}
    return {"bids": len(result.awards), "value": result.value, "dualityGap": result.duality_gap}
