"""The awards of least squares under some rows: their multipliers by a semismooth Newton method, exact at its end.

Minimising the sum of (n - x)^2 / n under Ax <= r, 0 <= x <= n has the awards x = n clip(1 - q / 2, 0, 1) with
q = A'm, for the multipliers m >= 0 that minimise a convex function of them alone, quadratic in pieces. Each step
minimises the piece it is in over all m >= 0 and then goes as far in that direction as helps, exactly. There are as
many multipliers as rows, however many nominations; and a path's nominations are all cut by the same part.
"""

from __future__ import annotations

import numpy as np

from marketsim.clearing.network import Reals
from marketsim.clearing.pivoting import least
from marketsim.clearing.programme import Decision
from marketsim.clearing.rows import Rows

CLOSE = 1e-9  # MW over a row, or short of one with a multiplier
MOST_STEPS = 300
DEFINITE = 1e-11  # of the diagonal, added to it: rows that are alike have no multipliers of their own
SHARPENING = 3


class LeastSquares:
    """Awards by path, of the MW nominated by path, under the rows met so far. Begins where it was before."""

    def __init__(self, nominated: Reals, rows: Rows) -> None:
        self._nominated, self._rows = nominated, rows
        self._prices: Reals = np.zeros(0)
        self.extend()

    def extend(self) -> None:
        """Take up the rows that came since."""
        self._prices = np.concatenate([self._prices, np.zeros(len(self._rows) - len(self._prices))])

    def solved(self) -> Decision:
        """MW by path and multiplier by row. Raises ArithmeticError where the numbers have no such accuracy."""
        best, smallest, left = self._prices, np.inf, SHARPENING
        close = CLOSE * max(1.0, 1e-6 * float(np.max(self._nominated, initial=0.0)))
        for _ in range(MOST_STEPS):
            slack = self._rows.room - self._rows.used(self._awards(self._prices))
            off = _off(slack, self._prices)
            if off < smallest:
                best, smallest = self._prices, off
            if smallest <= close:
                if off == 0.0 or not left:
                    break
                left -= 1
            self._prices = self._stepped(slack)
        if smallest > close:
            raise ArithmeticError(f"least squares came no closer than {smallest:.1e} MW to a limit")
        self._prices = best
        return Decision(self._awards(best), best)

    def _awards(self, prices: Reals) -> Reals:
        awards: Reals = self._nominated * np.clip(1.0 - self._rows.path_prices(prices) / 2.0, 0.0, 1.0)
        return awards

    def _stepped(self, slack: Reals) -> Reals:
        """The multipliers after one step; ``slack``: the slope, MW left on each row."""
        prices = self._prices
        at = self._rows.path_prices(prices)
        bends = np.where((at >= 0.0) & (at < 2.0), self._nominated / 2.0, 0.0)
        matrix = self._rows.normal_matrix(bends)
        size = float(np.max(np.diag(matrix), initial=0.0)) or 1.0
        matrix[np.diag_indices_from(matrix)] += DEFINITE * size + DEFINITE * np.diag(matrix)
        wanted = least(matrix, slack - matrix @ prices, (prices > 0.0) | (slack < 0.0))
        step = wanted - prices
        part = _furthest(float(slack @ step), at, self._rows.path_prices(step), self._nominated)
        return wanted if part >= 1.0 else prices + part * step


def _off(slack: Reals, prices: Reals) -> float:
    """MW over a row, or left on one that has a multiplier."""
    return float(np.max(np.where(prices > 0.0, np.abs(slack), np.maximum(-slack, 0.0)), initial=0.0))


def _furthest(slope: float, at: Reals, step: Reals, nominated: Reals) -> float:
    """How much of a step helps (at most 1): where the slope along it, a rising line in pieces, gets to 0.

    A path's award bends between q = 0 and q = 2; ``at`` and ``step`` are its q here and its change.
    """
    moving = np.flatnonzero((step != 0.0) & (nominated > 0.0))
    at, step, nominated = at[moving], step[moving], nominated[moving]
    ends = np.sort(np.stack([-at / step, (2.0 - at) / step]), axis=0)
    first, last = np.clip(ends, 0.0, 1.0)
    rise = nominated * step**2 / 2.0
    places = np.concatenate([first, last])
    order = np.argsort(places, kind="stable")
    rises = np.cumsum(np.concatenate([rise, -rise])[order])
    places = places[order]
    slopes = slope + np.concatenate([[0.0], np.cumsum(rises[:-1] * np.diff(places))])
    beyond = np.flatnonzero(slopes >= 0.0)
    if not len(beyond) or beyond[0] == 0:
        return 1.0
    index = int(beyond[0])
    return float(places[index - 1] - slopes[index - 1] / rises[index - 1])
