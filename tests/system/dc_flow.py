"""A DC power flow in plain Python, small and slow, for judging the demonstration network."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from marketsim.system.store.network import Network


def is_connected(grid: Network, without: Collection[str] = ()) -> bool:
    """Whether every bus can be reached from every other."""
    joined = [(each.from_bus, each.to_bus) for each in grid.branches if each.name not in without]
    reached = {grid.buses[0].name}
    while grown := {
        bus for pair in joined if reached.intersection(pair) for bus in pair if bus not in reached
    }:
        reached |= grown
    return len(reached) == len(grid.buses)


def flows(grid: Network, injections: Mapping[str, float], without: Collection[str] = ()) -> dict[str, float]:
    """MW on every branch in service, positive from ``from_bus`` to ``to_bus``; bus 1 is the reference."""
    place = {bus.name: index for index, bus in enumerate(grid.buses[1:])}
    rows = [[0.0] * len(place) + [injections.get(name, 0.0)] for name in place]
    branches = [each for each in grid.branches if each.name not in without]
    for each in branches:
        ends = [place.get(each.from_bus), place.get(each.to_bus)]
        for here, there in (ends, ends[::-1]):
            if here is not None:
                rows[here][here] += 1 / each.x
                if there is not None:
                    rows[here][there] -= 1 / each.x
    angle = dict(zip(place, _solved(rows), strict=True)) | {grid.buses[0].name: 0.0}
    return {each.name: (angle[each.from_bus] - angle[each.to_bus]) / each.x for each in branches}


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss-Jordan on an augmented matrix."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(size):
            if row != column and (factor := rows[row][column]):
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[size] for row in rows]
