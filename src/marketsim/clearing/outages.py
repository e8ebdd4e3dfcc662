"""What an outage moves where: flows after branches trip, from flows before, by small solves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketsim.clearing.grid import Grid
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.problem import ClearingProblem

DOUBTFUL = 1e-3
SINGULAR = 1e-9
AT_ONCE = 128


@dataclass(frozen=True, slots=True, eq=False)
class Outages:
    """Tripped branches of all contingencies one after the other, ``starts`` says where each one's begin.

    ``moved``: for every tripped branch (row), the part of its flow that each watched branch (column) takes over.
    """

    tripped: Places
    starts: Places
    moved: Reals

    @property
    def count(self) -> int:
        """Contingencies."""
        return len(self.starts)

    @property
    def single(self) -> bool:
        """Whether each contingency trips one branch."""
        return len(self.tripped) == len(self.starts)

    def members(self, contingency: int) -> slice:
        """The rows of one contingency."""
        ends = np.append(self.starts[1:], len(self.tripped))
        return slice(int(self.starts[contingency]), int(ends[contingency]))

    def after(self, block: slice, watched: Reals, tripped: Reals) -> Reals:
        """Flows after each contingency of a block (row), by watched branch, of flows before."""
        if self.single:
            return watched + self.moved[block] * tripped[block, None]
        first = int(self.starts[block.start])
        last = self.members(min(block.stop, self.count) - 1).stop
        taken = self.moved[first:last] * tripped[first:last, None]
        summed: Reals = np.add.reduceat(taken, self.starts[block] - first, axis=0)
        return watched + summed


def outages(grid: Grid, contingencies: Sequence[tuple[str, Places]], watched: Places) -> Outages:
    """The outages of these contingencies (name, branches); a ClearingProblem for one that splits the network."""
    sizes = np.array([len(branches) for _, branches in contingencies], dtype=np.intp)
    tripped = np.concatenate([np.zeros(0, dtype=np.intp), *(branches for _, branches in contingencies)])
    made = Outages(tripped, np.cumsum(sizes) - sizes, np.empty((len(tripped), len(watched))))
    for first in range(0, len(contingencies), AT_ONCE):
        batch = range(first, min(first + AT_ONCE, len(contingencies)))
        start, stop = made.members(batch[0]).start, made.members(batch[-1]).stop
        transfers = _transfer_flows(grid, tripped[start:stop]).T
        for index in batch:
            name, branches = contingencies[index]
            rows = made.members(index)
            own = transfers[rows.start - start : rows.stop - start]
            moved = np.linalg.solve(_left(grid, name, branches, own[:, branches]), own[:, watched])
            # What trips carries nothing: each loses its own flow, and takes over nothing.
            among = np.isin(watched, branches)
            moved[:, among] = np.where(branches[:, None] == watched[among], -1.0, 0.0)
            made.moved[rows] = moved
    return made


def _transfer_flows(grid: Grid, branches: Places) -> Reals:
    """Flows (branch, column) of 1 MW sent from end to end of each of these branches."""
    injections, columns = np.zeros((len(grid.network.buses), len(branches))), np.arange(len(branches))
    np.add.at(injections, (grid.network.from_bus[branches], columns), 1.0)
    np.subtract.at(injections, (grid.network.to_bus[branches], columns), 1.0)
    return grid.flows(injections)


def _left(grid: Grid, name: str, branches: Places, mutual: Reals) -> Reals:
    """What a transfer from end to end leaves beside the tripped branches; ``mutual``: their flows of each."""
    left: Reals = np.eye(len(branches)) - mutual
    smallest = float(np.linalg.svd(left, compute_uv=False)[-1])
    if smallest < DOUBTFUL and (grid.splits(branches) or smallest < SINGULAR):
        raise ClearingProblem(
            f"contingency {name}",
            expected="an outage that leaves the network in one piece",
            found="branches " + ", ".join(grid.network.branches[each] for each in branches) + " split it",
            fix="take the contingency out, or the branches whose loss cuts buses off",
        )
    return left
