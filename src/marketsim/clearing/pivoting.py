"""The least of a convex quadratic over what isn't negative, by block principal pivoting: exact, in few solves."""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from marketsim.clearing.network import Reals

PATIENCE = 5  # swaps of whole blocks that don't help before one variable is swapped at a time
MOST_PIVOTS = 1000
CLOSE = 1e-12


def least(matrix: Reals, linear: Reals, start: np.ndarray) -> Reals:
    """The v >= 0 with the least v'Mv/2 + l'v; ``matrix`` M is positive definite, ``start`` a guess of what isn't 0.

    Raises ArithmeticError where rounding keeps it from being found.
    """
    free = start.copy()
    fewest, patience = len(linear) + 1, PATIENCE
    for _ in range(MOST_PIVOTS):
        value, slope = _on(matrix, linear, free)
        close = CLOSE * max(float(np.max(value, initial=0.0)), 1e-300)
        wrong = np.where(free, value < -close, slope < -CLOSE * (1.0 + np.abs(linear)))
        count = int(np.count_nonzero(wrong))
        if count == 0:
            return np.maximum(value, 0.0)
        if count < fewest:
            fewest, patience = count, PATIENCE
        elif patience:
            patience -= 1
        else:
            last = int(np.flatnonzero(wrong)[-1])
            wrong = np.arange(len(free)) == last
        free = free ^ wrong
    raise ArithmeticError("the limits that bind were not found: their rows are too much alike")


def _on(matrix: Reals, linear: Reals, free: np.ndarray) -> tuple[Reals, Reals]:
    """The least with all but ``free`` at 0, and the slope there."""
    value = np.zeros(len(linear))
    chosen = np.flatnonzero(free)
    if len(chosen):
        try:
            factor = cho_factor(matrix[np.ix_(chosen, chosen)], check_finite=False)
        except LinAlgError:
            raise ArithmeticError("the limits that bind are too much alike for these numbers") from None
        value[chosen] = cho_solve(factor, -linear[chosen], check_finite=False)
    slope = linear + matrix[:, chosen] @ value[chosen]
    slope[chosen] = 0.0
    return value, slope
