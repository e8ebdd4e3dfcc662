"""How results are rounded for publication: MW to 0.001, prices to a cent; unrounded ones are kept beside."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

SNAP, MW_STEP, CENT = Decimal("0.000001"), Decimal("0.001"), Decimal("0.01")


def published_mw(mw: float) -> float:
    """MW snapped to a millionth, so that 9.9999999 is 10; then cut to 0.001 towards zero."""
    snapped = Decimal(repr(mw)).quantize(SNAP, ROUND_HALF_EVEN)
    return float(snapped.quantize(MW_STEP, ROUND_DOWN)) + 0.0


def published_price(price: float) -> float:
    """$/MW, half-even to a cent."""
    return float(Decimal(repr(price)).quantize(CENT, ROUND_HALF_EVEN)) + 0.0


def published_difference(sink: float, source: float) -> float:
    """A path's price: the difference of the published prices of its ends, exact in cents."""
    return float(Decimal(repr(published_price(sink))) - Decimal(repr(published_price(source)))) + 0.0
