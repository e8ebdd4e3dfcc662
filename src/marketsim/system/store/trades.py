"""Trades of the secondary market: an offer that was answered, what its credit check found, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    delete,
    insert,
    select,
)

from marketsim.system.store.schema import Moment, metadata
from marketsim.system.store.secondary_market import change_offer, change_response, sm_offers, sm_responses

PENDING = "PENDING_CREDIT_CHECK"
DECIDED = ("APPROVED", "DISAPPROVED", "ERROR")

# What was decided about a trade, or why it still waits; the buyer's CRR where it was carried out.
sm_decisions = Table(
    "sm_decisions",
    metadata,
    Column("request_id", ForeignKey("sm_offers.request_id"), primary_key=True),
    Column("judged_at", Moment, nullable=False),
    Column("reason", String(1024)),
    Column("new_crr_id", Integer),
)
# Who was short of security when a trade was last judged.
sm_shortages = Table(
    "sm_shortages",
    metadata,
    Column("request_id", ForeignKey("sm_offers.request_id"), primary_key=True),
    Column("participant", String(64), primary_key=True),
    Column("required_cents", Integer, nullable=False),
    Column("posted_cents", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Trade:
    """An answered offer: who sells how many MW of which CRR to whom, from a first to a last second.

    ``crr_id`` is None only where a rule is off that asks for it. ``reason`` and ``new_crr_id`` are of the last
    judging; ``short`` are the participants that lacked security then.
    """

    request_id: int
    response_id: int
    seller: str
    buyer: str
    crr_id: int | None
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    start: datetime
    end: datetime
    mw: float
    price: float
    status: str
    reason: str | None = None
    new_crr_id: int | None = None
    short: tuple[Shortage, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """The seller and the buyer, each once."""
        return tuple(dict.fromkeys((self.seller, self.buyer)))


@dataclass(frozen=True, slots=True)
class Shortage:
    """A party whose security, ``posted``, did not cover what a trade would make it require, in dollars and cents."""

    participant: str
    required: Decimal
    posted: Decimal


def trades(store: Connection, request_ids: Collection[int] | None = None) -> list[Trade]:
    """The trades at or after their credit check, by requestId; of these requests where they are given."""
    query = _joined()
    if request_ids is not None:
        query = query.where(sm_offers.c.request_id.in_(request_ids))
    return _read(store, query)


def pending(store: Connection) -> list[Trade]:
    """The trades that await their credit check, by requestId."""
    return _read(store, _joined().where(sm_offers.c.status == PENDING))


def short_trades(store: Connection, participant: str) -> list[Trade]:
    """The trades that await more security of a participant, by requestId."""
    asked = select(sm_shortages.c.request_id).where(sm_shortages.c.participant == participant)
    ids = set(store.execute(asked).scalars())
    return [each for each in pending(store) if each.request_id in ids]


def keep_decision(
    store: Connection, trade: Trade, now: datetime, *, shortages: Iterable[Shortage] = ()
) -> None:
    """Keep what a judging found, in place of what the former one did: status, reason, who is short, the new CRR."""
    change_offer(store, trade.request_id, status=trade.status)
    change_response(store, trade.response_id, status=trade.status)
    for table in (sm_decisions, sm_shortages):
        store.execute(delete(table).where(table.c.request_id == trade.request_id))
    decision = {
        "request_id": trade.request_id,
        "judged_at": now,
        "reason": trade.reason,
        "new_crr_id": trade.new_crr_id,
    }
    store.execute(insert(sm_decisions).values(decision))
    rows = [
        {
            "request_id": trade.request_id,
            "participant": each.participant,
            "required_cents": int(each.required * 100),
            "posted_cents": int(each.posted * 100),
        }
        for each in shortages
    ]
    if rows:
        store.execute(insert(sm_shortages), rows)


def _joined() -> Select[Any]:
    there = (PENDING, *DECIDED)
    return (
        select(
            sm_offers,
            sm_responses.c.response_id,
            sm_responses.c.responder,
            sm_responses.c.crr_id.label("delivered_crr_id"),
            sm_decisions.c.reason,
            sm_decisions.c.new_crr_id,
        )
        .join(sm_responses, sm_responses.c.request_id == sm_offers.c.request_id)
        .outerjoin(sm_decisions, sm_decisions.c.request_id == sm_offers.c.request_id)
        .where(sm_offers.c.status.in_(there), sm_responses.c.status == sm_offers.c.status)
        .order_by(sm_offers.c.request_id)
    )


def _read(store: Connection, query: Select[Any]) -> list[Trade]:
    rows = store.execute(query).all()
    asked = select(sm_shortages).where(sm_shortages.c.request_id.in_([row.request_id for row in rows]))
    short: dict[int, list[Shortage]] = {}
    for each in store.execute(asked.order_by(sm_shortages.c.participant)):
        cents = (Decimal(amount) / 100 for amount in (each.required_cents, each.posted_cents))
        short.setdefault(each.request_id, []).append(Shortage(each.participant, *cents))
    return [_trade(row, tuple(short.get(row.request_id, ()))) for row in rows]


def _trade(row: Row[Any], short: tuple[Shortage, ...]) -> Trade:
    sells = row.offer_type == "SELL"
    return Trade(
        request_id=row.request_id,
        response_id=row.response_id,
        seller=row.asset_owner if sells else row.responder,
        buyer=row.responder if sells else row.asset_owner,
        crr_id=row.crr_id if sells else row.delivered_crr_id,
        source=row.source,
        sink=row.sink,
        tou=row.tou,
        hedge_type=row.hedge_type,
        crr_type=row.crr_type,
        start=row.start,
        end=row.end,
        mw=row.mw,
        price=row.price,
        status=row.status,
        reason=row.reason,
        new_crr_id=row.new_crr_id,
        short=short,
    )
