"""Totals by determinant and by whose they are."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from marketsim.settlement.comparison.statement import Calculated
from marketsim.settlement.files.table import Whose
from marketsim.settlement.number import half_up

UNITS = (
    10**9
)  # to which a value is rounded before it is added: exact sums of a month have endless denominators
TOTALLED = {
    "cc_6477_amount": "CC 6477",
    "cc_64770_amount": "CC 64770",
    "area_rtieo": "imbalance energy offset",
    "BAAFMMGHGCreditAmount": "greenhouse-gas credit, FMM",
    "BAARTDGHGCreditAmount": "greenhouse-gas credit, RTD",
}


class Total(NamedTuple):
    """What a coordinator or area comes to over all hours, in cents; charge positive."""

    determinant: str
    of: str
    whose: str
    amount: Fraction


class Totals:
    """Grows hour by hour."""

    def __init__(self) -> None:
        self._units: dict[tuple[str, Whose], int] = {}

    def take(self, calculated: Calculated) -> None:
        """Add what was calculated for some hours."""
        for element, values in calculated.items():
            if element.determinant in TOTALLED:
                key = element.determinant, element.whose
                added = sum(int(half_up(each * UNITS, 0)) for each in values)
                self._units[key] = self._units.get(key, 0) + added

    def all(self) -> list[Total]:
        """Every total: by determinant in the order of TOTALLED, by name."""
        order = list(TOTALLED)
        return [
            Total(name, TOTALLED[name], str(whose), half_up(Fraction(units, UNITS), 2))
            for (name, whose), units in sorted(
                self._units.items(), key=lambda each: (order.index(each[0][0]), each[0][1])
            )
        ]
