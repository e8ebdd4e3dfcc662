"""What the operator does about nomination caps: work out a calculation, post it, look what there is."""

from __future__ import annotations

from typing import Any

from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.eligibility.calculation import Order, calculate
from marketsim.system.eligibility.posting import post_caps
from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import NewCapCalculation, Nothing
from marketsim.system.store.caps import CapCalculation, list_calculations, list_caps


def calculations(system: CrrSystem) -> dict[str, Any]:
    """Every calculation, posted or not, by name."""
    with system.store.reading() as store:
        return {"calculations": [_shown(each) for each in list_calculations(store)]}


def calculate_caps(system: CrrSystem, wanted: NewCapCalculation) -> dict[str, Any]:
    """Work out caps from what is in the store and keep them unposted; raises OperatorProblem."""
    kinds = frozenset(wanted.kinds) if wanted.kinds else None
    order = Order(wanted.name, wanted.market, kinds, wanted.load_window)
    with system.store.writing() as store:
        try:
            made = calculate(store, system.settings, order, system.clock.now())
        except CapProblem as problem:
            raise _told(problem) from None
        return {**_shown(made), "caps": len(list_caps(store, made.name))}


def post_calculation(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Let a calculation bind, and tell the load-serving entities; raises OperatorProblem."""
    with system.store.writing() as store:
        try:
            return _shown(post_caps(store, system.settings, name, system.clock.now()))
        except CapProblem as problem:
            raise _told(problem) from None


def _told(problem: CapProblem) -> OperatorProblem:
    return OperatorProblem.told(
        problem.found,
        expected=problem.expected,
        fix=problem.fix,
        status=404 if problem.missing else 409,
    )


def _shown(calculation: CapCalculation) -> dict[str, Any]:
    return {
        "name": calculation.name,
        "market": calculation.market_name,
        "loadWindow": calculation.load_window,
        "kinds": sorted(calculation.kinds),
        "postedAt": utc_text(calculation.posted_at) if calculation.posted_at else None,
    }
