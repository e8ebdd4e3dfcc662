"""The security of participants, as the operator sees and books it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import SecurityAmount
from marketsim.system.services.securing import reject_beyond_security
from marketsim.system.store.participants import find_participant
from marketsim.system.store.security import post_security, secured
from marketsim.system.trace import Trace
from marketsim.system.trades.deciding import TradeDesk

SECURED = "portfolio-secured"


def security_of(system: CrrSystem, name: str) -> dict[str, Any]:
    """What a participant has posted, in $; raises OperatorProblem (404)."""
    with system.store.reading() as store:
        return _told(store, name)


def put_security(system: CrrSystem, name: str, wanted: SecurityAmount, trace: Trace) -> dict[str, Any]:
    """Let exactly that amount stand posted for a participant; raises OperatorProblem.

    What it no longer covers is rejected, last in first out (market rules 5.4); trades that waited for it are judged
    again. ``trace`` notes what becomes of them.
    """
    now = system.clock.now()
    with system.store.writing() as store:
        _told(store, name)
        try:
            post_security(store, name, wanted.amount)
        except ValueError as problem:
            raise OperatorProblem.told(
                f"an amount of {wanted.amount:g}", expected=str(problem), fix="correct it"
            ) from None
        if system.rules.in_force(SECURED):
            reject_beyond_security(store, system.settings, name, now, trace)
        TradeDesk(store, system.settings, now, trace, system.faults.results).judge_short(name)
        return _told(store, name)


def _told(store: Connection, name: str) -> dict[str, Any]:
    if find_participant(store, name) is None:
        raise OperatorProblem.told(
            f"there is no participant named {name}",
            expected="a participant of this system",
            fix="look the name up in the profile",
            status=404,
        )
    return {"participant": name, "amount": float(secured(store, name))}
