"""What a market's outages cut off: the buses of islands, and the connected bus that stands in for each."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping

from marketsim.system.store.network import Branch


def stand_ins(buses: Iterable[str], branches: Collection[Branch], out: Collection[str]) -> dict[str, str]:
    """The cut-off buses, each with the nearest connected bus: nearest by reactance over all branches.

    Connected is the largest part of the network without the branches ``out`` (of equals the one with the
    first bus). A bus that no path leads to has no stand-in and is left out.
    """
    names = list(buses)
    main = _largest_part(names, [each for each in branches if each.name not in out])
    reach = _neighbours(branches)
    return {
        bus: nearest
        for bus in names
        if bus not in main and (nearest := _nearest(bus, main, reach)) is not None
    }


def splits(buses: Iterable[str], branches: Collection[Branch], tripped: Collection[str]) -> bool:
    """Whether the network of these buses falls apart without the branches ``tripped``."""
    names = list(buses)
    left = [each for each in branches if each.name not in tripped]
    return len(_largest_part(names, left)) < len(names)


def _largest_part(buses: list[str], branches: Iterable[Branch]) -> set[str]:
    reach = _neighbours(branches)
    seen: set[str] = set()
    largest: set[str] = set()
    for first in buses:
        if first in seen:
            continue
        part, edge = {first}, [first]
        while edge:
            fresh = {other for other, _ in reach.get(edge.pop(), ())} - part
            part |= fresh
            edge.extend(fresh)
        seen |= part
        if len(part) > len(largest):
            largest = part
    return largest


def _neighbours(branches: Iterable[Branch]) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for each in branches:
        found.setdefault(each.from_bus, []).append((each.to_bus, abs(each.x)))
        found.setdefault(each.to_bus, []).append((each.from_bus, abs(each.x)))
    return found


def _nearest(bus: str, main: Collection[str], reach: Mapping[str, list[tuple[str, float]]]) -> str | None:
    """Dijkstra; equally near buses are taken by name."""
    open_, done = [(0.0, bus)], set()
    while open_:
        distance, here = heapq.heappop(open_)
        if here in main:
            return here
        if here in done:
            continue
        done.add(here)
        for there, reactance in reach.get(here, ()):
            heapq.heappush(open_, (distance + reactance, there))
    return None
