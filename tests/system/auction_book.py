"""Asking for bid portfolios in few words."""

from __future__ import annotations

from typing import Any

from asking import Answered, Asking
from portfolio_bodies import MONTHLY, auction_portfolio, bid, fresh_name


def named(name: str, market: str = MONTHLY, participant: str = "SRTX") -> dict[str, str]:
    return {"portfolioName": name, "marketName": market, "participantName": participant}


def create(ask: Asking, *bids: Any, person: str = "srtx", **changes: Any) -> str:
    """Create a portfolio and return its name; without bids it holds one sound bid."""
    name = fresh_name()
    body = auction_portfolio(name, *(bids or (bid(),)), **changes)
    answered = ask("auction.portfolioCreation", person, body=body)
    assert answered.status == 200, answered.value
    return name


def read(ask: Asking, operation: str, name: str, person: str = "srtx", **kwargs: str) -> Answered:
    return ask(f"auction.{operation}", person, query=named(name, **kwargs))


def move(ask: Asking, operation: str, name: str, person: str = "srtx", **kwargs: str) -> Answered:
    return ask(f"auction.{operation}", person, body=named(name, **kwargs))


def status(ask: Asking, name: str) -> str:
    return read(ask, "getPortfolioStatus", name).value["status"]
