"""From the store to what a load migration market is worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.eligibility.megawatts import exact
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.faults import heard
from marketsim.system.migration.inputs import Count, Migrated, MigrationInputs, Parent, Rate, Transfer
from marketsim.system.migration.load import AFTER, BEFORE
from marketsim.system.migration.pairs import KnownPairs, known_pairs, totals
from marketsim.system.migration.parents import Stock, allocated_parents, received_parents
from marketsim.system.result_faults import MONTHLY_MOVES_TOO, NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import SettingProblem, Settings
from marketsim.system.store import load_migration as kept
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.migration_markets import all_migration_markets
from marketsim.system.store.migration_runs import moves_but_of
from marketsim.system.store.participants import all_participants


def gather(
    store: Connection,
    settings: Settings,
    market: str,
    effective: datetime,
    faults: ResultFaults = NO_RESULT_FAULTS,
) -> MigrationInputs:
    """Everything that a market depends on, as if its results had never been posted.

    What a utility uploaded last counts until it uploads anew: rates class by class, of the year of the effective date
    or the newest before it, and the numbers of customers as a whole; transfers are only those of this market. Raises
    MarketProblem where an upload names an LSE that there is not.
    """
    owners = {each.duns: each.name for each in all_participants(store, "CLSE") if each.duns}
    transfers = heard(_transfers(store, market), faults)
    _require_known(owners, transfers, market)
    pairs, monthly_too = known_pairs(store), MONTHLY_MOVES_TOO in faults.names
    migrated = totals(moves_but_of(store, market))
    losing = {owners[each.from_lse] for each in transfers} | {owners[each.to_lse] for each in transfers}
    return MigrationInputs(
        market=market,
        effective_date=effective,
        metric=_metric(settings),
        whole=settings.whole("load_migration.whole"),
        owners=tuple(sorted(owners.items())),
        rates=tuple(_rates(store, effective)),
        counts=tuple(_counts(store, effective)),
        transfers=transfers,
        parents=tuple(
            each
            for each in _parents(store, pairs, migrated, market, effective, monthly_too=monthly_too)
            if each.owner in losing
        ),
        migrated=tuple(
            Migrated(each.parent_crr_id, each.from_owner, each.to_owner, migrated[each.pair])
            for each in pairs.rows
            if each.pair in migrated
        ),
    )  # fmt: skip


def _parents(
    store: Connection,
    pairs: KnownPairs,
    migrated: dict[int, str],
    market: str,
    effective: datetime,
    *,
    monthly_too: bool,
) -> list[Parent]:
    stock = Stock.of(list_crrs(store), pairs.made_ids())
    roots = allocated_parents(replace(stock, monthly_too=monthly_too), effective)
    return [*roots, *received_parents(pairs, migrated, kept.made_but_by(store, market), roots)]


def _metric(settings: Settings) -> str:
    when = settings.text("load_migration.metric")
    if when not in (BEFORE, AFTER):
        raise SettingProblem(f"setting 'load_migration.metric' is {when!r}, neither {BEFORE} nor {AFTER}")
    return when


def _up_to(store: Connection, table: Table, effective: datetime) -> Iterator[tuple[datetime, Any]]:
    """Uploaded rows of all markets up to a date, each with its market's date."""
    dates = {each.name: each.effective_date for each in all_migration_markets(store)}
    for row in store.execute(select(table).order_by(*table.primary_key)).mappings():
        at = dates.get(row["market"])
        if at is not None and at <= effective:
            yield at, row


def _rates(store: Connection, effective: datetime) -> list[Rate]:
    last_year = effective.astimezone(PACIFIC).year
    newest: dict[tuple[str, str, int, str], tuple[int, datetime, Rate]] = {}
    for at, row in _up_to(store, kept.customer_rates, effective):
        rate = Rate(
            udc=row["udc"], customer_class=row["class"], season=row["season"], tou=row["tou"], year=row["year"],
            kw=str(exact(row["kw_rate"])), market=row["market"],
        )  # fmt: skip
        key = rate.udc, rate.customer_class, rate.season, rate.tou
        former = newest.get(key)
        if rate.year <= last_year and (former is None or (rate.year, at) > former[:2]):
            newest[key] = rate.year, at, rate
    return [newest[key][2] for key in sorted(newest)]


def _counts(store: Connection, effective: datetime) -> list[Count]:
    newest: dict[str, datetime] = {}
    rows = list(_up_to(store, kept.customer_numbers, effective))
    for at, row in rows:
        newest[row["udc"]] = max(at, newest.get(row["udc"], at))
    found = [
        Count(row["udc"], row["lse"], row["class"], row["customers"], row["market"])
        for at, row in rows
        if at == newest[row["udc"]]
    ]
    return sorted(found, key=attrgetter("udc", "lse", "customer_class"))


def _transfers(store: Connection, market: str) -> Iterator[Transfer]:
    table = kept.dasr_records
    mine = select(table).where(table.c.market == market).order_by(*table.primary_key)
    for row in store.execute(mine).mappings():
        yield Transfer(
            row["udc"], row["record_id"], row["class"], row["from_lse"], row["to_lse"], row["customers"]
        )


def _require_known(owners: dict[str, str], transfers: Iterable[Transfer], market: str) -> None:
    for each in transfers:
        for lse in (each.from_lse, each.to_lse):
            if lse not in owners:
                raise MarketProblem(
                    f"record {each.record_id} of {each.udc} moves customers of {lse}",
                    expected="the DUNS number of a load-serving entity",
                    fix=f"reopen {market}, let {each.udc} replace the record, close and clear again",
                )
