"""The last digits: a vertex computed anew from what is marginal and what binds."""

from __future__ import annotations

import numpy as np

from marketsim.clearing.network import Reals
from marketsim.clearing.programme import Decision
from marketsim.clearing.rows import Rows
from marketsim.clearing.segments import Columns

INSIDE = 1e-9
PRICED = 1e-9


def bound(columns: Columns, rows: Rows, prices: Reals) -> float:
    """The most that any awards can be worth, by these prices of rows (weak duality), $."""
    surplus = columns.surplus(rows.path_prices(prices))
    return float(prices @ rows.room + columns.upper @ np.maximum(surplus, 0.0))


def error(columns: Columns, rows: Rows, decision: Decision) -> float:
    """Relative duality gap or MW over a row, whichever is larger."""
    value = float(columns.worth @ decision.columns)
    gap = abs(bound(columns, rows, decision.prices) - value) / max(abs(value), 1.0)
    over = rows.used(columns.net(decision.columns)) - rows.room
    return max(gap, float(np.max(over, initial=0.0)))


def sharpened(columns: Columns, rows: Rows, decision: Decision) -> Decision:
    """The decision with rounding taken out: marginal columns fill the binding rows, and set their prices, exactly.

    Kept only where it is closer; a degenerate vertex has its smallest correction.
    """
    award, prices = decision.columns, decision.prices
    marginal = np.flatnonzero((award > INSIDE) & (award < columns.upper - INSIDE))
    binding = np.flatnonzero(prices > PRICED)
    if not len(marginal) or not len(binding):
        return decision
    loading = rows.loading(columns.path[marginal])[binding] * columns.sign[marginal]
    short = (rows.room - rows.used(columns.net(award)))[binding]
    surplus = columns.surplus(rows.path_prices(prices))[marginal]
    award, prices = award.copy(), prices.copy()
    award[marginal] += _solved(loading, short)
    prices[binding] += _solved(loading.T, surplus)
    better = Decision(np.clip(award, 0.0, columns.upper), np.maximum(prices, 0.0))
    return min(better, decision, key=lambda each: error(columns, rows, each))


def _solved(matrix: Reals, right: Reals) -> Reals:
    if matrix.shape[0] == matrix.shape[1]:
        try:
            return np.asarray(np.linalg.solve(matrix, right))
        except np.linalg.LinAlgError:
            pass
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0])
