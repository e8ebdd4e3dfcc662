"""The nominations of allocation portfolios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, func, insert, select

from marketsim.system.store.schema import metadata

nominations = Table(
    "nominations",
    metadata,
    Column("nomination_id", Integer, primary_key=True),
    Column("portfolio_id", ForeignKey("portfolios.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("asset_owner", String(10), nullable=False),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("period", String(20), nullable=False),
    Column("crr_type", String(9), nullable=False),
    Column("mw", Float, nullable=False),
    Column("description", String(512)),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class NominationRow:
    """One nomination: MW on a path, in a period and time of use."""

    asset_owner: str
    source: str
    sink: str
    hedge_type: str
    tou: str
    period: str
    crr_type: str
    mw: float
    description: str | None
    nomination_id: int = 0


def add_nominations(store: Connection, portfolio_id: int, rows: Iterable[NominationRow]) -> None:
    """Keep the records of a portfolio in their order; each gets its ``nomination_id`` here."""
    values = []
    for row in rows:
        value = asdict(row) | {"portfolio_id": portfolio_id}
        del value["nomination_id"]
        values.append(value)
    if values:
        store.execute(insert(nominations), values)


def count_nominations(store: Connection, portfolio_id: int) -> int:
    """How many nominations a portfolio holds."""
    query = select(func.count()).select_from(nominations).where(nominations.c.portfolio_id == portfolio_id)
    return int(store.execute(query).scalar_one())


def nominations_of(store: Connection, portfolio_ids: Sequence[int]) -> dict[int, list[NominationRow]]:
    """The records of some portfolios by portfolio id, each list in the order in which it was posted."""
    found: dict[int, list[NominationRow]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    query = (
        select(nominations)
        .where(nominations.c.portfolio_id.in_(portfolio_ids))
        .order_by(nominations.c.nomination_id)
    )
    for row in store.execute(query):
        value = dict(row._mapping)
        found[value.pop("portfolio_id")].append(NominationRow(**value))
    return found
