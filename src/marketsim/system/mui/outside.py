"""The screens of an entity outside the balancing authority area: its eligible load, and what it prepays."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection

from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.mui.problem import MuiProblem, needed
from marketsim.system.store.eq_load import elect, elected_sinks, revoke
from marketsim.system.store.load_windows import find_window
from marketsim.system.store.locations import location_types
from marketsim.system.store.markets import find_market
from marketsim.system.store.participants import find_participant
from marketsim.system.store.prepayments import CENT, prepaid, put_prepaid

MOST = Decimal(10) ** 12


class EqLoadElection(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """At a sink, the load of a window shall make the participant eligible, or shall not any more."""

    participant_name: str
    load_submission_window_name: str
    sink_name: str
    elected: bool = True


class Prepayment(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """So many dollars more for the nominations of a market."""

    participant_name: str
    market_name: str
    amount: float


def put_election(system: CrrSystem, caller: Caller, content: bytes) -> dict[str, Any]:
    """Elect eligible load, or take that back while the window is open; raises MuiProblem."""
    order = _decoded(content, EqLoadElection)
    with system.store.writing() as store:
        now = system.clock.now()
        _require_outside(store, caller, order.participant_name)
        window = find_window(store, order.load_submission_window_name)
        if window is None:
            raise MuiProblem(f"there is no load window {order.load_submission_window_name[:64]}", 404)
        if window.status(now) != "OPEN":
            raise MuiProblem(f"load window {window.name} is not open", 409)
        if order.sink_name not in location_types(store):
            raise MuiProblem(f"there is no sink {order.sink_name[:150]}", 404)
        if order.elected:
            elect(store, order.participant_name, window.name, order.sink_name, now)
        else:
            revoke(store, order.participant_name, window.name, order.sink_name)
        return _elections(store, order.participant_name, window.name)


def elections(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """The sinks at which the load of a window is elected; raises MuiProblem."""
    participant = needed(query, "participantName")
    with system.store.reading() as store:
        _require_outside(store, caller, participant)
        return _elections(store, participant, needed(query, "loadSubmissionWindowName"))


def prepay(system: CrrSystem, caller: Caller, content: bytes) -> dict[str, Any]:
    """Add to what stands prepaid for a market and tell the sum; raises MuiProblem."""
    order = _decoded(content, Prepayment)
    if not 0 < order.amount <= float(MOST):
        raise MuiProblem(f"the amount is above 0 and at most {MOST:,f} dollars")
    amount = Decimal(repr(order.amount))
    if amount != amount.quantize(CENT):
        raise MuiProblem("the amount is in dollars and whole cents")
    with system.store.writing() as store:
        _require_outside(store, caller, order.participant_name)
        market = find_market(store, order.market_name)
        if market is None or market.market_type != "ALLOCATION":
            raise MuiProblem(f"there is no allocation named {order.market_name[:50]}", 404)
        total = prepaid(store, order.participant_name, market.name) + amount.quantize(CENT)
        if total > MOST:
            raise MuiProblem(f"no more than {MOST:,f} dollars can stand prepaid")
        put_prepaid(store, order.participant_name, market.name, total)
        return _paid(order.participant_name, market.name, total)


def told_prepaid(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """What a participant has prepaid for a market; raises MuiProblem."""
    participant, market = needed(query, "participantName"), needed(query, "marketName")
    with system.store.reading() as store:
        _require_outside(store, caller, participant)
        return _paid(participant, market, prepaid(store, participant, market))


def _decoded(content: bytes, order: type[Any]) -> Any:
    try:
        return msgspec.json.decode(content, type=order)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise MuiProblem(f"the body does not fit: {problem}") from None


def _require_outside(store: Connection, caller: Caller, participant: str) -> None:
    grants = [each for each in caller.grants if each.participant == participant and each.write]
    if not grants:
        raise MuiProblem("this certificate does not open the screens of that participant", 403)
    known = find_participant(store, participant)
    if known is None or not known.obaalse:
        raise MuiProblem("this screen is for entities outside the balancing authority area", 403)


def _elections(store: Connection, participant: str, window: str) -> dict[str, Any]:
    sinks = sorted(elected_sinks(store, participant, window))
    return {"participantName": participant, "loadSubmissionWindowName": window, "elected": sinks}


def _paid(participant: str, market: str, amount: Decimal) -> dict[str, Any]:
    return {"participantName": participant, "marketName": market, "prepaid": float(amount)}
