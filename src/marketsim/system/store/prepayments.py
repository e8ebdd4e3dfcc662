"""What out-of-area entities have prepaid for the rights they nominate, by market."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Column, Connection, Integer, String, Table, select
from sqlalchemy.dialects.sqlite import insert

from marketsim.system.store.schema import metadata

CENT = Decimal("0.01")
prepayments = Table(
    "prepayments",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("market_name", String(50), primary_key=True),
    Column("cents", Integer, nullable=False),
)


def prepaid(store: Connection, owner: str, market_name: str) -> Decimal:
    """What an owner has prepaid for a market, in dollars and cents."""
    query = select(prepayments.c.cents).where(
        prepayments.c.owner == owner, prepayments.c.market_name == market_name
    )
    return (Decimal(store.execute(query).scalar() or 0) * CENT).quantize(CENT)


def put_prepaid(store: Connection, owner: str, market_name: str, amount: Decimal) -> None:
    """Let exactly that amount stand prepaid; whole cents."""
    row = {"owner": owner, "market_name": market_name, "cents": int(amount / CENT)}
    adding = insert(prepayments).values(row)
    store.execute(
        adding.on_conflict_do_update(
            index_elements=list(prepayments.primary_key), set_={"cents": adding.excluded.cents}
        )
    )
