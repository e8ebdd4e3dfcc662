"""The ground of load migration tests: participants, rights, uploads, and months that are run and posted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, StaticPool, create_engine

from marketsim.system.calendar.periods import month, pacific_midnight, span
from marketsim.system.migration.posting import PostedMigration, post_migration
from marketsim.system.migration.run import MigrationRun, run_migration
from marketsim.system.settings import Settings
from marketsim.system.store import load_migration as kept
from marketsim.system.store.engine import load_tables
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, find_crr, list_crrs, next_crr_id
from marketsim.system.store.migration_markets import MigrationMarketRow, add_migration_market
from marketsim.system.store.schema import metadata
from marketsim.system.store.segments import list_parts
from marketsim.system.world import participants

SETTINGS = Settings.load()
DUNS = {
    "NVLY": "100000001", "BAYC": "100000002", "SOCO": "100000003", "SDCC": "100000004", "MSSV": "100000005",
}  # fmt: skip
RESIDENTIAL = {"ON": 2.0, "OFF": 1.0}  # kW a customer
SOURCE, SINK = "GEYSERS_7_B1", "DLAP_PGAE-APND"


@contextmanager
def empty_system() -> Iterator[Connection]:
    """A store with the world's participants, and nothing else."""
    load_tables()
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        with engine.connect() as store:
            store.exec_driver_sql("PRAGMA foreign_keys=ON")
            metadata.create_all(store)
            participants.lay(store, datetime.fromisoformat("2031-01-01T08:00:00Z"))
            yield store


def name_of(year: int, number: int) -> str:
    """The market of a month."""
    return f"LOAD_MIGRATION_{month(year, number).name}"


def closed_market(store: Connection, year: int, number: int) -> str:
    """A market of that month whose window closed a day before it takes effect."""
    effective = month(year, number).start
    market = MigrationMarketRow(
        name=name_of(year, number),
        effective_date=effective,
        open_date=effective - timedelta(days=10),
        close_date=effective - timedelta(days=1),
        posted_at=None,
        n_hour_posting=False,
        n_hour_post_date=None,
    )
    add_migration_market(store, market)
    return market.name


def rates(
    store: Connection,
    market: str,
    *,
    udc: str = "UPGAE",
    year: int = 2031,
    kind: str = "RESIDENTIAL",
    kw: dict[str, float] = RESIDENTIAL,
) -> None:
    """The same kW a customer in every season."""
    at = pacific_midnight(date(2031, 1, 1))
    rows = [
        {"market": market, "udc": udc, "class": kind, "tou": tou, "season": season, "year": year,
         "kw_rate": rate, "upload_date": at, "last_modified": at}
        for season in (1, 2, 3, 4) for tou, rate in kw.items()
    ]  # fmt: skip
    kept.put(store, kept.customer_rates, rows)


def customers(
    store: Connection, market: str, counted: dict[str, int], *, udc: str = "UPGAE", kind: str = "RESIDENTIAL"
) -> None:
    """How many each LSE serves."""
    at = pacific_midnight(date(2031, 1, 1))
    rows = [
        {"market": market, "udc": udc, "lse": DUNS[lse], "class": kind, "customers": number, "last_modified": at}
        for lse, number in counted.items()
    ]  # fmt: skip
    kept.put(store, kept.customer_numbers, rows)


def transfer(
    store: Connection,
    market: str,
    loser: str,
    gainer: str,
    number: int,
    *,
    udc: str = "UPGAE",
    kind: str = "RESIDENTIAL",
    record: str | None = None,
) -> None:
    """Customers change their LSE."""
    at = pacific_midnight(date(2031, 1, 1))
    row = {
        "market": market, "udc": udc, "record_id": record or f"{loser}-{gainer}", "class": kind,
        "from_lse": DUNS.get(loser, loser), "to_lse": DUNS.get(gainer, gainer), "customers": number,
        "effective_date": at, "last_modified": at,
    }  # fmt: skip
    kept.put(store, kept.dasr_records, [row])


def allocated(store: Connection, owner: str, period: str, mw: float, tou: str = "ON", **terms: Any) -> int:
    """A right that an annual tier allocated; its CRR id."""
    of = span(period)
    crr = Crr(
        crr_id=next_crr_id(store), parent_crr_id=None, owner=owner, source=SOURCE, sink=SINK, tou=tou,
        hedge_type="OBL", crr_type="LSE", category="ALLOCATION", market_name=f"ALLOC_AN_{period[:4]}_T1",
        period=period, start=of.start, end=of.end, mw=mw,
    )  # fmt: skip
    add_crrs(store, [replace(crr, **terms)])
    return crr.crr_id


def sold(store: Connection, crr_id: int, mw: float, buyer: str = "SRTX") -> int:
    """A part of a CRR is traded to a buyer for all of its time; the id of the buyer's CRR."""
    held = find_crr(store, crr_id)
    assert held is not None
    change_crr(store, crr_id, mw=round(held.mw - mw, 3))
    bought = replace(
        held, crr_id=next_crr_id(store), parent_crr_id=crr_id, owner=buyer, mw=mw,
        category="SECONDARY_MARKET", market_name="SECONDARY_MARKET",
    )  # fmt: skip
    add_crrs(store, [bought])
    return bought.crr_id


def run(store: Connection, market: str, settings: Settings = SETTINGS) -> MigrationRun:
    """Run a market on the day it takes effect."""
    return run_migration(store, settings, market, moment(market))


def posted(store: Connection, market: str) -> PostedMigration:
    """Run a market and post it."""
    run(store, market)
    return post_migration(store, SETTINGS, market, moment(market))


def moment(market: str) -> datetime:
    """When a market of ours takes effect."""
    return span(market.removeprefix("LOAD_MIGRATION_")).start


def results(store: Connection, market: str) -> dict[tuple[int, str, str], tuple[float | None, float | None]]:
    """(initial, adjusted) MW that a market tells, by parent, owner and type."""
    return {
        (row["parent_crr_id"], row["owner"], row["crr_type"]): (row["initial_mw"], row["adjusted_mw"])
        for lse in DUNS
        for row in kept.migrated_for(store, market, lse)
    }


def held_on(
    store: Connection, day: date, *, owner: str | None = None, kinds: Iterable[str] = ("LSE_LMT", "LMT_CNT")
) -> dict[tuple[int, str, str], Fraction]:
    """MW in force at noon of a day by parent, owner and type; parts of one CRR never overlap."""
    noon = pacific_midnight(day) + timedelta(hours=12)
    found: dict[tuple[int, str, str], Fraction] = {}
    seen = set()
    for crr in list_parts(store, owner=owner, overlapping=(noon, noon)):
        assert crr.crr_id not in seen
        seen.add(crr.crr_id)
        if crr.crr_type in kinds:
            key = crr.parent_crr_id or 0, crr.owner, crr.crr_type
            found[key] = found.get(key, Fraction(0)) + Fraction(str(crr.mw))
    return found


def made(store: Connection, parent: int, owner: str, kind: str) -> Crr:
    """The one CRR of an owner that follows from a parent."""
    (crr,) = [
        each
        for each in list_crrs(store, owner=owner, categories=("LOAD_MIGRATION",))
        if (each.parent_crr_id, each.crr_type) == (parent, kind)
    ]
    return crr
