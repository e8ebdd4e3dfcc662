"""The bids and offers of auction portfolios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, func, select

from marketsim.system.store.portfolios import portfolios
from marketsim.system.store.schema import metadata

Curve = tuple[tuple[float, float], ...]

# Buy bids have no crr_id; sell offers have one. bid_id is the bidId of the contract and is never used twice.
bids = Table(
    "bids",
    metadata,
    Column("bid_id", Integer, primary_key=True),
    Column("portfolio_id", ForeignKey("portfolios.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("crr_id", Integer),
    Column("asset_owner", String(10), nullable=False),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("period", String(20), nullable=False),
    Column("crr_type", String(9), nullable=False),
    Column("curve", Text, nullable=False),  # JSON: the points as posted, mw and price ($/MW)
    Column("description", String(512)),
    sqlite_autoincrement=True,
)

_MEMBERS = ("asset_owner", "source", "sink", "hedge_type", "tou", "period", "crr_type")
_KEPT = ("portfolio_id", "crr_id", *_MEMBERS, "curve", "description")
_ADDING = f"INSERT INTO bids ({', '.join(_KEPT)}) VALUES ({', '.join('?' * len(_KEPT))})"  # noqa: S608 - names only
_members_of = attrgetter(*_MEMBERS)
_JSON = msgspec.json.Encoder()


class Posted(Protocol):
    """A bid or offer as the contract's messages have it; an offer has a ``crr_id`` too."""

    @property
    def bid_curve(self) -> Sequence[Any]:
        """Its points, each with ``mw`` and ``price``."""

    @property
    def description(self) -> Any:
        """A remark, or UNSET."""


class _Point(msgspec.Struct, gc=False):
    mw: float
    price: float


_POINTS = msgspec.json.Decoder(list[_Point])


@dataclass(frozen=True, slots=True)
class BidRow:
    """One buy bid, or with ``crr_id`` one sell offer; ``curve`` holds its points (MW, $/MW)."""

    crr_id: int | None
    asset_owner: str
    source: str
    sink: str
    hedge_type: str
    tou: str
    period: str
    crr_type: str
    curve: Curve
    description: str | None
    bid_id: int = 0

    @property
    def is_offer(self) -> bool:
        """Whether it sells."""
        return self.crr_id is not None


def add_bids(store: Connection, portfolio_id: int, records: Iterable[Posted]) -> None:
    """Keep the records of a portfolio in their order; each gets its ``bid_id`` here.

    They go to the driver as they are: five hundred curves of twenty points are not taken apart first.
    """
    values = [
        (
            portfolio_id, getattr(each, "crr_id", None), *_members_of(each),
            _JSON.encode(each.bid_curve).decode(), each.description if isinstance(each.description, str) else None,
        )
        for each in records
    ]  # fmt: skip
    if values:
        store.exec_driver_sql(_ADDING, values)


def count_bids(store: Connection, portfolio_id: int) -> int:
    """How many bids and offers a portfolio holds."""
    query = select(func.count()).select_from(bids).where(bids.c.portfolio_id == portfolio_id)
    return int(store.execute(query).scalar_one())


def bids_of(store: Connection, portfolio_ids: Sequence[int]) -> dict[int, list[BidRow]]:
    """The records of some portfolios by portfolio id, each list in the order in which it was posted."""
    found: dict[int, list[BidRow]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    query = select(bids).where(bids.c.portfolio_id.in_(portfolio_ids)).order_by(bids.c.bid_id)
    for row in store.execute(query):
        value = dict(row._mapping)
        owner = value.pop("portfolio_id")
        value["curve"] = tuple([(point.mw, point.price) for point in _POINTS.decode(value["curve"])])
        found[owner].append(BidRow(**value))
    return found


def submitted_offers(
    store: Connection, market_name: str, crr_ids: Sequence[int], *, besides: int | None = None
) -> dict[tuple[int, str], str]:
    """Of these CRRs the (CRR, period) that SUBMITTED portfolios of a market offer, with the portfolio's name.

    ``besides`` is the id of a portfolio that does not count.
    """
    query = (
        select(bids.c.crr_id, bids.c.period, portfolios.c.name)
        .join(portfolios, portfolios.c.id == bids.c.portfolio_id)
        .where(
            bids.c.crr_id.in_(crr_ids),
            portfolios.c.market_name == market_name,
            portfolios.c.status == "SUBMITTED",
            portfolios.c.id != (besides or 0),
        )
        .order_by(bids.c.bid_id)
    )
    return {(crr_id, period): name for crr_id, period, name in store.execute(query)}


def offers_of_crrs(store: Connection, crr_ids: Sequence[int]) -> list[tuple[str, BidRow]]:
    """The offers of these CRRs in SUBMITTED portfolios, each with the name of its auction, by bid id."""
    query = (
        select(portfolios.c.market_name, portfolios.c.id, bids.c.bid_id)
        .join(bids, portfolios.c.id == bids.c.portfolio_id)
        .where(bids.c.crr_id.in_(crr_ids), portfolios.c.status == "SUBMITTED")
        .order_by(bids.c.bid_id)
    )
    found = store.execute(query).all()
    rows = {row.bid_id: row for kept in bids_of(store, [each.id for each in found]).values() for row in kept}
    return [(each.market_name, rows[each.bid_id]) for each in found]
