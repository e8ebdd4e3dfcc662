"""Totals of CRRs: by owner and by coordinator, over all months."""

from __future__ import annotations

from fractions import Fraction

from marketsim.settlement.crr.results import CrrResults


def totals(results: CrrResults) -> list[tuple[str, str, str, Fraction]]:
    """Determinant, what it is in words, whose it is, and the $; a charge is positive."""
    owners: dict[str, Fraction] = {}
    for (key, _), value in results.amounts.items():
        owners[key.owner] = owners.get(key.owner, Fraction(0)) + value
    demand: dict[str, Fraction] = {}
    for (name, _), value in results.demand_amounts.items():
        demand[name] = demand.get(name, Fraction(0)) + value
    return [
        *(("CRRMonthAmount", "CRR owner", name, value) for name, value in sorted(owners.items())),
        *(("MeasuredDemandAmount", "measured demand", name, value) for name, value in sorted(demand.items())),
    ]
