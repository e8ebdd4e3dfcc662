"""Posts a market's newest run, posts corrected results in their place, and takes posted results back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.allocated import published_nominations
from marketsim.system.markets.ground import submitted_ids
from marketsim.system.markets.inventory import allocate_crrs, award_crrs, take_back
from marketsim.system.markets.notices import tell_everyone
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.publishing import (
    publish_allocated,
    publish_results,
    published_awards,
    take_off,
)
from marketsim.system.markets.run import Run, newest
from marketsim.system.markets.running import market_to_clear
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import Settings
from marketsim.system.store.market_runs import Posting, add_posting, forget_postings, newest_posting
from marketsim.system.store.markets import MarketRow, change_market


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting published: awards above zero, the CRRs it made, and whether it was a correction."""

    run: int
    awards: int
    crrs: int
    corrected: bool


def post_market(
    store: Connection, settings: Settings, name: str, now: datetime, faults: ResultFaults = NO_RESULT_FAULTS
) -> Posted:
    """Publish the newest run of a market and let its awards become holdings; raises MarketProblem.

    All of it in the caller's unit of work. Posting again replaces what the former posting published and made;
    a bid awarded again keeps its CRR's id, and the market keeps its first posting's moment. ``faults`` falsify what is
    held or said.
    """
    market = market_to_clear(store, name, now)
    run = _run_to_post(store, market)
    former = newest_posting(store, name)
    stale = former is not None and faults.stale
    if not stale:
        take_back(store, name)
    posted = publish_run(store, run, faults, stale=stale)
    number = former.posting + 1 if former else 1
    add_posting(store, Posting(name, number, run.number, now))
    if market.posted_at is None or market.posted_at > now:
        change_market(store, name, posted_at=now)
    words = "Corrected results" if former else "Results"
    if not faults.silent:
        tell_everyone(store, settings, f"{words} of market {name} are posted", now)
    return Posted(run.number, *posted, corrected=former is not None)


def publish_run(
    store: Connection, run: Run, faults: ResultFaults = NO_RESULT_FAULTS, *, stale: bool = False
) -> tuple[int, int]:
    """Write a run's rounded results and its holdings; the number of awards above zero, and of CRRs made.

    ``stale`` leaves the holdings as a former posting made them, which is a fault.
    """
    if run.inputs.allocates:
        return _publish_allocated(store, run, faults, stale=stale)
    awards = published_awards(run)
    bought = {} if stale else award_crrs(store, run.market, faults.held(awards))
    publish_results(store, run, awards, bought)
    return sum(each.mw > 0 for each in awards), len(bought)


def _publish_allocated(store: Connection, run: Run, faults: ResultFaults, *, stale: bool) -> tuple[int, int]:
    awards = published_nominations(run)
    made = {} if stale else allocate_crrs(store, run.market, faults.held(awards), run.inputs.years)
    publish_allocated(store, run, awards, made)
    return sum(each.mw > 0 for each in awards), len(made) * max(run.inputs.years, 1)


def withdraw_results(store: Connection, name: str) -> bool:
    """Take posted results and what they made back; whether there were any. Raises MarketProblem.

    The runs stay; whoever posts again posts for the first time.
    """
    if newest_posting(store, name) is None:
        return False
    take_back(store, name)
    take_off(store, name)
    forget_postings(store, name)
    return True


def _run_to_post(store: Connection, market: MarketRow) -> Run:
    run = newest(store, market.name)
    if run is None:
        raise MarketProblem(
            f"market {market.name} has not been cleared", expected="a run", fix="clear the market first"
        )
    if run.cleared_at < market.close_date:
        raise MarketProblem(
            f"run {run.number} of market {market.name} was cleared before its window closed for good",
            expected="a run of what was submitted in the end",
            fix="clear the market again",
        )
    if run.inputs.submitted_ids != submitted_ids(store, market):
        raise MarketProblem(
            f"what is submitted to market {market.name} has changed since run {run.number}",
            expected="a run of the portfolios that are SUBMITTED now",
            fix="clear the market again",
        )
    return run
