"""What goes into a clearing: the model with its limits, and the bids of each product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from marketsim.clearing.network import Network
from marketsim.clearing.words import Direction, HedgeType

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A source or sink: its participation factors by bus, which add up to 1."""

    name: str
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Contingency:
    """An outage to withstand: these branches trip together, emergency ratings hold."""

    name: str
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interface:
    """A limit in MW on a weighted sum, in the base case.

    ``PATH`` (also a nomogram): of branch flows. ``ITC`` (intertie constraint): of net injections at locations,
    positive where power comes in. None: that direction isn't limited.
    """

    name: str
    kind: Literal["PATH", "ITC"]
    forward_mw: float | None
    reverse_mw: float | None
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The network a market is cleared on, and what limits it.

    Every limit (normal and emergency ratings, interfaces) is multiplied by ``capacity_factor``; then
    ``set_asides`` (MW by interface and direction) are taken off. ``monitored``: the branches whose limits count;
    None: every branch that has one.
    """

    network: Network
    locations: tuple[Location, ...]
    contingencies: tuple[Contingency, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    monitored: frozenset[str] | None = None
    capacity_factor: float = 1.0
    set_asides: Mapping[tuple[str, Direction], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FixedCrr:
    """MW that load a path before anything is awarded (base loading).

    An obligation loads it in both senses; an option only where it takes capacity (its counterflow gives none).
    """

    source: str
    sink: str
    hedge_type: HedgeType
    mw: float


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid to buy a path, or an offer that takes MW of a held CRR off it.

    ``curve`` holds points (MW, $/MW for the period), the first at 0 MW, MW strictly rising. ``key`` is the
    caller's own name for it. Only an offer may be of an option.
    """

    key: str
    source: str
    sink: str
    sells: bool
    curve: Curve
    hedge_type: HedgeType = "OBL"

    @property
    def mw(self) -> float:
        """The most it may be awarded."""
        return self.curve[-1][0]


@dataclass(frozen=True, slots=True)
class Nomination:
    """MW of an obligation that is asked of an allocation. ``key`` is the caller's own name for it."""

    key: str
    source: str
    sink: str
    mw: float


@dataclass(frozen=True, slots=True)
class Product:
    """One period and time of use: what loads the network already, and who wants what. Cleared apart."""

    period: str
    tou: str
    bids: tuple[Bid, ...]
    base_loading: tuple[FixedCrr, ...] = ()
