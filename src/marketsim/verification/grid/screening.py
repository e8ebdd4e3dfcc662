"""Every limit against every flow: base case, each contingency, each interface; for all products in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array

from marketsim.verification.folder.market import DIRECTIONS, Market, Product
from marketsim.verification.folder.results import Constraint
from marketsim.verification.grid.limits import Limits, interface_limits
from marketsim.verification.grid.loading import Loading
from marketsim.verification.grid.network import Grid, Outage, Places, Reals
from marketsim.verification.report import Unreadable

MW_TOLERANCE = 1e-5
_BLOCK = 64  # contingencies at once


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """One constraint of one product in MW, the flow counted in its direction.

    ``limit``: as it holds, raised where base loading alone goes over ``before``. ``takes``: by option path.
    """

    flow: float
    base: float
    before: float
    limit: float
    allowance: float
    takes: Reals


@dataclass(slots=True)
class Screened:
    """What one product's screening found: rows over their limit, rows whose limit is raised, rows asked for.

    ``rows`` tells for the constraints asked for how the flow on them depends on injections; see Row.
    """

    over: dict[Constraint, State] = field(default_factory=dict)
    raised: dict[Constraint, State] = field(default_factory=dict)
    asked: dict[Constraint, State] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A constraint's flow as a weighted sum of flows before any outage, and of net injections at locations."""

    lines: Mapping[int, float]
    locations: Mapping[int, float]


@dataclass(slots=True, eq=False)
class Screening:
    """The network with its limits and contingencies, ready to screen."""

    market: Market
    grid: Grid
    limits: Limits
    factors: csc_array
    outages: Mapping[str, Places]
    rows: dict[Constraint, Row] = field(default_factory=dict)

    def screen(
        self, loadings: Mapping[Product, Loading], asked: Mapping[Product, Sequence[Constraint]]
    ) -> dict[Product, Screened]:
        """Screen all products; raises Unreadable where a contingency splits the network and must not."""
        found = {product: Screened() for product in loadings}
        spans, at = {}, 0
        for product, loading in loadings.items():
            spans[product] = slice(at, at + loading.width)
            at += loading.width
        injected = np.hstack([each.injections() for each in loadings.values()])
        before = self.grid.flows(self.factors @ injected)
        wanted: dict[tuple[str, str], dict[str, list[tuple[Product, Constraint]]]] = {}
        for product, constraints in asked.items():
            for each in constraints:
                group = wanted.setdefault((each.type, each.contingency), {})
                group.setdefault(each.name, []).append((product, each))
        everything = np.arange(len(self.grid.names))
        judge = _Judge(loadings, spans, found)
        judge.rows("BRANCH", "", self.grid.names, everything, before, self.limits.normal)
        judge.asked(wanted.get(("BRANCH", ""), {}), self.grid.place, before, self.limits.normal)
        self._note(wanted.get(("BRANCH", ""), {}), None)
        for name, outage in self._outages():
            self._after(name, outage, before, judge, wanted.get(("BRANCH", name), {}))
        self._interfaces(injected, before, judge, wanted.get(("INTERFACE", ""), {}))
        return found

    def _outages(self) -> Iterator[tuple[str, Outage]]:
        names = list(self.outages)
        for at in range(0, len(names), _BLOCK):
            block = names[at : at + _BLOCK]
            for name, outage in zip(
                block, self.grid.outages([self.outages[each] for each in block]), strict=True
            ):
                if outage is not None:
                    yield name, outage
                elif not self.market.settings.skip_islanding:
                    file = self.market.settings.files["contingencies"]
                    raise Unreadable(
                        file, None, "contingencies that leave the network whole", f"{name[:60]} splits it",
                        'remove it, or set islanding_contingencies = "skip" under [model]',
                    )  # fmt: skip

    def _after(
        self,
        name: str,
        outage: Outage,
        before: Reals,
        judge: _Judge,
        wanted: Mapping[str, list[tuple[Product, Constraint]]],
    ) -> None:
        limit = self.limits.emergency.copy()
        limit[outage.lines] = np.inf
        rows = np.flatnonzero(np.isfinite(limit))
        judge.rows("BRANCH", name, self.grid.names, rows, outage.flows(before, rows), limit[rows])
        places = {each: at for at, each in enumerate(wanted) if each in self.grid.place}
        own = np.array([self.grid.place[each] for each in places], dtype=np.intp)
        index = {each: at for at, each in enumerate(places)}
        judge.asked(wanted, index, outage.flows(before, own), limit[own])
        self._note(wanted, outage)

    def _interfaces(
        self,
        injected: Reals,
        before: Reals,
        judge: _Judge,
        wanted: Mapping[str, list[tuple[Product, Constraint]]],
    ) -> None:
        names = [each.name for each in self.limits.interfaces]
        flows = self.limits.of_flows @ before + self.limits.of_locations @ injected
        place = {name: at for at, name in enumerate(names)}
        limits = {product: interface_limits(self.market, product) for product in judge.loadings}
        judge.interfaces(names, flows, limits)
        judge.asked_interfaces(wanted, place, flows, limits)
        for name, pairs in wanted.items():
            if name in place:
                row = place[name]
                of_flows, of_locations = self.limits.of_flows[row], self.limits.of_locations[row]
                weights = Row(
                    {int(at): float(of_flows[at]) for at in np.flatnonzero(of_flows)},
                    {int(at): float(of_locations[at]) for at in np.flatnonzero(of_locations)},
                )
                self.rows.update((constraint, weights) for _, constraint in pairs)

    def _note(self, wanted: Mapping[str, list[tuple[Product, Constraint]]], outage: Outage | None) -> None:
        for name, pairs in wanted.items():
            if name not in self.grid.place:
                continue
            line = self.grid.place[name]
            lines = {line: 1.0}
            if outage is not None:
                if line in outage.lines:
                    continue
                for other, weight in zip(outage.lines.tolist(), outage.weights(line).tolist(), strict=True):
                    lines[other] = lines.get(other, 0.0) + weight
            self.rows.update((constraint, Row(lines, {})) for _, constraint in pairs)


