"""Multipliers that nobody tells, found from the awards that they have to explain."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from marketsim.verification.allocation.objective import Goal
from marketsim.verification.grid.network import Reals
from marketsim.verification.rounding import MW_STEP


def explaining(goal: Goal, nominated: Reals, mw: Reals, takes: Reals) -> Reals:
    """Multipliers from 0 of the rows at which no award, as cut to be published, is further off than need be; (rows,).

    ``takes``: (nominations, rows). Any multipliers would do for a proof: where none explain the awards, the best
    found don't either, and the checks say so.
    """
    rows = takes.shape[1]
    if not rows or not len(nominated):
        return np.zeros(rows)
    full = mw >= nominated - 1e-9
    high = np.where(full, nominated, np.minimum(mw + MW_STEP, nominated - 1e-9))
    least, most, scale = goal.priced(nominated, np.where(full, nominated, mw), high)
    # least - t / scale <= takes @ multipliers <= most + t / scale, in MW
    weighed = takes * scale[:, None]
    above, below = np.isfinite(most), np.isfinite(least)
    matrix = np.vstack([weighed[above], -weighed[below]])
    sides = np.concatenate([(most * scale)[above], -(least * scale)[below]])
    whole = np.hstack([matrix, -np.ones((len(matrix), 1))])
    objective = np.zeros(rows + 1)
    objective[-1] = 1.0
    found = linprog(objective, A_ub=whole, b_ub=sides, bounds=(0, None), method="highs")
    return np.zeros(rows) if found.x is None else np.asarray(found.x[:rows], dtype=np.float64)
