"""Lays portfolios into open and closed markets. Stands on markets, source and sink lists, and holdings."""

from __future__ import annotations

from collections.abc import Iterable
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
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.store.portfolios import change_status
from marketsim.system.trace import Trace
from marketsim.system.world.data import world_data


class UnsoundWorld(Exception):
    """The data name a market that is not laid, or break a rule where they must not."""


def lay(store: Connection, now: datetime) -> None:
    """Lay portfolios.yaml; its records are judged by the same rules as posted ones. Raises UnsoundWorld."""
    data = world_data("portfolios")
    lay_entries(store, (*data["auction"], *data["nomination"]), now)


def lay_entries(store: Connection, entries: Iterable[dict[str, Any]], now: datetime) -> None:
    """Lay portfolios a day after their markets opened, and submit them a day later. Raises UnsoundWorld."""
    rules = RuleBook(
        (*portfolio_records.RULES, *bids.RULES, *offers.RULES, *places.RULES, *nominations.RULES)
    )
    settings = Settings.load()
    markets = {each.name: each for each in list_markets(store)}
    for entry in entries:
        market = markets.get(market_name(entry, now))
        if market is None:
            raise UnsoundWorld(f"no market {market_name(entry, now)}")
        draft = _draft(store, entry, market, now)
        opened = market.open_date
        row = save(store, rules, settings, Trace(""), draft, opened + timedelta(days=1))
        if row.status != "VALID" and draft.origin != "MUI":
            raise UnsoundWorld(f"{row.participant} {row.name}: {row.error_message}")
        if entry.get("submitted"):
            status = PORTFOLIO.after(row.status, "submit")
            change_status(store, row.id, status, opened + timedelta(days=2))


def market_name(entry: dict[str, Any], now: datetime) -> str:
    """The name of an entry's market, its month and year counted from those of ``now``."""
    today = now.astimezone(PACIFIC)
    names = {"year": today.year + entry.get("year", 0)}
    return str(
        entry["market"].format(month=month(today.year, today.month + entry.get("month", 0)).name, **names)
    )


def _draft(store: Connection, entry: dict[str, Any], market: MarketRow, now: datetime) -> Draft:
    owner = entry["participant"]
    season = (now.astimezone(PACIFIC).month + 2) // 3
    held = list_crrs(store, owner=owner) if entry.get("offers") else []

    def records(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return [(_product(owner, market, each, season), each) for each in entry.get(kind, ())]

    return Draft(
        market=market,
        participant=owner,
        name=entry["name"],
        bids=tuple(_bid(*each) for each in records("bids")),
        offers=tuple(_offer(*each, held) for each in records("offers")),
        nominations=tuple(_nomination(*each) for each in records("nominations")),
        origin=entry.get("made", "API"),
    )


def _product(owner: str, market: MarketRow, entry: dict[str, Any], this_season: int) -> dict[str, Any]:
    """The members that every record has; ``season`` is a number, or "now": that of the world."""
    season = entry.get("season", 1)
    period = market.periods[(this_season if season == "now" else season) - 1]
    members = {"asset_owner": owner, "period": period.name}
    return members | {name: entry[name] for name in ("source", "sink", "tou", "description") if name in entry}


def _curve(entry: dict[str, Any]) -> list[BidPoint]:
    return [BidPoint(mw=float(mw), price=float(price)) for mw, price in entry["curve"]]


def _bid(product: dict[str, Any], entry: dict[str, Any]) -> NewBid:
    return NewBid(**product, hedge_type="OBL", crr_type="AUC", bid_curve=_curve(entry))


def _offer(product: dict[str, Any], entry: dict[str, Any], held: list[Crr]) -> NewOffer:
    """An offer of the holding on that path and of that type in the period."""
    wanted = (*(product[name] for name in ("source", "sink", "tou", "period")), entry["crr_type"])
    found = [crr for crr in held if (crr.source, crr.sink, crr.tou, crr.period, crr.crr_type) == wanted]
    if not found:
        raise UnsoundWorld(f"{product['asset_owner']} holds no CRR like {wanted}")
    crr = found[0]
    return NewOffer(
        **product,
        crr_id=crr.crr_id,
        hedge_type="OPT" if crr.hedge_type == "OPT" else "OBL",
        crr_type=entry["crr_type"],
        bid_curve=_curve(entry),
    )


def _nomination(product: dict[str, Any], entry: dict[str, Any]) -> NewNomination:
    return NewNomination(
        **product, hedge_type="OBL", crr_type=entry.get("crr_type", "LSE"), mw=float(entry["mw"])
    )
