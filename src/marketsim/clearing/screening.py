"""Which limits a set of awards breaks: base loading first, then every row of every case, in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from marketsim.clearing.constraints import BASE, Constraints, Flows
from marketsim.clearing.market import FixedCrr
from marketsim.clearing.network import Places, Reals

BLOCK = 32
RAISED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """What uses the network: flows of obligations, and MW of options with the flows of 1 MW of each."""

    flows: Flows
    options: tuple[tuple[float, Flows], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Violations:
    """Rows over their limit and by how much (MW), the worst case of each element and direction, worst first."""

    rows: Places
    over: Reals


class Screen:
    """The room that base loading leaves on every row of a model.

    Where base loading alone needs more than a limit, the limit is raised to that flow: the room is 0 there. So is a
    limit below 0 (a set-aside of more than the limit), to 0 where nothing loads it.
    """

    def __init__(self, constraints: Constraints, base: Sequence[FixedCrr]) -> None:
        self.constraints = constraints
        self.raised: dict[int, float] = {}
        below = np.any(constraints.base_limits < 0.0)
        self._base = self._base_use(base) if base or below else None
        self._room: list[tuple[Reals, Reals]] | None = None
        if self._base is not None:
            self._room = [self._left(case, loads) for case, loads in self._loads(self._base)]

    def unit_flows(self, source: int, sink: int) -> Flows:
        """Flows of 1 MW from a location to another."""
        injections = np.zeros(len(self.constraints.model.locations))
        injections[source] += 1.0
        injections[sink] -= 1.0
        return self.constraints.flows(injections)

    def violations(self, use: Use, tolerance: float) -> Violations:
        """The rows that awards break by more than a tolerance (MW)."""
        constraints = self.constraints
        worst = np.full((2, constraints.elements), -np.inf)
        case = np.zeros((2, constraints.elements), dtype=np.intp)
        for index, (first, loads) in enumerate(self._loads(use)):
            for direction, load in enumerate(loads):
                limit, width = self._limit(index, first, direction), load.shape[1]
                over = load.max(axis=0) - limit[0] if len(limit) == 1 else (load - limit).max(axis=0)
                better = np.flatnonzero((over > worst[direction, :width]) & (over > tolerance))
                most = np.argmax(load[:, better] - limit[:, better], axis=0)
                worst[direction, better] = over[better]
                case[direction, better] = first + most
        found = [np.flatnonzero(worst[direction] > tolerance) for direction in (0, 1)]
        rows = np.concatenate([constraints.row(case[d][found[d]], found[d], d) for d in (0, 1)])
        over = np.concatenate([worst[d][found[d]] for d in (0, 1)])
        order = np.lexsort((rows, -over))
        return Violations(rows[order], over[order])

    def limits(self, rows: Places) -> Reals:
        """The limit of each row on the whole flow, raised where base loading needs it (MW)."""
        raised = np.array([self.raised.get(int(row), -np.inf) for row in rows])
        limits: Reals = np.maximum(self.stated(rows), raised)
        return limits

    def stated(self, rows: Places) -> Reals:
        """The limit of each row before any is raised (MW)."""
        case, element, direction = self.constraints.parts(rows)
        branch = np.minimum(element, max(self.constraints.branches - 1, 0))
        base = self.constraints.base_limits[direction, element]
        outage = self.constraints.outage_limits[branch] if self.constraints.branches else base
        return np.where(case == BASE, base, outage)

    def base_flows(self, rows: Places, sensitivities: Reals) -> Reals:
        """MW that base loading puts on each row."""
        if self._base is None:
            return np.zeros(len(rows))
        loaded = sensitivities @ self._base_injections
        for mw, source, sink in self._base_options:
            loaded = loaded + mw * np.maximum(sensitivities[:, source] - sensitivities[:, sink], 0.0)
        return loaded

    def _base_use(self, base: Sequence[FixedCrr]) -> Use:
        place = {each.name: index for index, each in enumerate(self.constraints.model.locations)}
        injections = np.zeros(len(place))
        options: dict[tuple[int, int], float] = {}
        for crr in sorted(base, key=lambda each: (each.source, each.sink, each.hedge_type, each.mw)):
            source, sink = place[crr.source], place[crr.sink]
            if crr.hedge_type == "OPT":
                options[source, sink] = options.get((source, sink), 0.0) + crr.mw
                continue
            injections[source] += crr.mw
            injections[sink] -= crr.mw
        self._base_injections = injections
        self._base_options = [(mw, *path) for path, mw in sorted(options.items())]
        optional = tuple((mw, self.unit_flows(source, sink)) for mw, source, sink in self._base_options)
        return Use(self.constraints.flows(injections), optional)

    def _loads(self, use: Use) -> Iterator[tuple[int, tuple[Reals, Reals]]]:
        """First case of a block, and its loads forward and reverse (case by element)."""
        yield BASE, _sided(use.flows.elements[None], [(mw, each.elements[None]) for mw, each in use.options])
        outages, width = self.constraints.outages, self.constraints.branches
        for start in range(0, outages.count, BLOCK):
            block = slice(start, min(start + BLOCK, outages.count))
            after = outages.after(block, use.flows.elements[:width], use.flows.tripped)
            options = [
                (mw, outages.after(block, each.elements[:width], each.tripped)) for mw, each in use.options
            ]
            yield start + 1, _sided(after, options)

    def _limit(self, block: int, first: int, direction: int) -> Reals:
        if self._room is not None:
            return self._room[block][direction]
        return self._unloaded(first, direction)

    def _unloaded(self, first: int, direction: int) -> Reals:
        own = self.constraints
        return own.base_limits[direction][None] if first == BASE else own.outage_limits[None]

    def _left(self, first: int, loads: tuple[Reals, Reals]) -> tuple[Reals, Reals]:
        """Room of a block in each direction; notes the limits raised."""
        room = [self._unloaded(first, direction) - load for direction, load in enumerate(loads)]
        for direction, left in enumerate(room):
            for case, element in np.argwhere(left < 0):
                row = self.constraints.row(first + case, element, direction)
                self.raised[int(row)] = float(loads[direction][case, element]) + 0.0
            np.maximum(left, 0.0, out=left)
        return room[0], room[1]


def _sided(net: Reals, options: Sequence[tuple[float, Reals]]) -> tuple[Reals, Reals]:
    """Loads in both directions: options load each where they take capacity, and relieve none."""
    forward, reverse = net, -net
    for mw, unit in options:
        forward = forward + mw * np.maximum(unit, 0.0)
        reverse = reverse + mw * np.maximum(-unit, 0.0)
    return forward, reverse
