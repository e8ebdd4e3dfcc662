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

ROUGH = 1e-3  # MW over a row, or short of one with a multiplier, while rows are being found
CLOSE = 1e-9  # the same in the end, at least; then ``SHARPENING`` steps more, for the last digits
SHARPENING = 2
ENOUGH, MOST_IDLE = 1e-7, 20  # MW that will do where so many steps in a row come no closer
MOST_STEPS = 300
DEFINITE = 1e-9  # of the diagonal, added to it: rows that are alike have no multipliers of their own
CLIPPED = 1e-2  # of its bend that a path counts with where it has none, the less the nearer the end
TINY = 1e-12  # of a bend


class LeastSquares:
    """Awards by path, of the MW nominated by path, under the rows met so far. Begins where it was before."""

    def __init__(self, nominated: Reals, rows: Rows) -> None:
        self._nominated, self._rows = nominated, rows
        self._most = max(1.0, float(np.max(nominated, initial=0.0)))
        self._prices: Reals = np.zeros(0)
        self.extend()

    def extend(self) -> None:
        """Take up the rows that came since."""
        self._prices = np.concatenate([self._prices, np.zeros(len(self._rows) - len(self._prices))])

    def rough(self) -> Decision:
        """MW by path and multiplier by row, close enough to see which rows they break."""
        return self._solved(ROUGH, 0)

    def solved(self) -> Decision:
        """MW by path and multiplier by row. Raises ArithmeticError where the numbers have no such accuracy."""
        return self._solved(CLOSE, SHARPENING)

    def _solved(self, close: float, sharpening: int) -> Decision:
        close *= max(1.0, 1e-6 * self._most)
        best, smallest, idle = self._prices, np.inf, 0
        for _ in range(MOST_STEPS):
            slack = self._rows.room - self._rows.used(self._awards(self._prices))
            off = _off(slack, self._prices)
            idle = 0 if off < smallest else idle + 1
            if off < smallest:
                best, smallest = self._prices, off
            if smallest <= close:
                if off == 0.0 or not sharpening:
                    break
                sharpening -= 1
            if smallest <= ENOUGH and idle == MOST_IDLE:
                break
            self._prices = self._stepped(slack, off)
        if smallest > max(close, ENOUGH):
            raise ArithmeticError(f"least squares came no closer than {smallest:.1e} MW to a limit")
        self._prices = best
        return Decision(self._awards(best), best)

    def _awards(self, prices: Reals) -> Reals:
        awards: Reals = self._nominated * np.clip(1.0 - self._rows.path_prices(prices) / 2.0, 0.0, 1.0)
        return awards

    def _stepped(self, slack: Reals, off: float) -> Reals:
        """The multipliers after one step; ``slack``: the slope, MW left on each row; ``off``: MW from the end."""
        near = (self._prices > 0.0) | (slack < 0.0)
        at = self._rows.path_prices(self._prices)
        clipped = min(CLIPPED, off / self._most)
        bends = np.where((at >= 0.0) & (at < 2.0), 1.0, clipped) * self._nominated / 2.0
        matrix = self._rows.normal_matrix(bends, near)
        scale = 1.0 / np.sqrt(np.maximum(np.diag(matrix), TINY * self._most))
        matrix *= scale * scale[:, None]
        matrix[np.diag_indices_from(matrix)] += DEFINITE
        start = self._prices[near] / scale
        wanted = np.zeros_like(slack)
        wanted[near] = least(matrix, slack[near] * scale - matrix @ start, start) * scale
        step = wanted - self._prices
        part = _furthest(float(slack @ step), at, self._rows.path_prices(step), self._nominated)
        return wanted if part >= 1.0 else np.maximum(self._prices + part * step, 0.0)


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
