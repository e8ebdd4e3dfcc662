"""Runs a market: gathers, clears, keeps the run; nothing is published by it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.gathering import gather
from marketsim.system.markets.inputs import MarketInputs
from marketsim.system.markets.inventory import take_back
from marketsim.system.markets.notices import tell_left_out
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.results import Result
from marketsim.system.markets.run import Run, keep
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import Settings
from marketsim.system.store.engine import Store
from marketsim.system.store.markets import MarketRow, list_markets


def run_market(
    store: Store, settings: Settings, name: str, now: datetime, faults: ResultFaults = NO_RESULT_FAULTS
) -> Run:
    """Clear an auction or allocation and keep the run; raises MarketProblem and changes nothing.

    ``faults`` falsify what is cleared or found; the inputs are kept as they are.

    The store isn't locked while the engine works. Should submissions change meanwhile (security is lowered, the window
    opened again), the run can't be posted.
    """
    with store.writing() as connection:
        market = market_to_clear(connection, name, now)
        inputs = gather_afresh(connection, settings, market, now, lenient=faults.leaves_in)
    results = faults.found(solved(faults.heard(inputs)), inputs)
    with store.writing() as connection:
        market_to_clear(connection, name, now)
        run = keep(connection, inputs, results, now)
        if not faults.silent:
            tell_left_out(connection, settings, name, inputs.left_out, now)
    return run


def market_to_clear(store: Connection, name: str, now: datetime) -> MarketRow:
    """The auction or allocation of that name, CLOSED or POSTED; raises MarketProblem."""
    found = list_markets(store, name=name)
    if not found:
        raise MarketProblem(
            f"there is no market named {name}",
            expected="the name of an allocation or auction market that was not cancelled",
            fix="look it up in the market lists",
        )
    (market,) = found
    if (status := market.status(now)) not in ("CLOSED", "POSTED"):
        raise MarketProblem(
            f"market {name} is {status}",
            expected="a market whose window is over: CLOSED, or POSTED when its results are corrected",
            fix="close the window first: PATCH the market with a closeDate that has passed",
        )
    return market


def gather_afresh(
    store: Connection, settings: Settings, market: MarketRow, now: datetime, *, lenient: bool = False
) -> MarketInputs:
    """The inputs as if results of this market had never been posted; the store is left as it was.

    ``lenient`` leaves no record out, which is a fault.
    """
    with store.begin_nested() as trial:
        take_back(store, market.name)
        inputs = gather(store, settings, market, now, lenient=lenient)
        trial.rollback()
    return inputs


def solved(inputs: MarketInputs) -> list[Result]:
    """All products of a market, cleared by the engine; raises MarketProblem."""
    from marketsim.clearing.problem import ClearingProblem  # with numpy: not before it is needed
    from marketsim.system.markets.engine import solve

    try:
        return solve(inputs, inputs.products)
    except ClearingProblem as problem:
        raise MarketProblem(
            f"{problem.subject}: {problem.found}", expected=problem.expected, fix=problem.fix
        ) from None
