"""One hour whose identities are checked, and what a broken one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..inputs import Inputs
from ..interval import TradeHour
from ..results import Results

SAYS: Mapping[str, str] = {
    "N1": "what a resource takes from one area is not what it brings to the other",
    "N2": "the areas' net exports do not add up to zero",
    "N3": "the credit quantities do not add up to zero",
    "N4": "the credit amounts do not add up to zero",
    "N5": "the values of the transfers do not add up to zero",
    "N6": "the offsets do not give back what the areas' own amounts came to",
    "N7": "what is charged and paid does not add up to zero within rounding",
    "N8": "the coordinators' shares do not add up to the ISO's own offset to the cent",
    "N9": "the area's offset follows another area's amounts",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold: by how much (MWh for N1 to N3, else $), and the areas behind it.

    ``k``: the five-minute interval, 1 to 12; ``leg``: FMM, RTD, or empty where the identity is of both.
    """

    identity: str
    hour: TradeHour
    k: int
    leg: str
    amount: Fraction
    areas: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class HourOf:
    """An hour with what was given and what it came to."""

    inputs: Inputs[Fraction]
    results: Results[Fraction]
    hour: TradeHour

    def broken(
        self, identity: str, k: int, amount: Fraction, areas: tuple[str, ...], leg: str = "", says: str = ""
    ) -> Broken:
        """The identity broken in this hour, ``k`` counted from 0."""
        return Broken(identity, self.hour, k + 1, leg, amount, areas, says or SAYS[identity])

    def of(
        self, rows: Mapping[tuple[str, TradeHour], tuple[Fraction, ...]]
    ) -> dict[str, tuple[Fraction, ...]]:
        """The rows of the areas in this hour."""
        return {area: rows[area, self.hour] for area in self.inputs.areas if (area, self.hour) in rows}
