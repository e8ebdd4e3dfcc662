"""Awards of most worth that break no limit: an exact vertex, by whichever way is quicker for so many columns."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from marketsim.clearing.interior import InteriorPoint
from marketsim.clearing.limits_met import LimitsMet
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.programme import Decision, Programme
from marketsim.clearing.segments import Columns
from marketsim.clearing.sifting import Sifting
from marketsim.clearing.vertex import sharpened

TOLERANCE = 5e-7  # MW over a limit
ROWS_A_ROUND = 50
MANY_COLUMNS, MANY_PATHS = 30_000, 5_000  # above either, rough prices first (measured)
ROUGH, FINE = 1e-3, 1e-7  # relative, of the interior point
ROUGH_MW, ROUGH_ROWS_A_ROUND = 0.1, 200
FAR_MW, CHEAP = 20.0, 1e-3  # a row this slack and this cheap is left out while prices are rough
PURGING_ROUNDS = 15  # then none is left out any more, so that this ends
FREE_COLUMNS = 500


def most_worth(columns: Columns, limits: LimitsMet) -> Decision:
    """The best awards under the limits met and all that they would break. Raises ArithmeticError without any."""
    search = _Search(columns, limits)
    if len(columns.upper) > MANY_COLUMNS or len(columns.paths.source) > MANY_PATHS:
        rough = search.rough_prices()
        with suppress(ArithmeticError):  # then all columns at once, under the rows found by then
            free = FREE_COLUMNS + 2 * len(limits.rows)
            return search.met(Sifting(columns, limits.rows, rough, free))
    return search.met(Programme(columns, limits.rows))


class _Search:
    """Solves, screens, adds rows, until nothing is broken."""

    def __init__(self, columns: Columns, limits: LimitsMet) -> None:
        self.columns, self.limits, self.rows = columns, limits, limits.rows

    def met(self, programme: Programme | Sifting) -> Decision:
        """The best awards that break nothing."""
        while True:
            decision = programme.solved()
            new = self._broken(decision.columns, TOLERANCE)[:ROWS_A_ROUND]
            if not len(new):
                sharp = sharpened(self.columns, self.rows, decision)
                over = self.limits.most_over(self.columns.net(sharp.columns))
                return sharp if over <= TOLERANCE else decision
            self.rows.add(new)
            programme.extend()

    def rough_prices(self) -> Reals:
        """$/MW by row, from all rows that rough awards break."""
        price, award = np.zeros(0), np.where(self.columns.worth > 0, self.columns.upper, 0.0)
        while len(new := self._broken(award, ROUGH_MW)[:ROUGH_ROWS_A_ROUND]):
            self.rows.add(new)
            point = InteriorPoint(self.columns, self.rows).solved(ROUGH)
            award, price = point.award, point.price
            if self.limits.rounds < PURGING_ROUNDS:
                kept = (point.slack < FAR_MW) | (price > CHEAP)
                self.rows.keep(kept)
                price = price[kept]
        return InteriorPoint(self.columns, self.rows).solved(FINE).price if len(self.rows) else price

    def _broken(self, award: Reals, tolerance: float) -> Places:
        return self.limits.broken(self.columns.net(award), tolerance)
