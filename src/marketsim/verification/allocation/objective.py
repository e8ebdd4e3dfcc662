"""What an allocation is best by, as a worth of each award, so that the best awards are those worth most.

Least squares, the sum of (nominated - awarded)^2 / nominated at its least, is x (2 - x / n) at its most: the first MW
of a nomination is worth 2, the last nothing. The most MW: every MW is worth 1. A path that takes ``cost`` (what 1 MW
loads on each limit times the limit's multiplier) gets as much as is worth more than that.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from marketsim.verification.grid.network import Reals


class Goal(Protocol):
    """The worth of awards; every array is by nomination."""

    def worth(self, nominated: Reals, mw: Reals) -> Reals:
        """What awards are worth."""
        ...

    def marginal(self, nominated: Reals, mw: Reals) -> Reals:
        """What one MW more is worth."""
        ...

    def best(self, nominated: Reals, cost: Reals) -> Reals:
        """The most that worth less cost can be."""
        ...

    def range(self, nominated: Reals, cost: Reals) -> tuple[Reals, Reals]:
        """The awards from least to most that are best at a cost; MW."""
        ...

    def priced(self, nominated: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals, Reals]:
        """Between which costs an award is best that is somewhere from ``low`` to ``high`` MW, and MW that 1 off is."""
        ...


class LeastSquares:
    """The sum of (nominated - awarded)^2 / nominated at its least."""

    def worth(self, nominated: Reals, mw: Reals) -> Reals:
        return mw * (2.0 - _share(nominated, mw))

    def marginal(self, nominated: Reals, mw: Reals) -> Reals:
        return 2.0 * (1.0 - _share(nominated, mw))

    def best(self, nominated: Reals, cost: Reals) -> Reals:
        share = np.clip(1.0 - cost / 2.0, 0.0, 1.0)
        return np.asarray(nominated * share * (2.0 - share - cost), dtype=np.float64)

    def range(self, nominated: Reals, cost: Reals) -> tuple[Reals, Reals]:
        found = np.asarray(nominated * np.clip(1.0 - cost / 2.0, 0.0, 1.0), dtype=np.float64)
        return found, found

    def priced(self, nominated: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals, Reals]:
        least = np.where(high >= nominated, -np.inf, 2.0 * (1.0 - _share(nominated, high)))
        most = np.where(low <= 0.0, np.inf, 2.0 * (1.0 - _share(nominated, low)))
        return least, most, nominated / 2.0


class MostMegawatts:
    """The sum of awards at its most."""

    ERROR = 1e-6  # MW a MW: a cost nearer to 1 leaves the award open

    def worth(self, nominated: Reals, mw: Reals) -> Reals:
        return mw

    def marginal(self, nominated: Reals, mw: Reals) -> Reals:
        return np.ones_like(mw)

    def best(self, nominated: Reals, cost: Reals) -> Reals:
        return np.asarray(nominated * np.maximum(0.0, 1.0 - cost), dtype=np.float64)

    def range(self, nominated: Reals, cost: Reals) -> tuple[Reals, Reals]:
        least = np.where(cost + self.ERROR < 1.0, nominated, 0.0)
        most = np.where(cost - self.ERROR > 1.0, 0.0, nominated)
        return least, most

    def priced(self, nominated: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals, Reals]:
        least, most = np.where(high >= nominated, -np.inf, 1.0), np.where(low <= 0.0, np.inf, 1.0)
        return least, most, np.ones_like(nominated)


def goal_of(objective: str) -> Goal:
    """The goal that a market's settings name."""
    return LeastSquares() if objective == "least_squares" else MostMegawatts()


def _share(nominated: Reals, mw: Reals) -> Reals:
    some = nominated > 0
    return np.where(some, mw / np.where(some, nominated, 1.0), 0.0)
