"""CRRs and who holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Float, Integer, String, Table, delete, func, insert, select, update

from marketsim.system.store.schema import Moment, metadata

FIRST_CRR_ID = 1_000_001

# A sale does not delete a row: the seller's OWNER row shrinks, and a SELLER row may say what was sold.
crrs = Table(
    "crrs",
    metadata,
    Column("crr_id", Integer, primary_key=True),
    Column("parent_crr_id", Integer),
    Column("owner", String(64), nullable=False, index=True),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("tou", String(3), nullable=False),  # ON, OFF
    Column("hedge_type", String(3), nullable=False),  # OBL, OPT
    # LSE, AUC, OBAALSE, MT, LSE_LMT, LMT_CNT, LSE_THCNT, MT_TOR
    Column("crr_type", String(9), nullable=False),
    # ALLOCATION, AUCTION, SECONDARY_MARKET, SYSTEM, LOAD_MIGRATION
    Column("category", String(16), nullable=False),
    Column("market_name", String(50), nullable=False),
    Column("period", String(20), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),  # the last second
    Column("mw", Float, nullable=False),  # three decimals
    Column("offer_type", String(6), nullable=False, default="OWNER"),  # OWNER, SELLER
)

# Ids that postings gave to CRRs: a corrected result gives the same bid the same id, and nobody else.
awarded_ids = Table(
    "awarded_crr_ids",
    metadata,
    Column("crr_id", Integer, primary_key=True),
    Column("market_name", String(50), nullable=False, index=True),
    Column("bid_id", Integer, nullable=False),
    # Which CRR of the bid's: AWARD, SOLD, EARLY, LATE; of a nomination's also the offset and the year ahead.
    Column("part", String(7), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Crr:
    """One row of the inventory: MW on a path, in a period and time of use, for an owner.

    ``start`` and ``end`` are its first and last second in UTC; ``mw`` has three decimals; ``parent_crr_id``
    names the CRR it was split or migrated from.
    """

    crr_id: int
    parent_crr_id: int | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    category: str
    market_name: str
    period: str
    start: datetime
    end: datetime
    mw: float
    offer_type: str = "OWNER"


def find_crr(store: Connection, crr_id: int) -> Crr | None:
    """The CRR of that id, or None."""
    row = store.execute(select(crrs).where(crrs.c.crr_id == crr_id)).first()
    return Crr(**row._mapping) if row else None


def list_crrs(
    store: Connection,
    *,
    owner: str | None = None,
    categories: Collection[str] = (),
    market_name: str | None = None,
    not_ended_at: datetime | None = None,
    overlapping: tuple[datetime, datetime] | None = None,
) -> list[Crr]:
    """CRRs by id, narrowed by what is given.

    ``not_ended_at`` leaves out those whose last second lies before that instant; ``overlapping`` keeps those
    in force at any time between its two instants (both included).
    """
    query = select(crrs).order_by(crrs.c.crr_id)
    if owner is not None:
        query = query.where(crrs.c.owner == owner)
    if categories:
        query = query.where(crrs.c.category.in_(categories))
    if market_name is not None:
        query = query.where(crrs.c.market_name == market_name)
    if not_ended_at is not None:
        query = query.where(crrs.c.end >= not_ended_at)
    if overlapping is not None:
        first, last = overlapping
        query = query.where(crrs.c.start <= last, crrs.c.end >= first)
    return [Crr(*row) for row in store.execute(query)]  # columns in the order of the members


def next_crr_id(store: Connection) -> int:
    """The id the next CRR gets; one that a posting gave out is never given again, even when taken back."""
    highest = [
        store.execute(select(func.max(column))).scalar() for column in (crrs.c.crr_id, awarded_ids.c.crr_id)
    ]
    return max((int(each) for each in highest if each is not None), default=FIRST_CRR_ID - 1) + 1


def add_crrs(store: Connection, rows: Iterable[Crr]) -> None:
    """Keep new CRRs."""
    if values := [asdict(row) for row in rows]:
        store.execute(insert(crrs), values)


def change_crr(store: Connection, crr_id: int, **values: Any) -> None:
    """Rewrite columns of a CRR, such as ``mw`` after a part of it was sold."""
    store.execute(update(crrs).where(crrs.c.crr_id == crr_id).values(**values))


def remove_crrs(store: Connection, crr_ids: Collection[int]) -> None:
    """Forget CRRs, such as those of results that are taken back."""
    store.execute(delete(crrs).where(crrs.c.crr_id.in_(crr_ids)))


def ids_given(store: Connection, market_name: str) -> dict[tuple[int, str], int]:
    """The CRR ids that postings of a market gave out, by bid id and part."""
    query = select(awarded_ids).where(awarded_ids.c.market_name == market_name)
    return {(row.bid_id, row.part): row.crr_id for row in store.execute(query)}


def keep_ids(store: Connection, market_name: str, fresh: Mapping[int, tuple[int, str]]) -> None:
    """Note the ids that a posting gave out: by CRR id the bid, and which CRR of the bid's it is."""
    rows = [
        {"crr_id": crr_id, "market_name": market_name, "bid_id": bid_id, "part": part}
        for crr_id, (bid_id, part) in fresh.items()
    ]
    if rows:
        store.execute(insert(awarded_ids), rows)
