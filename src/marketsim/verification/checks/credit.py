"""Security against the exposure of bids.

A bid is worth securing at its most: MW x (price at that MW + credit margin) where the price is positive, MW x
margin where it is not; per owner the larger of the sum and the minimum must be secured (the ISO's credit policy
as filed in 2011). Offers are left out of the sum: the sources speak of bids only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from marketsim.verification.checks.check import Subject
from marketsim.verification.curves import curves_of
from marketsim.verification.report import Finding


def exposures(subject: Subject) -> dict[str, float]:
    """The exposure of each owner's bids in the market, $."""
    market = subject.cleared.market
    bids, margin = market.bids, market.settings.margin or 0.0
    chosen = np.flatnonzero(~bids.sells)
    curves = curves_of(market.settings.shape, bids.sells, bids.start, bids.mw, bids.price, chosen)
    first, last = np.maximum(curves.first, 0.0) + margin, np.maximum(curves.last, 0.0) + margin
    at_end = np.maximum(curves.high * last, curves.low * first if market.settings.shape == "linear" else 0.0)
    # Between two points MW x price is a parabola; its peak counts where it lies inside.
    slope = (last - first) / (curves.high - curves.low)
    level = slope == 0
    peak = np.where(level, curves.low, (curves.low - first / np.where(level, 1.0, slope)) / 2)
    inside = (peak > curves.low) & (peak < curves.high)
    tall = np.where(inside, peak * (first + slope * (peak - curves.low)), 0.0)
    most = np.zeros(len(chosen))
    np.maximum.at(most, curves.bid, np.maximum(at_end, tall))
    found: dict[str, float] = {}
    for at, exposure in zip(chosen.tolist(), most.tolist(), strict=True):
        found[bids.owner[at]] = found.get(bids.owner[at], 0.0) + exposure
    return found


def secured(subject: Subject) -> Iterator[Finding]:
    """No owner has bids in the market beyond its security."""
    market = subject.cleared.market
    if market.security is None or market.settings.margin is None:
        return
    for owner, exposure in sorted(exposures(subject).items()):
        needed, security = max(exposure, market.settings.minimum), market.security.get(owner, 0.0)
        if needed > security + 0.005:
            yield Finding(
                "credit", owner, f"security of at least {needed:.2f} $", f"{security:.2f} $",
                "bids should have been rejected for lack of security",
            )  # fmt: skip
