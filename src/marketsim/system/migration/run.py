"""Runs a load migration market: gathers, works out, keeps the run; nothing is published by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.gathering import gather
from marketsim.system.migration.inputs import MigrationInputs
from marketsim.system.migration.results import MigrationResults, worked_out
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import Settings
from marketsim.system.store.migration_markets import (
    ConfiguredMarket,
    all_migration_markets,
    find_migration_market,
)
from marketsim.system.store.migration_runs import (
    MigrationRunRow,
    add_migration_run,
    newest_migration_run,
    posted_migrations,
)


@dataclass(frozen=True, slots=True)
class MigrationRun:
    """A kept run, read back; ``results`` follow from ``inputs``."""

    number: int
    cleared_at: datetime
    inputs: MigrationInputs
    results: MigrationResults


def run_migration(
    store: Connection, settings: Settings, name: str, now: datetime, faults: ResultFaults = NO_RESULT_FAULTS
) -> MigrationRun:
    """Work a CLOSED or POSTED market out and keep the run; raises MarketProblem."""
    dates = migration_to_clear(store, name, now)
    inputs = gather(store, settings, name, dates.effective_date, faults)
    results = worked_out(inputs)
    former = newest_migration_run(store, name)
    number = former.run + 1 if former else 1
    add_migration_run(store, MigrationRunRow(name, number, now, inputs.encoded()))
    return MigrationRun(number, now, inputs, results)


def newest_run(store: Connection, name: str) -> MigrationRun | None:
    """The newest run of a market, or None."""
    row = newest_migration_run(store, name)
    if row is None:
        return None
    inputs = MigrationInputs.decoded(row.inputs)
    return MigrationRun(row.run, row.cleared_at, inputs, worked_out(inputs))


def migration_to_clear(store: Connection, name: str, now: datetime) -> ConfiguredMarket:
    """The dates of a market that is CLOSED or POSTED and after all that are posted; raises MarketProblem."""
    market = find_migration_market(store, name)
    if market is None:
        raise MarketProblem(
            f"there is no load migration market named {name}",
            expected="the name of a load migration market",
            fix="look it up in the market lists",
        )
    dates = market.dates
    if dates is None:
        raise MarketProblem(
            f"load migration market {name} is not configured",
            expected="a market with an effective date and a window",
            fix="PATCH the market with effectiveDate, openDate and closeDate",
        )
    if (status := market.status(now)) not in ("CLOSED", "POSTED"):
        raise MarketProblem(
            f"load migration market {name} is {status}",
            expected="a market whose window is over: CLOSED, or POSTED when its results are corrected",
            fix="close the window first: PATCH the market with a closeDate that has passed",
        )
    require_newest(store, name, dates.effective_date)
    return dates


def require_newest(store: Connection, name: str, effective: datetime) -> None:
    """Months are netted one after another; raises MarketProblem where a later one is posted already."""
    posted = posted_migrations(store) - {name}
    for other in reversed(all_migration_markets(store)):
        if other.name in posted and other.effective_date is not None and other.effective_date >= effective:
            raise MarketProblem(
                f"the results of {other.name} are posted, which takes effect later than {name}",
                expected="months that are posted one after another, as each stands on those before",
                fix=f"take the results of {other.name} back first: PATCH it with postedAt null",
            )
