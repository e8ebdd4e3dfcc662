"""Prices close to the best ones for very many columns: an interior point over locations (Mehrotra 1992).

The normal equations are as large as the rows, whatever the number of bids. What comes out is rough on purpose:
it only says which columns may be marginal (``sifting``), so that its quality costs time and never the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from marketsim.clearing.network import Reals
from marketsim.clearing.rows import Rows
from marketsim.clearing.segments import Columns

MOST_STEPS = 60
TO_THE_BOUND = 0.995


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Inside: MW by column and what is left to its bound, slack and price by row, prices of both bounds."""

    award: Reals
    left: Reals
    slack: Reals
    price: Reals
    at_zero: Reals
    at_upper: Reals

    def pairs(self) -> tuple[tuple[Reals, Reals], ...]:
        """What must multiply to nothing in the end."""
        return (self.award, self.at_zero), (self.left, self.at_upper), (self.slack, self.price)

    def moved(self, step: Point, primal: float, dual: float) -> Point:
        """A step further."""
        return Point(
            self.award + primal * step.award,
            self.left + primal * step.left,
            self.slack + primal * step.slack,
            self.price + dual * step.price,
            self.at_zero + dual * step.at_zero,
            self.at_upper + dual * step.at_upper,
        )


class InteriorPoint:
    """Solves the programme of some columns and rows to a relative tolerance."""

    def __init__(self, columns: Columns, rows: Rows) -> None:
        self._columns, self._rows = columns, rows
        self._size = 2 * len(columns.upper) + len(rows)

    def solved(self, tolerance: float) -> Point:
        """A point whose gap and breaches are relatively within the tolerance, or the last one that was reached."""
        point = self._start()
        for _ in range(MOST_STEPS):
            breach, unpriced = self._residuals(point)
            if self._close(point, breach, unpriced, tolerance):
                break
            try:
                point = self._advanced(point, breach, unpriced)
            except LinAlgError:
                break
        return point

    def _start(self) -> Point:
        upper, scale = self._columns.upper, float(np.mean(np.abs(self._columns.worth))) + 1e-9
        slack = np.maximum(self._rows.room - self._rows.used(self._columns.net(0.5 * upper)), 1.0)
        flat = np.full(len(upper), scale)
        return Point(0.5 * upper, 0.5 * upper, slack, np.full(len(slack), scale), flat, flat)

    def _residuals(self, point: Point) -> tuple[Reals, Reals]:
        used = self._rows.used(self._columns.net(point.award))
        surplus = self._columns.surplus(self._rows.path_prices(point.price))
        return self._rows.room - used - point.slack, surplus + point.at_zero - point.at_upper

    def _close(self, point: Point, breach: Reals, unpriced: Reals, tolerance: float) -> bool:
        value = abs(float(self._columns.worth @ point.award))
        gap = sum(float(one @ other) for one, other in point.pairs())
        largest = float(np.max(np.abs(breach), initial=0.0))
        wide = float(np.max(self._rows.room, initial=1.0))
        priced = float(np.abs(unpriced) @ self._columns.upper)
        return max(gap, priced) <= tolerance * (1.0 + value) and largest <= tolerance * (1.0 + wide)

    def _advanced(self, point: Point, breach: Reals, unpriced: Reals) -> Point:
        """One step: ahead as if there were no curvature, then corrected for it."""
        zero, upper = point.at_zero / point.award, point.at_upper / point.left
        give = 1.0 / (zero + upper)
        paths = len(self._columns.paths.source)
        by_path = np.bincount(self._columns.path, weights=give, minlength=paths).astype(np.float64)
        matrix = self._rows.normal_matrix(by_path)
        diagonal = np.arange(len(matrix))
        matrix[diagonal, diagonal] += point.slack / point.price + 1e-12 * np.mean(matrix[diagonal, diagonal])
        factor = cho_factor(matrix, overwrite_a=True, check_finite=False)

        def step(targets: tuple[Reals, Reals, Reals]) -> Point:
            at_zero, at_upper, at_row = targets
            push = unpriced + at_zero / point.award - at_upper / point.left
            moved = self._rows.used(self._columns.net(give * push))
            price = cho_solve(factor, moved - breach + at_row / point.price, check_finite=False)
            worth = self._columns.sign * self._rows.path_prices(price)[self._columns.path]
            award = give * (push - worth)
            slack = (at_row - point.slack * price) / point.price
            return Point(
                award,
                -award,
                slack,
                price,
                at_zero / point.award - zero * award,
                at_upper / point.left + upper * award,
            )

        ahead = step(_targets(point, 0.0, None))
        primal, dual = _lengths(point, ahead, 1.0)
        after = point.moved(ahead, primal, dual)
        now, then = (sum(float(a @ b) for a, b in each.pairs()) / self._size for each in (point, after))
        corrected = step(_targets(point, now * (then / now) ** 3, ahead))
        return point.moved(corrected, *_lengths(point, corrected, TO_THE_BOUND))


def _targets(point: Point, middle: float, ahead: Point | None) -> tuple[Reals, Reals, Reals]:
    """What the products are to change by, in the order of ``pairs``."""
    none = replace(point) if ahead is None else ahead
    second = [0.0 if ahead is None else one * other for one, other in none.pairs()]
    first, left, row = (
        middle - one * other - curve for (one, other), curve in zip(point.pairs(), second, strict=True)
    )
    return first, left, row


def _lengths(point: Point, step: Point, part: float) -> tuple[float, float]:
    """How far primal and dual may go before something is negative."""

    def longest(values: tuple[Reals, ...], changes: tuple[Reals, ...]) -> float:
        most = 1.0 / part
        for value, change in zip(values, changes, strict=True):
            falling = change < 0
            if falling.any():
                most = min(most, float(np.min(-value[falling] / change[falling])))
        return min(1.0, part * most)

    return (
        longest((point.award, point.left, point.slack), (step.award, step.left, step.slack)),
        longest((point.at_zero, point.at_upper, point.price), (step.at_zero, step.at_upper, step.price)),
    )
