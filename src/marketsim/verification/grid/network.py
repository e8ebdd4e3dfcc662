"""The direct-current network: angles and flows of injections, before and after outages.

Own arithmetic: the nodal matrix of susceptances without the row and column of the *last* bus, factorised once;
an outage by injections at the ends of what is out that carry its flow past it (compensation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from marketsim.verification.case import Case
from marketsim.verification.report import Unreadable

Reals = NDArray[np.float64]
Places = NDArray[np.intp]

_BLOCK = 64  # right-hand sides solved at once
_NEARLY_SPLIT = 1e-6  # a smaller determinant is worth looking whether the network falls apart


@dataclass(frozen=True, slots=True)
class Outage:
    """Lines that are out together, and what carries their flow: ``transfer[l, o]`` is the flow on line l per MW
    sent from one end of out line o to the other; ``solution`` turns the flows before into those MW."""

    lines: Places
    transfer: Reals
    solution: Reals

    def flows(self, before: Reals, rows: Places) -> Reals:
        """Flows on some lines after the outage; ``before``: (all lines, columns); MW. Those out are to be masked."""
        moved: Reals = before[rows] + self.transfer[rows] @ (self.solution @ before[self.lines])
        return moved

    def weights(self, line: int) -> Reals:
        """How much of the flow of each out line a line takes over; shape (lines out,)."""
        share: Reals = self.transfer[line] @ self.solution
        return share


class Grid:
    """The network in service (of the largest island, where that is what counts)."""

    def __init__(self, case: Case, *, largest_island: bool) -> None:
        """Factorise; raises Unreadable where the network is not in one piece or cannot be solved."""
        live = np.flatnonzero(case.in_service)
        bus = _connected(case, live, largest_island)
        place = np.full(len(case.buses), -1, dtype=np.intp)
        place[bus] = np.arange(len(bus))
        live = live[(place[case.tail[live]] >= 0) & (place[case.head[live]] >= 0)]
        self.case = case
        self.buses = {case.buses[at]: int(place[at]) for at in bus}
        self.lines = live  # positions in the case
        self.names = [case.names[at] for at in live]
        self.place = {name: at for at, name in enumerate(self.names)}
        self.known = frozenset(case.names)
        self.tail, self.head = place[case.tail[live]], place[case.head[live]]
        reactance = case.reactance[live]
        flaw = np.flatnonzero(~((np.abs(reactance) >= 1e-9) & (np.abs(reactance) < 1e9)))
        if len(flaw):
            at = int(flaw[0])
            raise Unreadable(
                case.file,
                case.lines[int(live[at])],
                "a reactance apart from 0",
                f"{reactance[at]!r}",
                "correct it",
            )
        self.susceptance = 1.0 / reactance
        self._solve = self._factorised() if len(bus) > 1 else None

    @property
    def size(self) -> int:
        """How many buses there are."""
        return len(self.buses)

    def _factorised(self) -> object:
        size = self.size
        rows = np.concatenate([self.tail, self.head, self.tail, self.head])
        columns = np.concatenate([self.tail, self.head, self.head, self.tail])
        values = np.concatenate([self.susceptance, self.susceptance, -self.susceptance, -self.susceptance])
        whole = csc_array(coo_array((values, (rows, columns)), shape=(size, size)))
        reduced = whole[: size - 1, : size - 1]
        try:
            factor = splu(reduced, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
        except (RuntimeError, ValueError) as problem:
            raise Unreadable(
                self.case.file,
                None,
                "a network that can be solved",
                str(problem)[:80],
                "look at its reactances",
            ) from None
        trial = np.random.default_rng(1).standard_normal(size - 1)
        found = factor.solve(reduced @ trial)
        if not np.abs(found - trial).max() < 1e-4:
            raise Unreadable(
                self.case.file, None, "a network that can be solved to six digits", "one that cannot",
                "look for reactances next to 0",
            )  # fmt: skip
        return factor

    def angles(self, injections: Reals) -> Reals:
        """Angles of injections at the buses (what is missing to zero is taken at the last bus); (buses, columns)."""
        found = np.zeros(injections.shape, dtype=np.float64)
        if self._solve is not None:
            for at in range(0, injections.shape[1], _BLOCK):
                block = np.ascontiguousarray(injections[:-1, at : at + _BLOCK])
                found[:-1, at : at + _BLOCK] = self._solve.solve(block)  # type: ignore[attr-defined]
        return found

    def flows(self, injections: Reals) -> Reals:
        """Flows on every line, MW, of injections (buses, columns)."""
        angles = self.angles(injections)
        found: Reals = self.susceptance[:, None] * (angles[self.tail] - angles[self.head])
        return found

    def ends(self, lines: Places) -> Reals:
        """One MW in where each of these lines begins and out where it ends; (buses, lines)."""
        found = np.zeros((self.size, len(lines)), dtype=np.float64)
        np.add.at(found, (self.tail[lines], np.arange(len(lines))), 1.0)
        np.add.at(found, (self.head[lines], np.arange(len(lines))), -1.0)
        return found

    def outages(self, groups: Sequence[Places]) -> list[Outage | None]:
        """What each group of lines out does to the flows; None where the network falls apart."""
        together = np.concatenate([np.empty(0, dtype=np.intp), *groups])
        transfer = self.flows(self.ends(together))
        found: list[Outage | None] = []
        at = 0
        for lines in groups:
            own = transfer[:, at : at + len(lines)]
            at += len(lines)
            left = np.eye(len(lines)) - own[lines]
            if abs(np.linalg.det(left)) < _NEARLY_SPLIT and self._splits(lines):
                found.append(None)
            else:
                found.append(Outage(lines, own, np.asarray(np.linalg.inv(left), dtype=np.float64)))
        return found

    def _splits(self, lines: Places) -> bool:
        kept = np.ones(len(self.names), dtype=np.bool_)
        kept[lines] = False
        return _pieces(self.size, self.tail[kept], self.head[kept])[0] > 1


def _pieces(size: int, tail: Places, head: Places) -> tuple[int, Places]:
    links = coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size))
    number, label = connected_components(links, directed=False)
    return int(number), label.astype(np.intp)


def _connected(case: Case, live: Places, largest: bool) -> Places:
    """The positions of the buses that count."""
    if not case.buses:
        raise Unreadable(case.file, None, "buses", "none in service", "give a network")
    number, label = _pieces(len(case.buses), case.tail[live], case.head[live])
    if number > 1 and not largest:
        raise Unreadable(
            case.file, None, "a network in one piece", f"{number} islands",
            'connect it, or set islands = "largest" under [model]',
        )  # fmt: skip
    counts = np.bincount(label, minlength=number)
    return np.flatnonzero(label == int(counts.argmax()))
