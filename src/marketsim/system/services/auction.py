"""Auction portfolios: bids and offers created, read, submitted, retracted and deleted (auction 1.2.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection

from marketsim.contract.messages import auction as messages
from marketsim.system.call import Call
from marketsim.system.credit import CreditTerms, required_credit
from marketsim.system.desk import Desk
from marketsim.system.rules.bids import BidSheet
from marketsim.system.rules.portfolio_records import Record
from marketsim.system.rules.portfolios import NamedPortfolio
from marketsim.system.services import portfolio_life as life
from marketsim.system.settings import Settings
from marketsim.system.store.bids import BidRow, add_bids, bids_of, count_bids
from marketsim.system.store.holdings import list_crrs

KIND = life.Kind("AUCTION", count_bids, messages.PortfolioStatus)


def portfolio_creation(call: Call, desk: Desk) -> object:
    """Keep a portfolio of bids and offers, VALID or (without any) NEW; raises Refused, nothing kept."""
    body: messages.NewPortfolio = call.body
    facts = life.load(call, desk, KIND, life.Name(body.market_name, body.portfolio_name))
    row = life.create(call, desk, sheet(desk.store, desk.settings, facts, body.new_bids, body.new_offers))
    add_bids(desk.store, row.id, [*map(row_of, body.new_bids), *map(row_of, body.new_offers)])
    return life.status_message(KIND, row)


def sheet(
    store: Connection,
    settings: Settings,
    facts: NamedPortfolio,
    bids: list[messages.NewBid],
    offers: list[messages.NewOffer],
) -> BidSheet:
    """The facts about the records of a portfolio about to be kept."""
    records = [Record(f"newBids[{n}]", bid) for n, bid in enumerate(bids)]
    records += [Record(f"newOffers[{n}]", offer) for n, offer in enumerate(offers)]
    held = list_crrs(store, owner=facts.participant) if offers else []
    return BidSheet(
        **life.sheet_facts(store, facts, settings.whole("portfolio.records")),
        sheet=tuple(records),
        holdings={crr.crr_id: crr for crr in held if crr.offer_type == "OWNER"},
        curve_rule=settings.text("bid_curve.rule"),
    )


def get_portfolio(call: Call, desk: Desk) -> messages.Portfolio:
    """One portfolio with its bids and offers as they were posted; raises Refused."""
    row = life.required(call, desk, KIND, life.named_in_query(call))
    return _portfolio(row.name, row.market_name, bids_of(desk.store, [row.id])[row.id])


def get_portfolio_list(call: Call, desk: Desk) -> list[messages.Portfolio]:
    """The participant's portfolios of a market, the oldest first; raises Refused."""
    rows = life.required_list(call, desk, KIND)
    bids = bids_of(desk.store, [row.id for row in rows])
    return [_portfolio(row.name, row.market_name, bids[row.id]) for row in rows]


def get_portfolio_status(call: Call, desk: Desk) -> object:
    """The status of one portfolio, with the text of its faults; raises Refused."""
    return life.status_message(KIND, life.required(call, desk, KIND, life.named_in_query(call)))


def get_portfolio_required_credit(call: Call, desk: Desk) -> messages.PortfolioCredit:
    """The sum of the exposures of a portfolio's bids (market rules 5.4); raises Refused."""
    row = life.required(call, desk, KIND, life.named_in_query(call))
    curves = [bid.curve for bid in bids_of(desk.store, [row.id])[row.id] if not bid.is_offer]
    return messages.PortfolioCredit(
        portfolio_name=row.name,
        market_name=row.market_name,
        required_credit=required_credit(curves, CreditTerms.of(desk.settings)),
    )


def portfolio_submission(call: Call, desk: Desk) -> object:
    """Submit a VALID portfolio to its auction; raises Refused."""
    return life.submit(call, desk, KIND, _named_in_body(call))


def portfolio_retraction(call: Call, desk: Desk) -> object:
    """Take a SUBMITTED portfolio back; raises Refused."""
    return life.retract(call, desk, KIND, _named_in_body(call))


def delete_portfolio(call: Call, desk: Desk) -> object:
    """Delete a portfolio that is not SUBMITTED; raises Refused."""
    return life.delete(call, desk, KIND, life.named_in_query(call))


def _named_in_body(call: Call) -> life.Name:
    body: messages.PortfolioIdentifier = call.body
    return life.Name(body.market_name, body.portfolio_name)


def row_of(record: messages.NewBid | messages.NewOffer) -> BidRow:
    """The row that keeps a bid or an offer."""
    return BidRow(
        crr_id=record.crr_id if isinstance(record, messages.NewOffer) else None,
        asset_owner=record.asset_owner,
        source=record.source,
        sink=record.sink,
        hedge_type=record.hedge_type,
        tou=record.tou,
        period=record.period,
        crr_type=record.crr_type,
        curve=tuple((point.mw, point.price) for point in record.bid_curve),
        description=record.description if isinstance(record.description, str) else None,
    )


def _portfolio(name: str, market_name: str, rows: list[BidRow]) -> messages.Portfolio:
    return messages.Portfolio(
        portfolio_name=name,
        market_name=market_name,
        bids=[messages.Bid(**_members(row)) for row in rows if not row.is_offer],
        offers=[messages.Offer(**_members(row), crr_id=row.crr_id) for row in rows if row.crr_id is not None],
    )


def _members(row: BidRow) -> dict[str, Any]:
    return {
        "bid_id": row.bid_id,
        "asset_owner": row.asset_owner,
        "source": row.source,
        "sink": row.sink,
        "hedge_type": row.hedge_type,
        "tou": row.tou,
        "period": row.period,
        "crr_type": row.crr_type,
        "bid_curve": [messages.BidPoint(mw=mw, price=price) for mw, price in row.curve],
        "description": UNSET if row.description is None else row.description,
    }


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "portfolioCreation": portfolio_creation,
    "getPortfolio": get_portfolio,
    "getPortfolioList": get_portfolio_list,
    "getPortfolioStatus": get_portfolio_status,
    "getPortfolioRequiredCredit": get_portfolio_required_credit,
    "portfolioSubmission": portfolio_submission,
    "postPortfolioRetraction": portfolio_retraction,
    "deletePortfolio": delete_portfolio,
}
