"""Bids as columns: equal segments merged, sorted so that the order of bids doesn't matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from marketsim.clearing.market import Bid, Curve
from marketsim.clearing.network import Places, Reals

Shape = Literal["step", "linear"]
STEPS = 32  # of a linear segment: its marginal price is met within 1/64 of the segment's price difference


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """The distinct (source, sink, hedge type) bid for, by places of locations."""

    source: Places
    sink: Places
    option: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is decided: MW of each distinct (path, side, price), between 0 and ``upper``.

    ``sign`` is +1 for buys and -1 for offers, which take flow off the path. ``worth``: sign x price, the value of
    1 MW. ``piece_*``: the segments behind the columns, with the bid each belongs to.
    """

    paths: Paths
    path: Places
    sign: Reals
    price: Reals
    upper: Reals
    piece_bid: Places
    piece_column: Places
    piece_mw: Reals

    @property
    def worth(self) -> Reals:
        """$ of 1 MW: what a buyer pays at most, less what a seller wants."""
        return self.sign * self.price

    def net(self, decided: Reals) -> Reals:
        """Net MW by path: bought less sold."""
        signed, paths = self.sign * decided, len(self.paths.source)
        return np.bincount(self.path, weights=signed, minlength=paths).astype(np.float64)

    def surplus(self, path_prices: Reals) -> Reals:
        """$/MW that each column is worth above its path's price."""
        surplus: Reals = self.worth - self.sign * path_prices[self.path]
        return surplus

    def awarded(self, decided: Reals, bids: Sequence[Bid]) -> Reals:
        """MW by bid; segments of one column share it in proportion to their MW."""
        part = np.divide(decided, self.upper, out=np.zeros_like(decided), where=self.upper > 0)
        pieces = part[self.piece_column] * self.piece_mw
        mw = np.bincount(self.piece_bid, weights=pieces, minlength=len(bids))
        partial = np.bincount(self.piece_bid, weights=part[self.piece_column] < 1.0, minlength=len(bids))
        whole: Reals = np.where(partial == 0, [each.mw for each in bids], mw)
        return whole


def columns_of(bids: Sequence[Bid], places: Mapping[str, int], shape: Shape) -> Columns:
    """The columns of these bids; ``places`` numbers the locations."""
    facts = [
        (places[bid.source], places[bid.sink], bid.hedge_type == "OPT", bid.sells, price, mw, index)
        for index, bid in enumerate(bids)
        for mw, price in pieces(bid.curve, shape)
    ]
    table = np.array(facts, dtype=np.float64).reshape(-1, 7)
    source, sink, option, sells, price, mw, _ = table.T
    order = np.lexsort((mw, price, sells, option, sink, source))
    table = table[order]
    changes = np.any(table[1:, :5] != table[:-1, :5], axis=1)
    starts = np.flatnonzero(np.concatenate([[True], changes])) if len(table) else np.zeros(0, dtype=np.intp)
    column = np.cumsum(np.concatenate([[0], changes])).astype(np.intp)[: len(table)]
    first = table[starts]
    paths, path = np.unique(first[:, :3].astype(np.intp), axis=0, return_inverse=True)
    return Columns(
        paths=Paths(paths[:, 0], paths[:, 1], paths[:, 2].astype(bool)),
        path=path.reshape(-1),
        sign=np.where(first[:, 3] > 0, -1.0, 1.0),
        price=first[:, 4] + 0.0,
        upper=np.add.reduceat(table[:, 5], starts) if len(table) else np.zeros(0),
        piece_bid=table[:, 6].astype(np.intp),
        piece_column=column,
        piece_mw=table[:, 5],
    )


def pieces(curve: Curve, shape: Shape) -> Iterator[tuple[float, float]]:
    """MW and price of each segment: a step has its end's price; a linear one is cut into ``STEPS`` equal steps."""
    for (start, before), (end, price) in pairwise(curve):
        if shape == "step" or before == price:
            yield end - start, price
            continue
        for step in range(STEPS):
            yield (end - start) / STEPS, before + (price - before) * (step + 0.5) / STEPS
