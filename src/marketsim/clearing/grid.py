"""The linear network: susceptances factorised once; flows of injections, shift factors of branches."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from marketsim.clearing.network import Network, Places, Reals
from marketsim.clearing.problem import ClearingProblem


class Grid:
    """Direct-current flows on a network whose first bus is the reference.

    Injections are MW by bus and add up to 0; a shift factor is the flow on a branch of 1 MW put in at a bus and
    taken out at the reference.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._lu = (
            None
            if len(network.buses) == 1
            else splu(
                self._matrix()[1:, 1:].tocsc(),
                permc_spec="MMD_AT_PLUS_A",
                diag_pivot_thresh=0.01,
                options={"SymmetricMode": True},
            )
        )

    def flows(self, injections: Reals) -> Reals:
        """MW by branch (and column) of MW by bus (and column)."""
        angles = self._solved(injections)
        difference = angles[self.network.from_bus] - angles[self.network.to_bus]
        return (difference.T * self.network.susceptance).T

    def shift_factors(self, weights: csr_array) -> Reals:
        """By bus: of each row of branch weights, the weighted sum of the branches' shift factors."""
        seen = weights.multiply(self.network.susceptance[None, :]).tocoo()
        at_buses = np.zeros((len(self.network.buses), weights.shape[0]))
        np.add.at(at_buses, (self.network.from_bus[seen.col], seen.row), seen.data)
        np.subtract.at(at_buses, (self.network.to_bus[seen.col], seen.row), seen.data)
        return self._solved(at_buses).T

    def splits(self, tripped: Places) -> bool:
        """Whether the buses hang together no more without these branches."""
        kept = np.ones(len(self.network.branches), dtype=bool)
        kept[tripped] = False
        return islands(self.network, kept)[0] > 1

    def _solved(self, at_buses: Reals) -> Reals:
        angles = np.zeros(at_buses.shape)
        if self._lu is not None:
            angles[1:] = self._lu.solve(np.ascontiguousarray(at_buses[1:]))
        return angles

    def _matrix(self) -> csr_array:
        network = self.network
        size, one, other = len(network.buses), network.from_bus, network.to_bus
        rows = np.concatenate([one, other, one, other])
        columns = np.concatenate([one, other, other, one])
        values = np.concatenate([network.susceptance] * 2 + [-network.susceptance] * 2)
        return coo_array((values, (rows, columns)), shape=(size, size)).tocsr()


def islands(network: Network, kept: np.ndarray) -> tuple[int, Places]:
    """How many islands the kept branches leave, and each bus's island."""
    size = len(network.buses)
    ends = (network.from_bus[kept], network.to_bus[kept])
    count, island = connected_components(
        coo_array((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False
    )
    return int(count), island


def factorised(network: Network) -> Grid:
    """The grid of a network; a ClearingProblem where its equations have no single answer."""
    try:
        return Grid(network)
    except RuntimeError as singular:
        raise ClearingProblem(
            "the network",
            expected="susceptances that determine the flows",
            found=f"a singular matrix ({singular})",
            fix="look for branches in parallel whose susceptances cancel",
        ) from singular
