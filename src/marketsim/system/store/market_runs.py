"""Clearings of a market as they were kept, its postings, and what each posting did to the inventory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, delete, insert, select

from marketsim.system.store.holding_changes import HoldingChange, former_of, holding_of
from marketsim.system.store.numbered import Numbered
from marketsim.system.store.schema import Moment, metadata

market_runs = Table(
    "market_runs",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("run", Integer, primary_key=True),  # 1, 2, ... in a market
    Column("cleared_at", Moment, nullable=False),
    Column("inputs", Text, nullable=False),  # JSON of markets.inputs.MarketInputs: what was cleared
    Column("results", Text, nullable=False),  # JSON of what markets.results has, unrounded
)
postings = Table(
    "postings",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("posting", Integer, primary_key=True),  # 1, then 2, ... for corrected results
    Column("run", Integer, nullable=False),
    Column("posted_at", Moment, nullable=False),
)
# What the newest posting did to the inventory; enough to take it back. JSON of a Crr each, NULL: there was none.
posted_changes = Table(
    "posted_changes",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("crr_id", Integer, primary_key=True),
    Column("bid_id", Integer),  # of the bid that made the CRR
    Column("before", Text),
    Column("after", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class MarketRun:
    """One clearing; ``inputs`` and ``results`` are JSON as markets.inputs and markets.results write it."""

    market_name: str
    run: int
    cleared_at: datetime
    inputs: str
    results: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One publication of a run's results."""

    market_name: str
    posting: int
    run: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Change(HoldingChange):
    """What a posting did to one CRR, and the bid that made the CRR."""

    bid_id: int | None


_RUNS, _POSTINGS = Numbered(market_runs, MarketRun), Numbered(postings, Posting)


def newest_run(store: Connection, market_name: str) -> MarketRun | None:
    """The last clearing of a market, or None."""
    return _RUNS.newest(store, market_name)


def add_run(store: Connection, run: MarketRun) -> None:
    """Keep a clearing; raises IntegrityError when there is one of that number."""
    _RUNS.add(store, run)


def newest_posting(store: Connection, market_name: str) -> Posting | None:
    """The last publication of a market's results, or None."""
    return _POSTINGS.newest(store, market_name)


def add_posting(store: Connection, posting: Posting) -> None:
    """Note that results were published."""
    _POSTINGS.add(store, posting)


def forget_postings(store: Connection, market_name: str) -> None:
    """The results of a market were taken back."""
    _POSTINGS.forget(store, market_name)


def changes_of(store: Connection, market_name: str) -> list[Change]:
    """What the posting in force did to the inventory, by CRR id."""
    query = select(posted_changes).where(posted_changes.c.market_name == market_name)
    rows = store.execute(query.order_by(posted_changes.c.crr_id))
    return [Change(former_of(row.before), holding_of(row.after), row.bid_id) for row in rows]


def keep_changes(store: Connection, market_name: str, changes: Iterable[Change]) -> None:
    """Note what a posting did instead of what the former one did."""
    store.execute(delete(posted_changes).where(posted_changes.c.market_name == market_name))
    rows = [{"market_name": market_name, "bid_id": each.bid_id, **each.cells()} for each in changes]
    if rows:
        store.execute(insert(posted_changes), rows)
