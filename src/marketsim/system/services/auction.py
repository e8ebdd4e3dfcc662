"""Auction portfolios: bids and offers created, read, submitted, retracted and deleted (auction 1.2.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from marketsim.contract.messages import auction as messages
from marketsim.system.call import Call
from marketsim.system.credit import CreditTerms, required_credit
from marketsim.system.desk import Desk
from marketsim.system.rules.rule import Stage
from marketsim.system.service_faults import bids_told, credit_told, listed
from marketsim.system.services import portfolio_life as life
from marketsim.system.services.bid_facts import kept_records, posted_records, sheet
from marketsim.system.services.securing import standing
from marketsim.system.store.bids import BidRow, add_bids, bids_of, count_bids

KIND = life.Kind("AUCTION", count_bids, messages.PortfolioStatus)


def portfolio_creation(call: Call, desk: Desk) -> object:
    """Keep a portfolio of bids and offers, VALID or (without any) NEW; raises Refused, nothing kept."""
    body: messages.NewPortfolio = call.body
    facts = life.load(call, desk, KIND, life.Name(body.market_name, body.portfolio_name))
    records = posted_records(body.new_bids, body.new_offers)
    row = life.create(call, desk, sheet(desk.store, desk.settings, facts, records))
    add_bids(desk.store, row.id, (each.content for each in records))
    return life.status_message(KIND, row)


def get_portfolio(call: Call, desk: Desk) -> messages.Portfolio:
    """One portfolio with its bids and offers as they were posted; raises Refused."""
    row = life.required(call, desk, KIND, life.named_in_query(call))
    bids = bids_told(bids_of(desk.store, [row.id])[row.id], desk.result_faults.names)
    return _portfolio(row.name, row.market_name, bids)


def get_portfolio_list(call: Call, desk: Desk) -> list[messages.Portfolio]:
    """The participant's portfolios of a market, the oldest first; raises Refused."""
    rows = listed(life.required_list(call, desk, KIND), desk.result_faults.names)
    bids = bids_of(desk.store, [row.id for row in rows])
    return [_portfolio(row.name, row.market_name, bids[row.id]) for row in rows]


def get_portfolio_status(call: Call, desk: Desk) -> object:
    """The status of one portfolio, with the text of its faults; raises Refused."""
    return life.asked_status(call, desk, KIND)


def get_portfolio_required_credit(call: Call, desk: Desk) -> messages.PortfolioCredit:
    """The sum of the exposures of a portfolio's bids (market rules 5.4); raises Refused."""
    row = life.required(call, desk, KIND, life.named_in_query(call))
    curves = [bid.curve for bid in bids_of(desk.store, [row.id])[row.id] if not bid.is_offer]
    return messages.PortfolioCredit(
        portfolio_name=row.name,
        market_name=row.market_name,
        required_credit=credit_told(
            required_credit(curves, CreditTerms.of(desk.settings)), desk.result_faults.names
        ),
    )


def portfolio_submission(call: Call, desk: Desk) -> object:
    """Submit a VALID portfolio to its auction; raises Refused.

    Its records are judged again and its exposure is held against the security: it may become INVALID or
    REJECTED instead, and the answer says why.
    """
    facts, row = life.changing(call, desk, KIND, _named_in_body(call))
    records = kept_records(bids_of(desk.store, [row.id])[row.id])
    sheet_ = sheet(desk.store, desk.settings, facts, records)
    if found := desk.findings(call, sheet_, {Stage.CONTENT}):
        return life.status_message(KIND, life.invalidate(call, desk, row, found))
    if found := desk.findings(call, standing(desk.store, desk.settings, row, facts.market, call.now)):
        text = life.text_of(found)
        return life.status_message(KIND, life.advance(call, desk, row, "reject", "REJECTED", text))
    return life.status_message(KIND, life.advance(call, desk, row, "submit", to="SUBMITTED"))


def portfolio_retraction(call: Call, desk: Desk) -> object:
    """Take a SUBMITTED portfolio back; raises Refused."""
    return life.retract(call, desk, KIND, _named_in_body(call))


def delete_portfolio(call: Call, desk: Desk) -> object:
    """Delete a portfolio that is not SUBMITTED; raises Refused."""
    return life.delete(call, desk, KIND, life.named_in_query(call))


def _named_in_body(call: Call) -> life.Name:
    body: messages.PortfolioIdentifier = call.body
    return life.Name(body.market_name, body.portfolio_name)


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
