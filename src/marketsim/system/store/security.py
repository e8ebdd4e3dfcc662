"""The secured security that participants have posted: prepayments and letters of credit (market rules 5.4)."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select

from marketsim.system.store.schema import metadata

CENT = Decimal("0.01")
MOST = Decimal(10) ** 12  # dollars; more than any market is worth, and whole cents stay within 64 bits

securities = Table(
    "securities",
    metadata,
    Column("participant", String(64), primary_key=True),
    Column("cents", Integer, nullable=False),
)


def secured(store: Connection, participant: str) -> Decimal:
    """The dollars and cents a participant has posted; 0 where it has posted nothing."""
    cents = store.execute(
        select(securities.c.cents).where(securities.c.participant == participant)
    ).scalar_one_or_none()
    return (Decimal(cents or 0) / 100).quantize(CENT)


def post_security(store: Connection, participant: str, amount: Decimal | float) -> None:
    """Let exactly ``amount`` dollars stand posted for a participant, in place of what stood before.

    Parts of a cent are cut. Raises ValueError below 0 or above MOST.
    """
    exact = amount_of(amount)
    if not exact.is_finite() or not 0 <= exact <= MOST:
        raise ValueError(f"security is an amount from 0 to {MOST:,f} dollars")
    cents = int((exact * 100).to_integral_value(ROUND_FLOOR))
    store.execute(delete(securities).where(securities.c.participant == participant))
    store.execute(insert(securities).values(participant=participant, cents=cents))


def amount_of(amount: Decimal | float) -> Decimal:
    """The decimal that was meant: the shortest one that reads as this float."""
    return amount if isinstance(amount, Decimal) else Decimal(repr(float(amount)))
