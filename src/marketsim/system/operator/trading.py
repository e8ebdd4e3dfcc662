"""What the operator does with the trades of the secondary market: check credit, disapprove, look."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import CreditChecks, Disapproval
from marketsim.system.store.trades import PENDING, Trade, pending, trades
from marketsim.system.trace import Trace
from marketsim.system.trades.deciding import TradeDesk


def check_credit(system: CrrSystem, wanted: CreditChecks, trace: Trace) -> dict[str, Any]:
    """Judge the trades of those requests, or all that wait, one after the other; raises OperatorProblem.

    404 where one is no answered offer, 409 where one is decided already; nothing is judged then.
    """
    with system.store.writing() as store:
        waiting = pending(store) if wanted.request_ids is None else _waiting(store, wanted.request_ids)
        desk = TradeDesk(store, system.settings, system.clock.now(), trace, system.faults.results)
        return {"trades": [told(each) for each in desk.judge(waiting)]}


def disapprove(system: CrrSystem, name: str, wanted: Disapproval, trace: Trace) -> dict[str, Any]:
    """Refuse a trade that awaits its credit check; raises OperatorProblem (404, 409)."""
    with system.store.writing() as store:
        (trade,) = _waiting(store, [_request_id(name)])
        desk = TradeDesk(store, system.settings, system.clock.now(), trace, system.faults.results)
        return told(desk.disapprove(trade, wanted.reason))


def list_trades(system: CrrSystem) -> dict[str, Any]:
    """Every trade that awaits its credit check or is decided, by requestId."""
    with system.store.reading() as store:
        return {"trades": [told(each) for each in trades(store)]}


def told(trade: Trade) -> dict[str, Any]:
    """A trade as the console tells it; dollars with cents."""
    return {
        "requestId": trade.request_id,
        "responseId": trade.response_id,
        "status": trade.status,
        "seller": trade.seller,
        "buyer": trade.buyer,
        "crrId": trade.crr_id,
        "startDate": _stamp(trade.start),
        "endDate": _stamp(trade.end),
        "mw": trade.mw,
        "price": trade.price,
        "short": [
            {
                "participant": each.participant,
                "required": float(each.required),
                "posted": float(each.posted),
            }
            for each in trade.short
        ],
        "reason": trade.reason,
        "newCrrId": trade.new_crr_id,
    }


def _waiting(store: Connection, request_ids: Collection[int]) -> list[Trade]:
    """The pending trades of those requests in that order, each once."""
    found = {each.request_id: each for each in trades(store, request_ids)}
    for each in request_ids:
        if each not in found:
            raise OperatorProblem.told(
                f"request {each} is no answered offer",
                expected="the requestId of a trade that awaits its credit check",
                fix="look at GET /trades",
                status=404,
            )
        if found[each].status != PENDING:
            raise OperatorProblem.told(
                f"trade {each} is {found[each].status}",
                expected=f"a trade at {PENDING}",
                fix="leave it: it is decided",
                status=409,
            )
    return [found[each] for each in dict.fromkeys(request_ids)]


def _request_id(name: str) -> int:
    return int(name) if name.isascii() and name.isdecimal() and len(name) <= 10 else 0


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
