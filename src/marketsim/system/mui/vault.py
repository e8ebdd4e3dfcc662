"""The screen on which a participant of the auctions posts security (market rules 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketsim.contract.operations import OperationKey
from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.mui.problem import MuiProblem, needed
from marketsim.system.store.security import MOST, amount_of, post_security, secured
from marketsim.system.trades.deciding import TradeDesk

BIDDING = OperationKey("auction", "portfolioCreation")


class PostedSecurity(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """So many dollars more."""

    participant_name: str
    amount: float


def post(system: CrrSystem, caller: Caller, content: bytes) -> dict[str, Any]:
    """Add to the security of a participant and tell what now stands; raises MuiProblem.

    Trades that waited for it are judged again.
    """
    try:
        order = msgspec.json.decode(content, type=PostedSecurity)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise MuiProblem(f"the body does not fit: {problem}") from None
    _require_bidder(system, caller, order.participant_name)
    if not order.amount > 0:
        raise MuiProblem("the amount is above 0 dollars")
    with system.store.writing() as store:
        total = secured(store, order.participant_name) + amount_of(order.amount)
        if total > MOST:
            raise MuiProblem(f"no more than {MOST:,f} dollars can stand posted")
        post_security(store, order.participant_name, total)
        desk = TradeDesk(store, system.settings, system.clock.now(), faults=system.faults.results)
        desk.judge_short(order.participant_name)
        return _shown(order.participant_name, secured(store, order.participant_name))


def told(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """The security that a participant has posted; raises MuiProblem."""
    participant = needed(query, "participantName")
    _require_bidder(system, caller, participant)
    with system.store.reading() as store:
        return _shown(participant, secured(store, participant))


def _require_bidder(system: CrrSystem, caller: Caller, participant: str) -> None:
    grants = [grant for grant in caller.grants if grant.participant == participant and grant.write]
    if not grants:
        raise MuiProblem("this certificate does not open the screens of that participant", 403)
    allowed = system.roles[BIDDING]
    if not any(grant.function in allowed for grant in grants):
        raise MuiProblem(f"security is posted by {', '.join(sorted(allowed))} only", 403)


def _shown(participant: str, amount: Any) -> dict[str, Any]:
    return {"participantName": participant, "amount": float(amount)}
