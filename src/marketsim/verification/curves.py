"""What bid curves say: the value of an award, and the most that anybody could have gained at a price.

Points are (MW, $/MW). ``step``: up to a point the price is that point's. ``linear``: the price runs straight from
point to point; a clearing may meet it in steps, with the error that the rule states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

STEPS = 32  # a linear segment is cleared in as many steps; its marginal price is met within half of one


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Bid curves by segment: bid, MW at both ends, price at both ends (equal in steps); ``sign``: -1 for offers."""

    bids: int
    sign: Reals
    bid: NDArray[np.intp]
    low: Reals
    high: Reals
    first: Reals
    last: Reals

    @property
    def error(self) -> Reals:
        """How far off a segment's price may be met, $/MW; 0 for steps. Shape (segments,)."""
        return np.abs(self.last - self.first) / (2 * STEPS)

    @property
    def error_of_value(self) -> float:
        """How much the value of a clearing in steps may lie off that of the curves, $."""
        width = (self.high - self.low) * np.abs(self.last - self.first) / (8 * STEPS * STEPS)
        most = np.zeros(self.bids)
        np.maximum.at(most, self.bid, width)
        return float(2 * most.sum())

    def fill(self, mw: Reals) -> Reals:
        """How much of each segment an award takes, in MW, from the first on; ``mw``: (bids,)."""
        taken: Reals = np.clip(mw[self.bid] - self.low, 0.0, self.high - self.low)
        return taken

    def price_at(self, taken: Reals) -> Reals:
        """The price of each segment after some MW of it."""
        price: Reals = self.first + (self.last - self.first) * taken / (self.high - self.low)
        return price

    def value(self, mw: Reals) -> Reals:
        """What each award is worth by its curve, $; offers count against. Shape (bids,)."""
        taken = self.fill(mw)
        worth = taken * (self.first + self.price_at(taken)) / 2
        return self.sign * np.bincount(self.bid, weights=worth, minlength=self.bids)

    def most_gained(self, prices: Reals) -> Reals:
        """The largest surplus (value less MW x price) that any award of a bid has; (bids,), from 0."""
        width = self.high - self.low
        sign, price = self.sign[self.bid], prices[self.bid]
        whole = sign * width * ((self.first + self.last) / 2 - price)
        up_to = np.cumsum(whole)
        begins = np.concatenate([[0.0], up_to])[np.searchsorted(self.bid, np.arange(self.bids))]
        at_end = up_to - begins[self.bid]
        slope = self.last - self.first
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip(np.where(slope == 0, 1.0, (price - self.first) / slope), 0.0, 1.0)
        inside = sign * width * share * (self.first + slope * share / 2 - price)
        best = np.maximum(at_end, at_end - whole + inside)
        most = np.zeros(self.bids)
        np.maximum.at(most, self.bid, best)
        return most


def curves_of(
    shape: Literal["step", "linear"],
    sells: NDArray[np.bool_],
    start: NDArray[np.intp],
    mw: Reals,
    price: Reals,
    chosen: NDArray[np.intp],
) -> Curves:
    """The curves of some bids; ``start``, ``mw``, ``price`` as a BidTable has them."""
    counts = np.diff(start)[chosen] - 1
    bid = np.repeat(np.arange(len(chosen)), counts)
    before = np.cumsum(counts) - counts
    point = np.arange(len(bid)) - before[bid] + start[:-1][chosen][bid] + 1
    first = price[point] if shape == "step" else price[point - 1]
    return Curves(
        bids=len(chosen),
        sign=np.where(sells[chosen], -1.0, 1.0),
        bid=bid,
        low=mw[point - 1],
        high=mw[point],
        first=first,
        last=price[point],
    )
