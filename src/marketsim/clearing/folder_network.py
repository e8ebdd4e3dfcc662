"""From a case to the network that a market is cleared on: ratings chosen, overridden, the islands judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from marketsim.clearing.case import Case
from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder_settings import MarketSettings
from marketsim.clearing.folder_table import Table
from marketsim.clearing.network import Branch, Network, Places

RATING_COLUMNS = ("Branch", "NormalMW", "EmergencyMW")
SHOWN = 3  # names of an island

Limits = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The network, and which names of the case are not part of it: out of service, or on another island."""

    network: Network
    buses: frozenset[str]
    branches: frozenset[str]
    idle_buses: frozenset[str]
    idle_branches: frozenset[str]


def read_limits(table: Table, case: Case) -> Limits:
    """Normal and emergency limits by branch, where ``ratings.csv`` overrides the case's. Raises CaseProblem."""
    known = {branch.name for branch in case.branches}
    limits: dict[str, tuple[float | None, float | None]] = {}
    for row in table.rows:
        name = table.name(row, "Branch")
        if name and name not in known:
            table.tell(row.line, "Branch", "a branch of the case", repr(name), "name it FROM-TO-CIRCUIT")
        elif name in limits:
            table.tell(row.line, "Branch", "each branch once", repr(name), "leave one row")
        limits[name] = table.limit(row, "NormalMW"), table.limit(row, "EmergencyMW")
    table.done()
    return limits


def grid_of(case: Case, settings: MarketSettings, limits: Limits) -> Grid:
    """The part of the case that is in service, the reference first. Raises CaseProblem for islands."""
    if not case.buses:
        raise CaseProblem(
            case.file, None, "network",
            expected="a bus that is not isolated", found="none", fix="put the network's buses in service",
        )  # fmt: skip
    live = [branch for branch in case.branches if branch.in_service]
    place = {name: index for index, name in enumerate(case.buses)}
    ends = np.array([(place[each.from_bus], place[each.to_bus]) for each in live], dtype=np.intp).reshape(
        -1, 2
    )
    island = islands(len(case.buses), ends)
    kept = np.flatnonzero(island == 0)
    if len(kept) < len(case.buses) and settings.islands == "refuse":
        raise _split(case, island)
    buses = [case.buses[index] for index in kept]
    if settings.reference is not None:
        if settings.reference not in buses:
            raise CaseProblem(
                settings.file, None, "model.reference",
                expected="a bus of the network", found=repr(settings.reference), fix="name another bus",
            )  # fmt: skip
        buses.remove(settings.reference)
        buses.insert(0, settings.reference)
    inside = set(buses)
    branches = []
    for each in live:
        if each.from_bus in inside:
            rated = each.rating(settings.normal), each.rating(settings.emergency)
            normal, emergency = limits.get(each.name, rated)
            branches.append(
                Branch(each.name, each.from_bus, each.to_bus, each.susceptance, normal, emergency)
            )
    names = frozenset(each.name for each in branches)
    return Grid(
        Network.of(buses, branches),
        frozenset(inside),
        names,
        frozenset(each for each in (*case.buses, *case.isolated) if each not in inside),
        frozenset(each.name for each in case.branches if each.name not in names),
    )


def islands(buses: int, ends: Places) -> Places:
    """The island of each bus, the largest being 0 (of equals, that of the first bus). ``ends``: (branches, 2)."""
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(buses, buses))
    count, labels = connected_components(graph, directed=False)
    first = np.full(count, buses)
    np.minimum.at(first, labels, np.arange(buses))
    order = np.lexsort((first, -np.bincount(labels, minlength=count)))
    rank = np.empty(count, dtype=np.intp)
    rank[order] = np.arange(count)
    placed: Places = rank[labels]
    return placed


def splits(network: Network, branches: Iterable[Sequence[str]]) -> list[bool]:
    """Whether taking these branches out together splits the network, for each group."""
    place = {name: index for index, name in enumerate(network.branches)}
    ends = np.column_stack((network.from_bus, network.to_bus))
    found = []
    for group in branches:
        left = np.delete(ends, [place[name] for name in group], axis=0)
        found.append(bool(islands(len(network.buses), left).any()))
    return found


def _split(case: Case, island: Places) -> CaseProblem:
    sizes = np.bincount(island)
    names = [case.buses[index] for index in np.flatnonzero(island == 1)[:SHOWN]]
    more = ", …" if sizes[1] > SHOWN else ""
    listed = " and ".join(str(size) for size in sizes[:SHOWN]) + (", …" if len(sizes) > SHOWN else "")
    return CaseProblem(
        case.file, None, "network",
        expected="one network that hangs together",
        found=f"{len(sizes)} islands, of {listed} buses (the second has {', '.join(names)}{more})",
        fix='connect them, or keep only the largest: islands = "largest" in [model] of market.toml',
    )  # fmt: skip
