"""The programme of very many columns, by few: those far from their price stay at a bound until proven wrong.

Starts from rough prices (``interior``). Columns nearest to their price are free, all others stand at the bound
that their price says. Once the small programme is solved, its prices judge every column: the ones at the wrong
bound are freed, until there is none. So the result is the whole programme's, whatever the start.
"""

from __future__ import annotations

import highspy
import numpy as np

from marketsim.clearing.network import Places, Reals
from marketsim.clearing.programme import ACCURACY, SMALL, Decision, add_rows, run, solver
from marketsim.clearing.rows import Rows
from marketsim.clearing.segments import Columns

FREED_AT_ONCE = 1000
WRONG = 1e-9  # $/MW
PENALTY = 1e3  # times the dearest price, for a row that the free columns alone can't hold
MOST_PENALTY = 1e9
EXCEEDED = 1e-7  # MW


class Sifting:
    """A programme whose columns join as they are needed; ArithmeticError where its rows can't be held at all."""

    def __init__(self, columns: Columns, rows: Rows, prices: Reals, free: int) -> None:
        self._columns, self._rows, self._written = columns, rows, 0
        surplus = columns.surplus(rows.path_prices(prices))
        self._award = np.where(surplus > 0, columns.upper, 0.0)
        self._penalty = PENALTY * (1.0 + float(np.max(np.abs(columns.worth), initial=0.0)))
        self._free: Places = np.zeros(0, dtype=np.intp)
        self._places = np.zeros(0, dtype=np.intp)
        self._excess = np.zeros(0, dtype=np.intp)
        self._solver = solver()
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._free_more(np.argsort(np.abs(surplus), kind="stable")[:free])
        self.extend()

    def extend(self) -> None:
        """Write the rows that came since."""
        new = len(self._rows) - self._written
        if new:
            loading = self._rows.loading(self._columns.path[self._free], self._written)
            room = np.zeros(new)  # set with all others before solving
            add_rows(self._solver, loading * self._columns.sign[self._free], room, self._places)
            first = self._solver.getNumCol()
            rows, bounds = (
                np.arange(self._written, len(self._rows)),
                (np.zeros(new), np.full(new, highspy.kHighsInf)),
            )
            self._solver.addCols(
                new,
                np.full(new, -self._penalty),
                *bounds,
                new,
                np.arange(new, dtype=np.int32),
                rows.astype(np.int32),
                np.full(new, -1.0),
            )
            self._excess = np.concatenate([self._excess, first + np.arange(new)])
            self._written = len(self._rows)

    def solved(self) -> Decision:
        """The best awards of all columns under the rows so far."""
        while True:
            values, prices = self._solved_as_is()
            surplus = self._columns.surplus(self._rows.path_prices(prices))
            surplus[self._free] = 0.0
            wrong = np.where(self._award > 0, -surplus, surplus)
            worst = np.argsort(-wrong, kind="stable")[:FREED_AT_ONCE]
            worst = worst[wrong[worst] > WRONG]
            if len(worst):
                self._free_more(worst)
            elif np.max(values[self._excess], initial=0.0) <= EXCEEDED:
                return Decision(self._award.copy(), prices)
            else:
                self._punish()

    def _solved_as_is(self) -> tuple[Reals, Reals]:
        others = self._award.copy()
        others[self._free] = 0.0
        room = self._rows.room - self._rows.used(self._columns.net(others))
        rows = np.arange(self._written, dtype=np.int32)
        self._solver.changeRowsBounds(self._written, rows, np.full(self._written, -highspy.kHighsInf), room)  # type: ignore[attr-defined]
        run(self._solver)
        solution = self._solver.getSolution()
        values = np.array(solution.col_value)
        upper = self._columns.upper[self._free]
        self._award[self._free] = np.clip(values[self._places], 0.0, upper)
        return values, np.maximum(np.array(solution.row_dual), 0.0)

    def _free_more(self, columns: Places) -> None:
        """Take columns into the programme, standing where they stand."""
        loading = (self._rows.loading(self._columns.path[columns]) * self._columns.sign[columns])[
            : self._written
        ]
        entries = loading.T
        at, rows = np.nonzero(np.abs(entries) > SMALL)
        counts = np.bincount(at, minlength=len(columns))
        starts = (np.cumsum(counts) - counts).astype(np.int32)
        first, upper = self._solver.getNumCol(), self._columns.upper[columns]
        self._solver.addCols(
            len(columns),
            self._columns.worth[columns],
            np.zeros(len(columns)),
            upper,
            len(at),
            starts,
            rows.astype(np.int32),
            entries[at, rows],
        )
        basis, status = self._solver.getBasis(), highspy.HighsBasisStatus
        if basis.valid:
            standing = list(basis.col_status)
            standing[first:] = [status.kUpper if mw > 0 else status.kLower for mw in self._award[columns]]
            basis.col_status = standing
            self._solver.setBasis(basis)
        self._free = np.concatenate([self._free, columns])
        self._places = np.concatenate([self._places, first + np.arange(len(columns))])

    def _punish(self) -> None:
        self._penalty *= 1e3
        if self._penalty > MOST_PENALTY / ACCURACY:
            raise ArithmeticError("no awards hold the rows")
        for place in self._excess:
            self._solver.changeColCost(int(place), -self._penalty)
