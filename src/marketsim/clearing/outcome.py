"""What comes out of a clearing: awards, prices, binding constraints, raised limits; unrounded.

The embedded system keeps these with a run, so nothing here brings numpy along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.clearing.words import ConstraintType, Direction


@dataclass(frozen=True, slots=True)
class Award:
    """What a bid got: MW, and the $/MW of its path (an option's: what it is worth on the binding rows)."""

    key: str
    mw: float
    price: float


@dataclass(frozen=True, slots=True)
class Binding:
    """A constraint at its limit with a shadow price ($/MW) above zero.

    ``limit_mw`` is what holds for the whole flow, base loading included, after factor, set-aside and raising.
    ``flow_mw`` is that whole flow in ``direction`` (so positive where the limit is); ``contingency`` None: base.
    """

    name: str
    type: ConstraintType
    contingency: str | None
    direction: Direction
    limit_mw: float
    flow_mw: float
    shadow_price: float


@dataclass(frozen=True, slots=True)
class RaisedLimit:
    """A limit that base loading alone went over, so that it was raised to the base flow."""

    name: str
    type: ConstraintType
    contingency: str | None
    direction: Direction
    limit_mw: float
    raised_to_mw: float


@dataclass(frozen=True, slots=True)
class ClearedProduct:
    """One product's result; ``prices`` by location, $/MW for the period and time of use.

    ``value`` is the objective: bid value of buys less that of accepted offers, $. ``duality_gap`` is relative.
    ``rounds`` and ``rows`` tell of the work: how often constraints were added, and how many in the end.
    """

    period: str
    tou: str
    awards: tuple[Award, ...]
    prices: Mapping[str, float]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    value: float
    duality_gap: float
    rounds: int
    rows: int
