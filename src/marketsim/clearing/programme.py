"""The linear programme of one product: awards of most worth under the rows found so far; HiGHS's dual simplex."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

from marketsim.clearing.network import Reals
from marketsim.clearing.rows import Rows
from marketsim.clearing.segments import Columns

ACCURACY = 1e-9
SMALL = 1e-12  # a coefficient below this moves less than 1e-6 MW by the absurdest award


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """MW by column, and $/MW by row."""

    columns: Reals
    prices: Reals


class Programme:
    """Awards by column and net awards by path; a network row is written on paths, which are fewer.

    Starts at what everybody would get on an unlimited network: there no row holds anybody back, so that each
    round of rows is met by dual simplex steps from the last basis.
    """

    def __init__(self, columns: Columns, rows: Rows) -> None:
        self._columns, self._rows, self._written = columns, rows, 0
        self._count, self._paths = len(columns.upper), len(columns.paths.source)
        self._solver = solver()
        if self._count:
            self._pass_columns()
            self.extend()

    def extend(self) -> None:
        """Write the rows that came since."""
        if not self._count or self._written == len(self._rows):
            return
        loading = self._rows.loading(np.arange(self._paths), self._written)
        add_rows(
            self._solver, loading, self._rows.room[self._written :], self._count + np.arange(self._paths)
        )
        self._written = len(self._rows)

    def solved(self) -> Decision:
        """The best awards under the rows so far: a vertex."""
        if not self._count:
            return Decision(np.zeros(0), np.zeros(len(self._rows)))
        run(self._solver)
        solution = self._solver.getSolution()
        values = np.array(solution.col_value)[: self._count]
        duals = np.array(solution.row_dual)[self._paths :]
        return Decision(np.clip(values, 0.0, self._columns.upper), np.maximum(duals, 0.0))

    def _pass_columns(self) -> None:
        columns, count, paths = self._columns, self._count, self._paths
        free = np.full(paths, highspy.kHighsInf)
        rows = np.concatenate([columns.path, np.arange(paths)])
        values = np.concatenate([columns.sign, np.full(paths, -1.0)])
        links = csr_array((values, (rows, np.arange(count + paths))), shape=(paths, count + paths)).tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count + paths, paths
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.concatenate([columns.worth, np.zeros(paths)])
        model.col_lower_ = np.concatenate([np.zeros(count), -free])
        model.col_upper_ = np.concatenate([columns.upper, free])
        model.row_lower_ = model.row_upper_ = np.zeros(paths)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = links.indptr, links.indices
        model.a_matrix_.value_ = links.data
        self._solver.passModel(model)
        self._solver.setBasis(self._everything_in_the_money())

    def _everything_in_the_money(self) -> highspy.HighsBasis:
        status = highspy.HighsBasisStatus
        basis = highspy.HighsBasis()
        bounds = [status.kUpper if worth > 0 else status.kLower for worth in self._columns.worth]
        basis.col_status = bounds + [status.kBasic] * self._paths
        basis.row_status = [status.kLower] * self._paths
        basis.valid = True
        return basis


def solver() -> highspy.Highs:
    """A silent HiGHS on one thread, without presolve, so that every solve starts from the last basis."""
    made = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "simplex"),
        ("presolve", "off"),
        ("primal_feasibility_tolerance", ACCURACY),
        ("dual_feasibility_tolerance", ACCURACY),
    ):
        made.setOptionValue(option, value)
    return made


def run(solver: highspy.Highs) -> None:
    """Solve; ArithmeticError where HiGHS finds no optimum."""
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"the linear programme ended as {solver.modelStatusToString(status)}")


def add_rows(solver: highspy.Highs, loading: Reals, room: Reals, columns: np.ndarray) -> None:
    """Rows of at most ``room`` MW; ``columns``: where each column of the loading stands in the solver."""
    sparse = csr_array(np.where(np.abs(loading) > SMALL, loading, 0.0))
    places, starts = columns[sparse.indices].astype(np.int32), sparse.indptr[:-1].astype(np.int32)
    infinite = np.full(len(room), -highspy.kHighsInf)
    solver.addRows(len(room), infinite, room, sparse.nnz, starts, places, sparse.data)
