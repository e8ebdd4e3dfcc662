"""The facts that the bids and offers of a portfolio are judged by, posted just now or kept before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection

from marketsim.contract.messages import auction as messages
from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.rules.bid_sheet import BidSheet, Curves
from marketsim.system.rules.places import allowed_pairs
from marketsim.system.rules.portfolio_records import Record
from marketsim.system.rules.portfolios import NamedPortfolio
from marketsim.system.services.portfolio_life import sheet_facts
from marketsim.system.services.trades_waiting import pending_requests
from marketsim.system.settings import Settings
from marketsim.system.store.bids import BidRow, submitted_offers
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.locations import location_types
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.outages import islanded


def posted_records(bids: Sequence[messages.NewBid], offers: Sequence[messages.NewOffer]) -> list[Record]:
    """The records of a creation with their places in its body."""
    records = [Record(f"newBids[{n}]", bid) for n, bid in enumerate(bids)]
    return records + [Record(f"newOffers[{n}]", offer) for n, offer in enumerate(offers)]


def kept_records(rows: Iterable[BidRow]) -> list[Record]:
    """The records of a kept portfolio with their places in the answer that reads it."""
    found: dict[str, list[messages.NewBid | messages.NewOffer]] = {"bids": [], "offers": []}
    for row in rows:
        found["offers" if row.is_offer else "bids"].append(record_of(row))
    return [Record(f"{name}[{n}]", each) for name in found for n, each in enumerate(found[name])]


def sheet(
    store: Connection, settings: Settings, facts: NamedPortfolio, records: Sequence[Record]
) -> BidSheet:
    """The facts about the records of a portfolio about to be kept or submitted."""
    offered = [each.content.crr_id for each in records if isinstance(each.content, messages.NewOffer)]
    return BidSheet(
        **sheet_facts(store, facts, settings.whole("portfolio.records")),
        sheet=tuple(records),
        curves=_curves(records),
        curve_rule=settings.text("bid_curve.rule"),
        most_mw=settings.number("bid_curve.most_mw"),
        most_price=settings.number("bid_curve.most_price"),
        types=location_types(store),
        pairs=allowed_pairs(settings),
        **_of_islands(store, facts.market),
        **(_of_offers(store, facts, offered) if offered else {}),
    )


def _curves(records: Iterable[Record]) -> tuple[Curves, ...]:
    kinds: dict[bool, list[Record]] = {False: [], True: []}
    for each in records:
        kinds[isinstance(each.content, messages.NewOffer)].append(each)
    return tuple(Curves.of(kinds[sells], sells=sells) for sells in kinds if kinds[sells])


def _of_islands(store: Connection, market: MarketRow | None) -> Mapping[str, Any]:
    """What outages cut off, and the base loading, which matters only then."""
    if market is None or not (cut_off := islanded(store, market.name)):
        return {}
    lines = base_loading(store, market)
    loaded = {(end, line.period, line.tou) for line in lines for end in (line.source, line.sink)}
    return {"islanded": cut_off, "loaded": frozenset(loaded)}


def _of_offers(store: Connection, facts: NamedPortfolio, offered: Sequence[int]) -> Mapping[str, Any]:
    held = list_crrs(store, owner=facts.participant)
    own = facts.portfolio.id if facts.portfolio else None
    return {
        "holdings": {crr.crr_id: crr for crr in held if crr.offer_type == "OWNER"},
        "submitted": submitted_offers(store, facts.market_name, offered, besides=own),
        "trades": pending_requests(store, offered),
    }


def record_of(row: BidRow) -> messages.NewBid | messages.NewOffer:
    """The bid or offer that a row keeps, as it was posted."""
    members: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("asset_owner", "source", "sink", "hedge_type", "tou", "period", "crr_type")
    }
    members["bid_curve"] = [messages.BidPoint(mw=mw, price=price) for mw, price in row.curve]
    members["description"] = UNSET if row.description is None else row.description
    return (
        messages.NewBid(**members) if row.crr_id is None else messages.NewOffer(**members, crr_id=row.crr_id)
    )
