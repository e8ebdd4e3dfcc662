"""What a clearing found, as plain data kept with the run; the same fields as clearing's outcomes, unrounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Award:
    """MW of a record (``key`` is its number in the market, as text) and the $/MW of its path."""

    key: str
    mw: float
    price: float


@dataclass(frozen=True, slots=True)
class Binding:
    """A constraint at its limit; ``contingency`` None: in the base case."""

    name: str
    type: str
    contingency: str | None
    direction: str
    limit_mw: float
    flow_mw: float
    shadow_price: float


@dataclass(frozen=True, slots=True)
class RaisedLimit:
    """A limit that base loading alone went over, raised to the base flow."""

    name: str
    type: str
    contingency: str | None
    direction: str
    limit_mw: float
    raised_to_mw: float


@dataclass(frozen=True, slots=True)
class ProductResult:
    """One product's result, as clearing.outcome.ClearedProduct has it."""

    period: str
    tou: str
    awards: tuple[Award, ...]
    prices: dict[str, float]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    value: float
    duality_gap: float
    rounds: int
    rows: int


@dataclass(frozen=True, slots=True)
class NominationAward:
    """MW nominated and awarded in a record (``key`` is its number in the market, as text)."""

    key: str
    nominated_mw: float
    mw: float


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """One product's result, as clearing.allocation_outcome.AllocatedProduct has it."""

    period: str
    tou: str
    objective: str
    awards: tuple[NominationAward, ...]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    residual: float
    rounds: int
    rows: int


Result = ProductResult | AllocationResult


def encode(results: Sequence[Result]) -> str:
    """As text, to be kept; floats keep every digit."""
    return msgspec.json.encode(list(results)).decode()


def decode(kept: str, *, allocation: bool) -> Sequence[Result]:
    """Back from text; raises msgspec.ValidationError when it was written by another version."""
    if allocation:
        return msgspec.json.decode(kept, type=list[AllocationResult])
    return msgspec.json.decode(kept, type=list[ProductResult])
