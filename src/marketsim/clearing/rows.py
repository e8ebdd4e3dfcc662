"""The limits that a clearing has met so far, as rows over locations; a path's share in them follows."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array

from marketsim.clearing.constraints import Constraints
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.screening import Screen
from marketsim.clearing.segments import Paths

ALL = slice(None)


class Rows:
    """Rows by number (``ids``), the MW each has left for awards, and what it bears of 1 MW in at each location.

    Options are few and one-sided: what they load is kept apart, by row and option path.
    """

    def __init__(self, constraints: Constraints, screen: Screen, paths: Paths) -> None:
        self._constraints, self._screen, self.paths = constraints, screen, paths
        self.options = np.flatnonzero(paths.option)
        self.ids: Places = np.zeros(0, dtype=np.intp)
        self.room: Reals = np.zeros(0)
        self.sensitivities: Reals = np.zeros((0, len(constraints.model.locations)))
        self._on_options: Reals = np.zeros((0, len(self.options)))

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, ids: Places) -> None:
        """More rows."""
        more = self._constraints.sensitivities(ids)
        room = np.maximum(self._screen.limits(ids) - self._screen.base_flows(ids, more), 0.0)
        self.ids = np.concatenate([self.ids, ids])
        self.room = np.concatenate([self.room, room])
        self.sensitivities = np.vstack([self.sensitivities, more])
        self._on_options = np.vstack([self._on_options, self._loading(more, self.options)])

    def keep(self, kept: np.ndarray) -> None:
        """Only these (a mask)."""
        self.ids, self.room = self.ids[kept], self.room[kept]
        self.sensitivities, self._on_options = self.sensitivities[kept], self._on_options[kept]

    def loading(self, paths: Places, start: int = 0) -> Reals:
        """MW on each row (from ``start``) of 1 MW on each of these paths."""
        return self._loading(self.sensitivities[start:], paths)

    def injections(self, net: Reals) -> Reals:
        """MW in at each location of net MW by path; options inject nothing, they only reserve."""
        obligations = np.where(self.paths.option, 0.0, net)
        size = self.sensitivities.shape[1]
        entering = np.bincount(self.paths.source, weights=obligations, minlength=size)
        leaving = np.bincount(self.paths.sink, weights=obligations, minlength=size)
        balance: Reals = (entering - leaving).astype(np.float64)
        return balance

    def used(self, net: Reals) -> Reals:
        """MW on each row of net MW by path."""
        used: Reals = self.sensitivities @ self.injections(net) + self._on_options @ net[self.options]
        return used

    def location_prices(self, prices: Reals) -> Reals:
        """$/MW at each location of $/MW by row: what 1 MW in there costs, negated."""
        by_location: Reals = -(prices @ self.sensitivities) + 0.0
        return by_location

    def path_prices(self, prices: Reals) -> Reals:
        """$/MW of each path of $/MW by row."""
        by_location = self.location_prices(prices)
        by_path: Reals = by_location[self.paths.sink] - by_location[self.paths.source]
        by_path[self.options] = prices @ self._on_options
        return by_path

    def normal_matrix(self, weights: Reals, chosen: np.ndarray | slice = ALL) -> Reals:
        """Row by row: sum over paths of weight x loading x loading'; over locations, which are fewer than paths.

        ``chosen``: the rows that count, as a mask.
        """
        paths, size = self.paths, self.sensitivities.shape[1]
        weight = np.where(paths.option, 0.0, weights)
        one, other = paths.source, paths.sink
        entries = np.concatenate([weight, weight, -weight, -weight])
        places = (np.concatenate([one, other, one, other]), np.concatenate([one, other, other, one]))
        laplacian = coo_array((entries, places), shape=(size, size)).tocsr()
        loaded, on_options = self.sensitivities[chosen], self._on_options[chosen]
        matrix: Reals = loaded @ (laplacian @ loaded.T)
        matrix += (on_options * weights[self.options]) @ on_options.T
        return matrix

    def _loading(self, sensitivities: Reals, paths: Places) -> Reals:
        net = sensitivities[:, self.paths.source[paths]] - sensitivities[:, self.paths.sink[paths]]
        one_sided = self.paths.option[paths]
        net[:, one_sided] = np.maximum(net[:, one_sided], 0.0)
        return net
