"""An allocation's simultaneous feasibility test: how much of each nomination the network carries in every case.

Least squares (the default) minimises the sum over nominations of (nominated - awarded)^2 / nominated, which has one
answer: every path is cut by a part of its own, x = n clip(1 - q / 2, 0, 1), where q adds up the multipliers of the
limits that bind by what 1 MW of the path loads on each. The most MW maximises the sum of awards instead. Limits are
found as they are broken, until none is by more than ``most_worth.TOLERANCE`` MW.

Ties of the most MW: nominations of the same path share in proportion to their MW; others go as the solver's vertex
for nominations in sorted order has it, so that the order of nominations never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from marketsim.clearing.allocation_outcome import AllocatedProduct, AwardedNomination, Objective
from marketsim.clearing.checking import check_model, check_nominations
from marketsim.clearing.constraints import Constraints
from marketsim.clearing.least_squares import ROUGH, LeastSquares
from marketsim.clearing.limits_met import LimitsMet
from marketsim.clearing.market import Bid, FixedCrr, Model, Nomination
from marketsim.clearing.most_worth import TOLERANCE, most_worth
from marketsim.clearing.network import Reals
from marketsim.clearing.problem import ClearingProblem
from marketsim.clearing.programme import Decision
from marketsim.clearing.progress import Progress
from marketsim.clearing.segments import Columns, columns_of
from marketsim.clearing.vertex import bound

__all__ = [
    "AllocatedProduct", "AwardedNomination", "ClearingProblem", "Nomination", "Objective", "Progress", "allocate",
]  # fmt: skip

OBJECTIVES: tuple[Objective, Objective] = ("least_squares", "max_mw")
ROWS_A_ROUND = 200


def allocate(
    model: Model,
    nominations: Sequence[Nomination],
    base_loading: Sequence[FixedCrr] = (),
    *,
    period: str,
    tou: str,
    objective: Objective = "least_squares",
    progress: Callable[[Progress], None] | None = None,
) -> AllocatedProduct:
    """The awards of one product, in the order of its nominations, all obligations.

    Limits that base loading alone goes over are raised to its flow and reported. Raises ClearingProblem for input
    that has no honest answer.
    """
    if objective not in OBJECTIVES:
        expected, fix = " or ".join(OBJECTIVES), "choose one of them"
        raise ClearingProblem("the objective", expected=expected, found=repr(objective), fix=fix)
    check_model(model)
    check_nominations(model, nominations, base_loading, f"{period} {tou}")

    def told(round: int, rows: int, violation: float) -> None:
        if progress is not None:
            progress(Progress(1, 1, period, tou, round, rows, violation))

    with threadpool_limits(limits=1):  # as for auctions: matrices are small
        allocation = _Allocation(Constraints(model), nominations, base_loading, told)
        try:
            return allocation.result(period, tou, objective)
        except ArithmeticError as unsolved:
            raise ClearingProblem(
                f"product {period} {tou}", expected="numbers that can be solved", found=str(unsolved),
                fix="look for numbers that differ by many orders of magnitude",
            ) from unsolved  # fmt: skip


class _Allocation:
    """One product on its way to its awards; a column is a path with all that is nominated on it."""

    def __init__(
        self,
        constraints: Constraints,
        nominations: Sequence[Nomination],
        base: Sequence[FixedCrr],
        told: Callable[[int, int, float], None],
    ) -> None:
        self.nominations = nominations
        places = {each.name: index for index, each in enumerate(constraints.model.locations)}
        self.wanted = [_as_bid(each) for each in nominations]
        self.columns: Columns = columns_of(self.wanted, places, "step")
        self.limits = LimitsMet(constraints, base, self.columns.paths, told)

    def result(self, period: str, tou: str, objective: Objective) -> AllocatedProduct:
        decision = self._met(objective)
        mw = self.columns.awarded(decision.columns, self.wanted).tolist()
        net = self.columns.net(decision.columns)
        return AllocatedProduct(
            period=period,
            tou=tou,
            objective=objective,
            awards=tuple(
                AwardedNomination(each.key, each.mw, award)
                for each, award in zip(self.nominations, mw, strict=True)
            ),
            binding=self.limits.binding(net, decision.prices),
            raised=self.limits.raised(),
            residual=self._residual(decision, objective),
            rounds=self.limits.rounds,
            rows=len(self.limits.rows),
        )

    def _met(self, objective: Objective) -> Decision:
        """The best awards that break nothing."""
        return most_worth(self.columns, self.limits) if objective == "max_mw" else self._least_squares()

    def _least_squares(self) -> Decision:
        """First what rough awards break, then what exact ones do."""
        solver = LeastSquares(self.columns.upper, self.limits.rows)
        while self._extended(solver.rough(), ROUGH):
            solver.extend()
        while self._extended(decision := solver.solved(), TOLERANCE):
            solver.extend()
        return decision

    def _extended(self, decision: Decision, tolerance: float) -> bool:
        """Whether a decision broke more rows, which are now met."""
        new = self.limits.broken(self.columns.net(decision.columns), tolerance)[:ROWS_A_ROUND]
        if len(new):
            self.limits.rows.add(new)
        return bool(len(new))

    def _residual(self, decision: Decision, objective: Objective) -> float:
        """MW by which the awards miss being feasible and best: see AllocatedProduct."""
        columns, rows = self.columns, self.limits.rows
        over = self.limits.most_over(columns.net(decision.columns))
        if objective == "max_mw":
            value = float(columns.worth @ decision.columns)
            return max(over, abs(bound(columns, rows, decision.prices) - value))
        return max(over, self._off_closed_form(decision))

    def _off_closed_form(self, decision: Decision) -> float:
        columns, rows = self.columns, self.limits.rows
        kept = np.clip(1.0 - rows.path_prices(decision.prices)[columns.path] / 2.0, 0.0, 1.0)
        slack = rows.room - rows.used(columns.net(decision.columns))
        off: Reals = np.abs(decision.columns - columns.upper * kept)
        return max(
            float(np.max(off, initial=0.0)),
            float(np.max(np.abs(slack[decision.prices > 0.0]), initial=0.0)),
        )


def _as_bid(nomination: Nomination) -> Bid:
    """A nomination as a bid that values every MW alike."""
    curve = ((0.0, 1.0), (nomination.mw, 1.0))
    return Bid(nomination.key, nomination.source, nomination.sink, False, curve)
