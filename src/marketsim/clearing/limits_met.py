"""The limits of one product that its awards have met so far: more are found by screening, until none is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from marketsim.clearing.constraints import Constraints
from marketsim.clearing.market import FixedCrr
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.outcome import Binding, RaisedLimit
from marketsim.clearing.rows import Rows
from marketsim.clearing.screening import RAISED, Screen, Use
from marketsim.clearing.segments import Paths

BINDS = 1e-9  # multipliers up to here are none

Told = Callable[[int, int, float], None]


class LimitsMet:
    """Rows of the limits met, for awards given as net MW by path; ``rounds`` counts the screenings.

    ``told`` hears of each screening: its number, the rows before it, the worst violation found (MW).
    """

    def __init__(
        self, constraints: Constraints, base: Sequence[FixedCrr], paths: Paths, told: Told | None = None
    ) -> None:
        self.constraints = constraints
        self.screen = Screen(constraints, base)
        self.rows = Rows(constraints, self.screen, paths)
        self.rounds = 0
        self._told = told
        self._options = {
            int(path): self.screen.unit_flows(paths.source[path], paths.sink[path])
            for path in self.rows.options
        }

    def broken(self, net: Reals, tolerance: float) -> Places:
        """Rows not met yet that awards break by more than a tolerance (MW), the worst first."""
        self.rounds += 1
        found = self.screen.violations(self._use(net), tolerance)
        if self._told is not None:
            self._told(self.rounds, len(self.rows), float(found.over[0]) if len(found.over) else 0.0)
        return found.rows[~np.isin(found.rows, self.rows.ids)]

    def most_over(self, net: Reals) -> float:
        """MW by which awards break the limit that they break most, of all there are; 0 where they break none."""
        over = self.screen.violations(self._use(net), 0.0).over
        return float(over[0]) if len(over) else 0.0

    def binding(self, net: Reals, prices: Reals) -> tuple[Binding, ...]:
        """The rows with a multiplier (by row), in order of their numbers."""
        held = np.flatnonzero(prices > BINDS)
        held = held[np.argsort(self.rows.ids[held])]
        rows = self.rows.ids[held]
        flow = self.screen.base_flows(rows, self.rows.sensitivities[held]) + self.rows.used(net)[held]
        facts = zip(rows, self.screen.limits(rows), flow, prices[held], strict=True)
        return tuple(
            Binding(*self.constraints.named(int(row)), float(limit), float(mw), float(price))
            for row, limit, mw, price in facts
        )

    def raised(self) -> tuple[RaisedLimit, ...]:
        """The limits that base loading alone is over."""
        rows = np.array(sorted(self.screen.raised), dtype=np.intp)
        limits = self.screen.stated(rows)
        return tuple(
            RaisedLimit(*self.constraints.named(int(row)), float(limit), self.screen.raised[int(row)])
            for row, limit in zip(rows, limits, strict=True)
            if self.screen.raised[int(row)] > limit + RAISED
        )

    def _use(self, net: Reals) -> Use:
        flows = self.constraints.flows(self.rows.injections(net))
        return Use(flows, tuple((float(net[path]), unit) for path, unit in self._options.items()))
