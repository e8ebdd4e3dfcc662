"""The offers of the secondary market and the responses to them, as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from marketsim.system.store.holdings import Crr, crrs
from marketsim.system.store.schema import Moment, metadata

HIGHEST_ID = 9_999_999_999  # of a CRR or a request (secondary market 1.2.1)

# One row an offer; request_id is the requestId of the contract and is never used twice.
sm_offers = Table(
    "sm_offers",
    metadata,
    Column("request_id", Integer, primary_key=True, autoincrement=True),
    Column("asset_owner", String(64), nullable=False, index=True),
    Column("offer_type", String(4), nullable=False),  # BUY | SELL
    Column("post_type", String(7), nullable=False),  # PUBLIC | PRIVATE
    Column("crr_id", Integer),  # named by a sell offer; None in a buy offer
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("crr_type", String(10), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("mw", Float, nullable=False),
    Column("price", Float, nullable=False),
    Column("target", String(64)),  # the counterparty; of a public offer once one is bound
    Column("contact_name", String(256)),
    Column("contact_phone", String(256)),
    Column("contact_email", String(256)),
    Column("contact_address", String(256)),
    Column("status", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# One row an invited counterparty; crr_id is what the responder of a buy offer delivers.
sm_responses = Table(
    "sm_responses",
    metadata,
    Column("response_id", Integer, primary_key=True, autoincrement=True),
    Column("request_id", ForeignKey("sm_offers.request_id"), nullable=False, index=True),
    Column("responder", String(64), nullable=False, index=True),
    Column("crr_id", Integer),
    Column("status", String(20), nullable=False),
    Column("invited_at", Moment, nullable=False),
    Column("answered_at", Moment),
    sqlite_autoincrement=True,
)


def add_offer(store: Connection, row: Mapping[str, Any]) -> int:
    """Keep a new offer and return its requestId."""
    return int(store.execute(insert(sm_offers).values(**row).returning(sm_offers.c.request_id)).scalar_one())


def add_response(store: Connection, row: Mapping[str, Any]) -> int:
    """Keep a new response record and return its responseId."""
    return int(
        store.execute(insert(sm_responses).values(**row).returning(sm_responses.c.response_id)).scalar_one()
    )


def change_offer(store: Connection, request_id: int, **values: object) -> None:
    """Write new values into an offer."""
    store.execute(update(sm_offers).where(sm_offers.c.request_id == request_id).values(**values))


def change_response(store: Connection, response_id: int, **values: object) -> None:
    """Write new values into a response."""
    store.execute(update(sm_responses).where(sm_responses.c.response_id == response_id).values(**values))


def offers_of(store: Connection, asset_owner: str | None, status: str) -> list[dict[str, Any]]:
    """The offers a participant (None: anybody) made that have that status, by requestId."""
    mine = select(sm_offers).where(sm_offers.c.status == status)
    if asset_owner is not None:
        mine = mine.where(sm_offers.c.asset_owner == asset_owner)
    return [dict(row) for row in store.execute(mine.order_by(sm_offers.c.request_id)).mappings()]


def offers_by_request(store: Connection, request_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The offers with those requestIds; unknown ones are absent."""
    asked = select(sm_offers).where(sm_offers.c.request_id.in_(request_ids))
    return {row["request_id"]: dict(row) for row in store.execute(asked).mappings()}


def responses_of(store: Connection, responder: str | None, status: str) -> list[dict[str, Any]]:
    """Responses of a participant (None: of anybody) of that status with the terms of their offers, by responseId."""
    terms = [column for column in sm_offers.c if column.name not in sm_responses.c]
    mine = (
        select(sm_responses, *terms, sm_offers.c.crr_id.label("offered_crr_id"))
        .join(sm_offers, sm_offers.c.request_id == sm_responses.c.request_id)
        .where(sm_responses.c.status == status)
        .order_by(sm_responses.c.response_id)
    )
    if responder is not None:
        mine = mine.where(sm_responses.c.responder == responder)
    return [dict(row) for row in store.execute(mine).mappings()]


def responses_by_request(
    store: Connection, responder: str, request_ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    """A participant's response records by requestId; the newest where there are several."""
    asked = (
        select(sm_responses)
        .where(sm_responses.c.responder == responder, sm_responses.c.request_id.in_(request_ids))
        .order_by(sm_responses.c.response_id)
    )
    return {row["request_id"]: dict(row) for row in store.execute(asked).mappings()}


def held_crrs(store: Connection, crr_ids: Collection[int]) -> dict[int, Crr]:
    """The CRRs of those ids that somebody owns (no SELLER rows); ids that no CRR can have are left out."""
    possible = [crr_id for crr_id in crr_ids if 1 <= crr_id <= HIGHEST_ID]
    query = select(crrs).where(crrs.c.crr_id.in_(possible), crrs.c.offer_type == "OWNER")
    return {row.crr_id: Crr(**row._mapping) for row in store.execute(query)}
