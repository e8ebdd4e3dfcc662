"""What comes out of an allocation: awards, limits that bind, raised limits; unrounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketsim.clearing.outcome import Binding, RaisedLimit

Objective = Literal["least_squares", "max_mw"]


@dataclass(frozen=True, slots=True)
class AwardedNomination:
    """What a nomination asked for and got, MW."""

    key: str
    nominated_mw: float
    mw: float


@dataclass(frozen=True, slots=True)
class AllocatedProduct:
    """One product's result.

    ``binding`` has multipliers as its shadow prices: of least squares, by how much the sum of (nominated - awarded)^2
    / nominated would fall with 1 MW more of the limit; of the most MW, how many MW more would be awarded.
    ``residual`` in MW: how far awards are from what is proven best. For both, over the worst limit of all; for least
    squares also off the closed form of the multipliers, or short of a limit that has one; for the most MW also the
    duality gap. ``rounds`` and ``rows`` tell of the work.
    """

    period: str
    tou: str
    objective: Objective
    awards: tuple[AwardedNomination, ...]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    residual: float
    rounds: int
    rows: int
