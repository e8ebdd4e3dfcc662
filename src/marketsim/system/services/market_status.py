"""Market status 1.2.0: allocation and auction markets, their windows, products and statuses."""

from __future__ import annotations

from msgspec import structs

from marketsim.contract.messages import market_status as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.market_names import named_market
from marketsim.system.service_faults import KINDS_MIXED, ONE_TIME_OF_USE, POSTED_STILL_ACTIVE
from marketsim.system.store.markets import MarketRow, list_markets

ACTIVE = frozenset({"PREP", "OPEN", "CLOSED"})
POSTED = frozenset({"POSTED"})
TIMES_OF_USE: tuple[messages.TimeOfUse, ...] = ("ON", "OFF")


class MarketVanished(LookupError):
    """No market of that name, and the rule that says so is switched off: nothing can be answered."""


def market_message(market: MarketRow) -> messages.Market:
    """A market as the contract shows it; its products are its periods x ON and OFF."""
    return messages.Market(
        name=market.name,
        market_type=market.market_type,  # type: ignore[arg-type]  # the store holds the contract's words
        market_term=market.market_term,  # type: ignore[arg-type]
        data_publish_date=market.data_publish_date,
        submission_window=messages.SubmissionWindow(open_date=market.open_date, close_date=market.close_date),
        products=[
            messages.Product(
                period=messages.Period(name=each.name, start_date=each.start, end_date=each.end), tou=tou
            )
            for each in market.periods
            for tou in TIMES_OF_USE
        ],
    )


def _required_market(call: Call, desk: Desk) -> MarketRow:
    facts = named_market(desk.store, call.query.get("marketName", ""), call.now)
    desk.require(call, facts)
    if facts.market is None:
        raise MarketVanished
    return facts.market


def get_market_status(call: Call, desk: Desk) -> str:
    """The status of one market."""
    return _required_market(call, desk).status(call.now)


def get_market_info(call: Call, desk: Desk) -> messages.Market:
    """One market with its window and products."""
    told = market_message(_required_market(call, desk))
    if ONE_TIME_OF_USE in desk.result_faults.names:
        told = structs.replace(told, products=[structs.replace(each, tou="ON") for each in told.products])
    return told


def _listed(call: Call, desk: Desk, market_type: str, statuses: frozenset[str]) -> list[messages.Market]:
    faults = desk.result_faults.names
    found = list_markets(desk.store, None if KINDS_MIXED in faults else market_type)
    if POSTED_STILL_ACTIVE in faults:
        statuses |= POSTED
    return [market_message(each) for each in found if each.status(call.now) in statuses]


def get_active_allocation_markets(call: Call, desk: Desk) -> list[messages.Market]:
    """Allocation markets in PREP, OPEN or CLOSED."""
    return _listed(call, desk, "ALLOCATION", ACTIVE)


def get_active_auction_markets(call: Call, desk: Desk) -> list[messages.Market]:
    """Auction markets in PREP, OPEN or CLOSED."""
    return _listed(call, desk, "AUCTION", ACTIVE)


def get_posted_allocation_markets(call: Call, desk: Desk) -> list[messages.Market]:
    """Allocation markets whose results are posted."""
    return _listed(call, desk, "ALLOCATION", POSTED)


def get_posted_auction_markets(call: Call, desk: Desk) -> list[messages.Market]:
    """Auction markets whose results are posted."""
    return _listed(call, desk, "AUCTION", POSTED)


HANDLERS = {
    "getMarketStatus": get_market_status,
    "getMarketInfo": get_market_info,
    "getActiveAllocationMarkets": get_active_allocation_markets,
    "getActiveAuctionMarkets": get_active_auction_markets,
    "getPostedAllocationMarkets": get_posted_allocation_markets,
    "getPostedAuctionMarkets": get_posted_auction_markets,
}
