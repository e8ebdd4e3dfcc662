"""Lays portfolios into open and closed markets. Stands on markets, source and sink lists, and holdings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.contract.messages.auction import BidPoint, NewBid, NewOffer
from marketsim.contract.messages.nomination import NewNomination
from marketsim.system.calendar.periods import PACIFIC, month
from marketsim.system.mui.editor import Draft, save
from marketsim.system.rules import bids, nominations, offers, places, portfolio_records
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.settings import Settings
from marketsim.system.states import PORTFOLIO
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.portfolios import change_status
from marketsim.system.trace import Trace
from marketsim.system.world.data import world_data


class UnsoundWorld(Exception):
    """The data name a market that is not laid, or break a rule where they must not."""


def lay(store: Connection, now: datetime) -> None:
    """Lay portfolios.yaml; its records are judged by the same rules as posted ones. Raises UnsoundWorld."""
    rules = RuleBook(
        (*portfolio_records.RULES, *bids.RULES, *offers.RULES, *places.RULES, *nominations.RULES)
    )
    settings = Settings.load()
    data = world_data("portfolios")
    for entry in (*data["auction"], *data["nomination"]):
        market = find_market(store, _market_name(entry, now))
        if market is None:
            raise UnsoundWorld(f"no market {_market_name(entry, now)}")
        draft = _draft(store, entry, market)
        opened = market.open_date
        row = save(store, rules, settings, Trace(""), draft, opened + timedelta(days=1))
        if row.status != "VALID" and draft.origin != "MUI":
            raise UnsoundWorld(f"{row.participant} {row.name}: {row.error_message}")
        if entry.get("submitted"):
            status = PORTFOLIO.after(row.status, "submit")
            change_status(store, row.id, status, opened + timedelta(days=2))


def _market_name(entry: dict[str, Any], now: datetime) -> str:
    today = now.astimezone(PACIFIC)
    names = {"year": today.year + entry.get("year", 0)}
    return str(
        entry["market"].format(month=month(today.year, today.month + entry.get("month", 0)).name, **names)
    )


def _draft(store: Connection, entry: dict[str, Any], market: MarketRow) -> Draft:
    owner = entry["participant"]
    held = list_crrs(store, owner=owner)
    return Draft(
        market=market,
        participant=owner,
        name=entry["name"],
        bids=tuple(_bid(owner, market, each) for each in entry.get("bids", ())),
        offers=tuple(_offer(owner, market, each, held) for each in entry.get("offers", ())),
        nominations=tuple(_nomination(owner, market, each) for each in entry.get("nominations", ())),
        origin=entry.get("made", "API"),
    )


def _product(owner: str, market: MarketRow, entry: dict[str, Any]) -> dict[str, Any]:
    """The members that every record has."""
    period = market.periods[entry.get("season", 1) - 1]
    members = {"asset_owner": owner, "period": period.name}
    return members | {name: entry[name] for name in ("source", "sink", "tou", "description") if name in entry}


def _curve(entry: dict[str, Any]) -> list[BidPoint]:
    return [BidPoint(mw=float(mw), price=float(price)) for mw, price in entry["curve"]]


def _bid(owner: str, market: MarketRow, entry: dict[str, Any]) -> NewBid:
    product = _product(owner, market, entry)
    return NewBid(**product, hedge_type="OBL", crr_type="AUC", bid_curve=_curve(entry))


def _offer(owner: str, market: MarketRow, entry: dict[str, Any], held: list[Crr]) -> NewOffer:
    """An offer of the holding on that path and of that type in the period."""
    product = _product(owner, market, entry)
    wanted = (*(product[name] for name in ("source", "sink", "tou", "period")), entry["crr_type"])
    found = [crr for crr in held if (crr.source, crr.sink, crr.tou, crr.period, crr.crr_type) == wanted]
    if not found:
        raise UnsoundWorld(f"{owner} holds no CRR like {wanted}")
    crr = found[0]
    return NewOffer(
        **product,
        crr_id=crr.crr_id,
        hedge_type="OPT" if crr.hedge_type == "OPT" else "OBL",
        crr_type=entry["crr_type"],
        bid_curve=_curve(entry),
    )


def _nomination(owner: str, market: MarketRow, entry: dict[str, Any]) -> NewNomination:
    product = _product(owner, market, entry)
    return NewNomination(**product, hedge_type="OBL", crr_type="LSE", mw=float(entry["mw"]))
