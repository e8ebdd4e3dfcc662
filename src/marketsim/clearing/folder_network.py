"""From a case to the network that a market is cleared on: ratings chosen, overridden, the islands judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marketsim.clearing.case import Case, CaseBranch
from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder_settings import MarketSettings
from marketsim.clearing.folder_table import Table
from marketsim.clearing.grid import islands
from marketsim.clearing.network import Branch, Network, Places

RATING_COLUMNS = ("Branch", "NormalMW", "EmergencyMW")
SHOWN = 3  # names of an island

Limits = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class LiveCase:
    """The network, and which names of the case are no part of it: out of service, or on another island."""

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


def live_case(case: Case, settings: MarketSettings, limits: Limits) -> LiveCase:
    """The part of the case that is in service, the reference first. Raises CaseProblem for islands."""
    if not case.buses:
        raise CaseProblem(
            case.file, None, "network",
            expected="a bus that is not isolated", found="none", fix="put the network's buses in service",
        )  # fmt: skip
    branches = [_branch(each, settings, limits) for each in case.branches if each.in_service]
    buses = _largest(case, settings, Network.of(case.buses, branches))
    inside = frozenset(buses)
    first = settings.reference or buses[0]
    if first not in inside:
        raise CaseProblem(
            settings.file, None, "model.reference",
            expected="a bus of the network", found=repr(first), fix="name another bus",
        )  # fmt: skip
    kept = [each for each in branches if each.from_bus in inside]
    names = frozenset(each.name for each in kept)
    return LiveCase(
        Network.of([first, *(each for each in buses if each != first)], kept),
        inside,
        names,
        frozenset(each for each in (*case.buses, *case.isolated) if each not in inside),
        frozenset(each.name for each in case.branches if each.name not in names),
    )


def _branch(branch: CaseBranch, settings: MarketSettings, limits: Limits) -> Branch:
    rated = branch.rating(settings.normal), branch.rating(settings.emergency)
    normal, emergency = limits.get(branch.name, rated)
    return Branch(branch.name, branch.from_bus, branch.to_bus, branch.susceptance, normal, emergency)


def _largest(case: Case, settings: MarketSettings, network: Network) -> Sequence[str]:
    """The network's buses, or those of its largest island where there are several and that is asked for."""
    count, island = islands(network, np.ones(len(network.branches), dtype=np.bool_))
    if count == 1:
        return network.buses
    sizes = np.bincount(island, minlength=count)
    if settings.islands == "refuse":
        raise _split(case, network, island, sizes)
    return [network.buses[index] for index in np.flatnonzero(island == int(sizes.argmax()))]


def splits(network: Network, branches: Iterable[Sequence[str]]) -> list[bool]:
    """Whether taking these branches out together splits the network, for each group."""
    place = {name: index for index, name in enumerate(network.branches)}
    found = []
    for group in branches:
        left = np.ones(len(place), dtype=np.bool_)
        left[[place[name] for name in group]] = False
        found.append(islands(network, left)[0] > 1)
    return found


def _split(case: Case, network: Network, island: Places, sizes: Places) -> CaseProblem:
    order = np.argsort(-sizes, kind="stable")
    second = np.flatnonzero(island == order[1])
    names = ", ".join(network.buses[index] for index in second[:SHOWN]) + (
        ", …" if len(second) > SHOWN else ""
    )
    listed = " and ".join(str(sizes[each]) for each in order[:SHOWN]) + (", …" if len(sizes) > SHOWN else "")
    return CaseProblem(
        case.file, None, "network",
        expected="one network that hangs together",
        found=f"{len(sizes)} islands, of {listed} buses (the second has {names})",
        fix='connect them, or keep only the largest: islands = "largest" in [model] of market.toml',
    )  # fmt: skip
