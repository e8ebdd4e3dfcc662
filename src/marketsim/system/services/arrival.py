"""The state in which a request finds the portfolio it would change, read when the request comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from marketsim.contract.operations import OperationKey
from marketsim.system.rules.portfolios import REMOVAL, RETRACTION, SUBMISSION
from marketsim.system.store.portfolios import find_portfolio

CHANGING = SUBMISSION | RETRACTION | REMOVAL
MARKET_TYPES = {"auction": "AUCTION", "nomination": "ALLOCATION"}


def changes_portfolio(operation: OperationKey) -> bool:
    """Whether the operation changes a portfolio that is there."""
    return operation in CHANGING


def seen_on_arrival(
    store: Connection, operation: OperationKey, participant: str, query: Mapping[str, str], body: Any
) -> tuple[int, int] | None:
    """The (id, version) of the portfolio a changing request names; None where there is none."""
    if operation in REMOVAL:
        market, name = query.get("marketName"), query.get("portfolioName")
    else:
        market, name = getattr(body, "market_name", None), getattr(body, "portfolio_name", None)
    if not isinstance(market, str) or not isinstance(name, str):
        return None  # only with the contract's rules switched off
    row = find_portfolio(store, MARKET_TYPES[operation.service], market, participant, name)
    return None if row is None else (row.id, row.version)
