"""How results are rounded to be published, and what may be off when only published figures are known.

MW are snapped to 1e-6 and then cut to 0.001 towards zero; prices of locations, and of options, are rounded
half-even to 0.01; a path's published price is the difference of two published ones (all assumed: settings).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

MW_STEP, PRICE_STEP = 0.001, 0.01
_SNAP, _MILLI, _CENT = Decimal("0.000001"), Decimal("0.001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may be off: MW of an award, $/MW of a path's price; what prices are rounded to (0: not); the gap."""

    mw: float
    price: float
    price_step: float
    gap: float

    @classmethod
    def exact(cls) -> Tolerance:
        """Of unrounded results."""
        return cls(1e-5, 1e-6, 0.0, 1e-6)

    @classmethod
    def published(cls) -> Tolerance:
        """Of published results: a cut award, a difference of two rounded prices."""
        return cls(MW_STEP + 2e-6, PRICE_STEP + 1e-6, PRICE_STEP, 1e-6)


def published_mw(mw: float) -> Decimal:
    """MW as published: snapped to 1e-6, half-even, then cut to 0.001 towards zero."""
    return Decimal(repr(mw)).quantize(_SNAP, ROUND_HALF_EVEN).quantize(_MILLI, ROUND_DOWN)


def published_price(price: float) -> Decimal:
    """A price as published: half-even to 0.01."""
    return Decimal(repr(price)).quantize(_CENT, ROUND_HALF_EVEN)


def millionths(values: NDArray[np.float64]) -> list[int | float]:
    """Figures of a file in millionths: whole numbers, so that equal figures are equal; what is finer stays as it is."""
    scaled = values * 1e6
    whole = np.rint(scaled)
    off = np.abs(scaled - whole) > 1e-3
    found: list[int | float] = whole.astype(np.int64).tolist()
    for at in np.flatnonzero(off).tolist():
        found[at] = float(scaled[at])
    return found


def published_mws(mw: NDArray[np.float64]) -> list[int]:
    """published_mw of each, in millionths of a MW."""
    scaled = np.abs(mw) * 1e6
    snapped = np.rint(scaled).astype(np.int64)
    found: list[int] = (np.sign(mw).astype(np.int64) * (snapped // 1000) * 1000).tolist()
    for at in np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-3).tolist():
        found[at] = int(published_mw(float(mw[at])) * 1_000_000)
    return found


def published_prices(prices: NDArray[np.float64]) -> list[int]:
    """published_price of each, in millionths of a dollar."""
    cents = prices * 100
    found: list[int] = (np.rint(cents).astype(np.int64) * 10_000).tolist()
    for at in np.flatnonzero(np.abs(np.abs(cents - np.floor(cents)) - 0.5) < 1e-6).tolist():
        found[at] = int(published_price(float(prices[at])) * 1_000_000)
    return found


def rounding_samples(loose: NDArray[np.bool_], samples: int) -> list[NDArray[np.float64]]:
    """Errors of cut awards around their middle, in MW: so many vectors, 0 where an award cannot have been cut."""
    source = np.random.default_rng(3)
    return [
        np.where(loose, source.uniform(-MW_STEP / 2, MW_STEP / 2, len(loose)), 0.0) for _ in range(samples)
    ]
