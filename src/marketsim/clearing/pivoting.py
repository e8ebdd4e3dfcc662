"""The least of a convex quadratic over what isn't negative: block principal pivoting, then one variable at a time."""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from marketsim.clearing.network import Reals

PATIENCE = 4  # swaps of whole blocks that don't help before variables come one at a time
CLOSE = 1e-11


def least(matrix: Reals, linear: Reals, start: Reals) -> Reals:
    """The v >= 0 with the least v'Mv/2 + l'v, or (where rounding hides it) one with less than at ``start``.

    ``matrix`` M is positive definite. Raises ArithmeticError where it isn't.
    """
    free = (start > 0.0) | (linear + matrix @ start < 0.0)
    fewest, patience = len(linear) + 1, PATIENCE
    while patience:
        value = _on(matrix, linear, free)
        wrong = np.where(free, value < 0.0, _falls(matrix, linear, value))
        count = int(np.count_nonzero(wrong))
        if count == 0:
            return value
        fewest, patience = (count, PATIENCE) if count < fewest else (fewest, patience - 1)
        free = free ^ wrong
    return _one_by_one(matrix, linear, start)


def _one_by_one(matrix: Reals, linear: Reals, start: Reals) -> Reals:
    """From ``start`` downhill: free what falls most, give up what reaches 0, until nothing falls."""
    value, free = start.copy(), start > 0.0
    for _ in range(2 * len(linear)):
        value, free = _downhill(matrix, linear, value, free)
        falls = _falls(matrix, linear, value) & ~free
        if not np.any(falls):
            break
        slope = np.where(falls, linear + matrix @ value, np.inf)
        free[int(np.argmin(slope))] = True
    return value


def _downhill(matrix: Reals, linear: Reals, value: Reals, free: np.ndarray) -> tuple[Reals, np.ndarray]:
    """The least on ``free``, less what reached 0 on the way there."""
    free = free.copy()
    while True:
        aim = _on(matrix, linear, free)
        low = free & (aim < 0.0)
        if not np.any(low):
            return aim, free
        part = np.min(value[low] / (value[low] - aim[low]))
        value = np.where(free, np.maximum(value + part * (aim - value), 0.0), 0.0)
        reached = low & (value <= CLOSE * float(np.max(value, initial=0.0)))
        value[reached] = 0.0
        free &= ~reached


def _falls(matrix: Reals, linear: Reals, value: Reals) -> np.ndarray:
    """Where more than ``value`` helps."""
    size = float(np.max(np.abs(value), initial=0.0))
    falls: np.ndarray = linear + matrix @ value < -CLOSE * np.maximum(np.abs(linear), size)
    return falls


def _on(matrix: Reals, linear: Reals, free: np.ndarray) -> Reals:
    """The least with all but ``free`` at 0."""
    value = np.zeros(len(linear))
    chosen = np.flatnonzero(free)
    if len(chosen):
        try:
            factor = cho_factor(matrix[np.ix_(chosen, chosen)], check_finite=False)
        except LinAlgError:
            raise ArithmeticError("limits are too much alike for these numbers") from None
        value[chosen] = cho_solve(factor, -linear[chosen], check_finite=False)
    return value
