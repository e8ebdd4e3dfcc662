"""A run of a market: what was cleared and what came out, unrounded, kept in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets import inputs as kept_inputs
from marketsim.system.markets import results as kept_results
from marketsim.system.markets.inputs import MarketInputs
from marketsim.system.markets.results import Result
from marketsim.system.store.market_runs import MarketRun, add_run, newest_run


@dataclass(frozen=True, slots=True)
class Run:
    """A kept run, read back."""

    market: str
    number: int
    cleared_at: datetime
    inputs: MarketInputs
    results: Sequence[Result]


def keep(store: Connection, inputs: MarketInputs, results: Sequence[Result], now: datetime) -> Run:
    """Keep a clearing as the market's next run."""
    former = newest_run(store, inputs.market)
    number = former.run + 1 if former else 1
    texts = kept_inputs.encode(inputs), kept_results.encode(results)
    add_run(store, MarketRun(inputs.market, number, now, *texts))
    return Run(inputs.market, number, now, inputs, results)


def newest(store: Connection, name: str) -> Run | None:
    """The newest run of a market, or None."""
    row = newest_run(store, name)
    if row is None:
        return None
    inputs = kept_inputs.decode(row.inputs)
    results = kept_results.decode(row.results, allocation=inputs.allocates)
    return Run(name, row.run, row.cleared_at, inputs, results)
