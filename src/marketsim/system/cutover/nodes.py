"""What replaces retired sources and sinks: the nearest electrically connected biddable one of the same designation.

Distance is the sum of reactances |x| (per unit on 100 MVA) along the shortest path over all branches of the network,
from any bus of the one to any bus of the other; of equally near ones the first by name (assumed: the deck says no more
than "closest electrically connected").
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketsim.system.cutover.extract.rows import OldLocation, RetiredNode
from marketsim.system.cutover.problem import ExtractFault
from marketsim.system.store.locations import Location
from marketsim.system.store.network import Branch, Bus


@dataclass(frozen=True, slots=True)
class Replaced:
    """A retired node, what replaces it, and how far that is (per unit)."""

    retired: str
    replacement: str
    distance: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The new model: its locations by name, its buses by name, its branches."""

    locations: Mapping[str, Location]
    buses: Mapping[str, Bus]
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Nodes:
    """What becomes of the old list: locations the new system lacks, retired ones, and what replaces those."""

    fresh: tuple[Location, ...]
    retired: tuple[Location, ...]
    replaced: tuple[Replaced, ...]
    faults: tuple[ExtractFault, ...]


def settle_nodes(
    old: Iterable[OldLocation], retired: Iterable[RetiredNode], ground: Ground, *, farthest: bool = False
) -> Nodes:
    """Place the old list on the new network; ``farthest`` is a fault."""
    faults: list[ExtractFault] = []
    gone = {each.name: each for each in retired}
    listed = _listed(old, ground, faults)
    placed = {name: each for name, each in listed.items() if name not in gone}
    fresh = [each for name, each in sorted(placed.items()) if name not in ground.locations]
    standing = [
        each
        for each in (*ground.locations.values(), *fresh)
        if each.biddable and not each.retired and each.name not in gone
    ]
    rows, replaced = [], []
    for name, node in sorted(gone.items()):
        here = ground.locations.get(name) or listed.get(name)
        if here is None:
            faults.append(_fault(node, name, "a node of locations.csv"))
            continue
        if here.type != node.type:
            faults.append(_fault(node, f"{name}, a {node.type}", f"the {here.type} of the list"))
            continue
        found = _nearest(here, standing, ground.branches, farthest=farthest)
        if found is None:
            expected = f"a connected biddable {node.type} to replace it"
            faults.append(_fault(node, name, expected))
            continue
        rows.append(Location(here.name, here.type, here.zone, False, True, here.factors))
        replaced.append(Replaced(name, *found))
    return Nodes(tuple(fresh), tuple(rows), tuple(replaced), tuple(faults))


def _listed(old: Iterable[OldLocation], ground: Ground, faults: list[ExtractFault]) -> dict[str, Location]:
    """The old list's locations, as far as the new system lacks them."""
    parts: defaultdict[str, list[OldLocation]] = defaultdict(list)
    for each in old:
        parts[each.name].append(each)
    found = {}
    for name, rows in parts.items():
        known = ground.locations.get(name)
        if known is not None:
            if known.type != rows[0].type:
                faults.append(_odd(rows[0], "Type", rows[0].type, f"{known.type} as in the new model"))
            continue
        strays = [each for each in rows if each.bus not in ground.buses]
        faults += [_odd(each, "Bus", each.bus, "a bus of the network") for each in strays]
        if len({(each.type, each.biddable) for each in rows}) > 1:
            faults.append(_odd(rows[0], "Type", name, "one designation in all rows of a location"))
        if abs(sum(each.factor for each in rows) - 1) > 1e-3:
            faults.append(_odd(rows[0], "Factor", name, "factors that add up to 1"))
        if not strays:
            factors = tuple((each.bus, each.factor) for each in sorted(rows, key=lambda each: each.bus))
            zone = ground.buses[rows[0].bus].zone
            found[name] = Location(name, rows[0].type, zone, rows[0].biddable == "Y", False, factors)
    return found


def _nearest(
    here: Location, standing: Iterable[Location], branches: Iterable[Branch], *, farthest: bool
) -> tuple[str, float] | None:
    reached = distances([bus for bus, _ in here.factors], branches)
    near = [
        (min(reached[bus] for bus, _ in each.factors if bus in reached), each.name)
        for each in standing
        if each.type == here.type and any(bus in reached for bus, _ in each.factors)
    ]
    if not near:
        return None
    distance, name = max(near) if farthest else min(near)
    return name, distance


def distances(starts: Iterable[str], branches: Iterable[Branch]) -> dict[str, float]:
    """How far every connected bus is from the nearest of some buses (Dijkstra), to 1e-9."""
    reach: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for each in branches:
        reach[each.from_bus].append((each.to_bus, abs(each.x)))
        reach[each.to_bus].append((each.from_bus, abs(each.x)))
    edge = [(0.0, bus) for bus in starts]
    done: dict[str, float] = {}
    while edge:
        distance, here = heapq.heappop(edge)
        if here in done:
            continue
        done[here] = round(distance, 9)
        for there, reactance in reach[here]:
            heapq.heappush(edge, (distance + reactance, there))
    return done


def _fault(node: RetiredNode, found: str, expected: str) -> ExtractFault:
    return ExtractFault("retired.csv", node.line, "Retired", found, expected)


def _odd(row: OldLocation, column: str, found: str, expected: str) -> ExtractFault:
    return ExtractFault("locations.csv", row.line, column, found, expected)
