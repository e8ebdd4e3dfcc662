"""Every limit a market is cleared under, numbered; what loads it, by location."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from marketsim.clearing.grid import Grid, factorised
from marketsim.clearing.market import Model
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.outages import Outages, outages
from marketsim.clearing.words import ConstraintType, Direction

DIRECTIONS: tuple[Direction, Direction] = ("FORWARD", "REVERSE")
BASE = 0


@dataclass(frozen=True, slots=True)
class Flows:
    """What net injections at locations load: ``elements`` in the base case, and the branches that may trip."""

    elements: Reals
    tripped: Reals


class Constraints:
    """The limits of a model on its elements, in every case and both directions.

    Elements are the watched branches, then the interfaces. Case 0 is the base, case k the k-th contingency (of
    branches alone). A row is an integer: ((case x elements) + element) x 2 + direction; direction 0 is forward.
    """

    def __init__(self, model: Model) -> None:
        network = model.network
        self.model = model
        self.grid: Grid = factorised(network)
        self.watched = _watched(model)
        self.branches = len(self.watched)
        self.elements = self.branches + len(model.interfaces)
        self.share = _participation(model)
        self.outages: Outages = outages(self.grid, _tripped(model), self.watched)
        self._on_branches, self._at_locations = _interface_terms(model)
        self.base_limits = np.vstack([self._base_limits(each) for each in DIRECTIONS])
        self.outage_limits = network.emergency_mw[self.watched] * model.capacity_factor

    def flows(self, injections: Reals) -> Flows:
        """The flows of net injections (MW) by location."""
        everywhere = self.grid.flows(self.share.T @ injections)
        interfaces = self._on_branches @ everywhere + self._at_locations @ injections
        return Flows(np.concatenate([everywhere[self.watched], interfaces]), everywhere[self.outages.tripped])

    def sensitivities(self, rows: Places) -> Reals:
        """MW on each row's element in its direction of 1 MW in at each location (row by location)."""
        case, element, direction = self.parts(rows)
        weights = self._branch_weights(case, element)
        loaded = (self.share @ self.grid.shift_factors(weights).T).T
        interface = element >= self.branches
        loaded[interface] += self._at_locations[element[interface] - self.branches].toarray()
        signed: Reals = loaded * np.where(direction == 0, 1.0, -1.0)[:, None]
        return signed

    def parts(self, rows: Places) -> tuple[Places, Places, Places]:
        """Case, element and direction of rows."""
        upper, direction = np.divmod(rows, 2)
        case, element = np.divmod(upper, self.elements)
        return case, element, direction

    def row(self, case: Places, element: Places, direction: int) -> Places:
        """The number of a row."""
        return (case * self.elements + element) * 2 + direction

    def named(self, row: int) -> tuple[str, ConstraintType, str | None, Direction]:
        """Element, its type, contingency (None: base) and direction of a row, for people."""
        case, element, direction = (int(part) for part in self.parts(np.array(row)))
        contingency = None if case == BASE else self.model.contingencies[case - 1].name
        if element >= self.branches:
            return (
                self.model.interfaces[element - self.branches].name,
                "INTERFACE",
                None,
                DIRECTIONS[direction],
            )
        branch = self.model.network.branches[self.watched[element]]
        return branch, "BRANCH", contingency, DIRECTIONS[direction]

    def _base_limits(self, direction: Direction) -> Reals:
        model = self.model
        branches = model.network.normal_mw[self.watched] * model.capacity_factor
        limits = [each.forward_mw if direction == "FORWARD" else each.reverse_mw for each in model.interfaces]
        left = [
            np.inf
            if limit is None
            else limit * model.capacity_factor - model.set_asides.get((each.name, direction), 0)
            for each, limit in zip(model.interfaces, limits, strict=True)
        ]
        return np.concatenate([branches, np.array(left, dtype=np.float64)])

    def _branch_weights(self, case: Places, element: Places) -> csr_array:
        """Each row's flow as a weighted sum of flows before any outage (row by branch)."""
        total = len(self.model.network.branches)
        line = element < self.branches
        own = np.flatnonzero(line)
        parts = [(own, self.watched[element[own]], np.ones(len(own)))]
        for index in np.flatnonzero(line & (case > BASE)):
            members = self.outages.members(int(case[index]) - 1)
            tripped = self.outages.tripped[members]
            parts.append((np.full(len(tripped), index), tripped, self.outages.moved[members, element[index]]))
        over = np.flatnonzero(~line)
        terms = self._on_branches[element[over] - self.branches].tocoo()
        parts.append((over[terms.row], terms.col, terms.data))
        row, column, value = (np.concatenate([part[k] for part in parts]) for k in range(3))
        return coo_array((value, (row, column)), shape=(len(case), total)).tocsr()


def _watched(model: Model) -> Places:
    """The branches that have a limit and count."""
    network = model.network
    limited = np.isfinite(network.normal_mw) | np.isfinite(network.emergency_mw)
    if model.monitored is not None:
        limited &= np.fromiter(
            (name in model.monitored for name in network.branches), bool, len(network.branches)
        )
    return np.flatnonzero(limited)


def _participation(model: Model) -> csr_array:
    """Location by bus: how much of 1 MW at the location each bus takes."""
    place = {name: index for index, name in enumerate(model.network.buses)}
    sizes = [len(each.factors) for each in model.locations]
    terms = [(place[bus], factor) for each in model.locations for bus, factor in each.factors]
    return _sparse(sizes, terms, len(place))


def _interface_terms(model: Model) -> tuple[csr_array, csr_array]:
    """Interface by branch, and interface by location."""
    branch = {name: index for index, name in enumerate(model.network.branches)}
    location = {each.name: index for index, each in enumerate(model.locations)}
    matrices = []
    for kind, place in (("PATH", branch), ("ITC", location)):
        of_kind = [each.terms if each.kind == kind else () for each in model.interfaces]
        terms = [(place[name], weight) for each in of_kind for name, weight in each]
        matrices.append(_sparse([len(each) for each in of_kind], terms, len(place)))
    return matrices[0], matrices[1]


def _sparse(sizes: list[int], terms: list[tuple[int, float]], width: int) -> csr_array:
    rows = np.repeat(np.arange(len(sizes)), sizes)
    columns = np.array([column for column, _ in terms], dtype=np.intp)
    values = np.array([value for _, value in terms], dtype=np.float64)
    return coo_array((values, (rows, columns)), shape=(len(sizes), width)).tocsr()


def _tripped(model: Model) -> list[tuple[str, Places]]:
    place = {name: index for index, name in enumerate(model.network.branches)}
    return [
        (each.name, np.array([place[name] for name in each.branches], dtype=np.intp))
        for each in model.contingencies
    ]