@dataclass(slots=True, eq=False)
class _Judge:
    """Compares flows with limits, product by product."""

    loadings: Mapping[Product, Loading]
    spans: Mapping[Product, slice]
    found: Mapping[Product, Screened]

    def rows(
        self, kind: str, contingency: str, names: Sequence[str], rows: Places, flows: Reals, limit: Reals
    ) -> None:
        """Note what is over its limit and what base loading alone takes over; ``flows``: (rows, all columns)."""
        for product, loading in self.loadings.items():
            own = flows[:, self.spans[product]]
            for direction, sign in zip(DIRECTIONS, (1.0, -1.0), strict=True):
                whole, base, allowance = loading.sides(own, sign)
                for at in _beyond(whole, base, allowance, limit):
                    state = _state(loading, own[at], sign, float(limit[at]))
                    self._keep(product, Constraint(kind, names[rows[at]], contingency, direction), state)

    def interfaces(self, names: Sequence[str], flows: Reals, limits: Mapping[Product, Reals]) -> None:
        """The same for the interfaces of the base case."""
        for product, loading in self.loadings.items():
            own = flows[:, self.spans[product]]
            for column, (direction, sign) in enumerate(zip(DIRECTIONS, (1.0, -1.0), strict=True)):
                limit = limits[product][:, column]
                for at in _beyond(*loading.sides(own, sign), limit):
                    state = _state(loading, own[at], sign, float(limit[at]))
                    self._keep(product, Constraint("INTERFACE", names[at], "", direction), state)

    def asked(
        self,
        wanted: Mapping[str, list[tuple[Product, Constraint]]],
        place: Mapping[str, int],
        flows: Reals,
        limit: Reals,
    ) -> None:
        """Note the state of the rows asked for, as far as there are such rows."""
        for name, pairs in wanted.items():
            for product, constraint in pairs if name in place else ():
                own = flows[place[name], self.spans[product]]
                state = _state(self.loadings[product], own, constraint.sign, float(limit[place[name]]))
                self.found[product].asked[constraint] = state

    def asked_interfaces(
        self,
        wanted: Mapping[str, list[tuple[Product, Constraint]]],
        place: Mapping[str, int],
        flows: Reals,
        limits: Mapping[Product, Reals],
    ) -> None:
        """The same for interfaces."""
        for name, pairs in wanted.items():
            for product, constraint in pairs if name in place else ():
                own = flows[place[name], self.spans[product]]
                limit = limits[product][place[name], DIRECTIONS.index(constraint.direction)]
                state = _state(self.loadings[product], own, constraint.sign, float(limit))
                self.found[product].asked[constraint] = state

    def _keep(self, product: Product, constraint: Constraint, state: State) -> None:
        if state.base > state.before:
            self.found[product].raised[constraint] = state
        if state.flow > state.limit + MW_TOLERANCE + state.allowance:
            self.found[product].over[constraint] = state


def _beyond(whole: Reals, base: Reals, allowance: Reals, limit: Reals) -> list[int]:
    found: list[int] = np.flatnonzero((whole > limit + MW_TOLERANCE + allowance) | (base > limit)).tolist()
    return found


def _state(loading: Loading, flows: Reals, sign: float, limit: float) -> State:
    whole, base, allowance = (float(each[0]) for each in loading.sides(flows[None, :], sign))
    return State(whole, base, limit, max(limit, base), allowance, loading.takes(flows, sign))
