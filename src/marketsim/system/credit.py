"""The security a bid requires: its exposure (market rules 5.4), computed exactly in decimals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from marketsim.system.settings import Settings
from marketsim.system.store.bids import Curve

CENT = Decimal("0.01")
ROUNDINGS = {"up": ROUND_CEILING, "half-even": ROUND_HALF_EVEN}


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """How exposures are computed: ``margin`` $/MW, ``shape`` step or linear, ``rounding`` up or half-even."""

    margin: Decimal
    shape: str
    rounding: str

    @classmethod
    def of(cls, settings: Settings) -> CreditTerms:
        """The terms in force."""
        return cls(
            margin=_decimal(settings.number("credit.margin")),
            shape=settings.text("bid_curve.shape"),
            rounding=settings.text("credit.rounding"),
        )


def required_credit(bid_curves: Iterable[Curve], terms: CreditTerms) -> float:
    """The sum of the exposures of buy bids in dollars and cents; offers are not bids and add nothing."""
    total = sum((exposure(curve, terms) for curve in bid_curves), Decimal(0))
    return float(total.quantize(CENT, ROUNDINGS[terms.rounding]))


def exposure(curve: Curve, terms: CreditTerms) -> Decimal:
    """The most a bid can cost with the credit margin on top, unrounded dollars.

    The maximum over the curve of MW x (price at that MW + margin); where the price is negative, of MW x
    margin (a bid with prices of both signs takes each part by its own rule; assumed). ``step``: up to a
    point, that point's price. ``linear``: straight lines between points.
    """
    points = [(_decimal(mw), max(_decimal(price), Decimal(0)) + terms.margin) for mw, price in curve]
    most = max((mw * cost for mw, cost in points), default=Decimal(0))
    if terms.shape == "linear":
        exact = [(_decimal(mw), _decimal(price)) for mw, price in curve]
        for before, after in pairwise(exact):
            most = max(most, _inside(before, after, terms.margin))
    return most


def _inside(before: tuple[Decimal, Decimal], after: tuple[Decimal, Decimal], margin: Decimal) -> Decimal:
    """The largest MW x (price + margin) strictly between two points; 0 where that is at an end."""
    (first, price), (last, last_price) = before, after
    slope = (last_price - price) / (last - first) if last != first else Decimal(0)
    if slope >= 0:
        return Decimal(0)
    peak = -(price - slope * first + margin) / (2 * slope)
    at_peak = price + slope * (peak - first)
    if not first < peak < last or at_peak < 0:
        return Decimal(0)
    return peak * (at_peak + margin)


def _decimal(value: float) -> Decimal:
    """The decimal that was posted: the shortest one that reads as this float."""
    return Decimal(repr(value))
