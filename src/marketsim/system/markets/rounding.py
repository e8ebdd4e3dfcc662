"""How results are rounded for publication (design, section 9): the store keeps them unrounded beside it."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

MILLIONTH, THOUSANDTH, CENT = Decimal("0.000001"), Decimal("0.001"), Decimal("0.01")


def published_mw(mw: float) -> float:
    """MW snapped to 0.000001, then cut to 0.001 towards zero."""
    snapped = Decimal(repr(mw)).quantize(MILLIONTH, ROUND_HALF_EVEN)
    return float(snapped.quantize(THOUSANDTH, ROUND_DOWN)) + 0.0  # no minus zero


def published_price(price: float) -> float:
    """$/MW, half-even to a cent."""
    return float(Decimal(repr(price)).quantize(CENT, ROUND_HALF_EVEN)) + 0.0


def price_difference(sink: float, source: float) -> float:
    """The difference of two published prices, exact in cents."""
    return float(Decimal(repr(sink)) - Decimal(repr(source))) + 0.0
