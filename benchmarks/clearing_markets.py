"""Large markets on real networks, for measurements: the case of 1,354 buses and the Californian one of 8,870."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.random_market import random_bids
from marketsim.clearing.case import Case, read_case
from marketsim.clearing.grid import Grid, islands
from marketsim.clearing.market import Contingency, Interface, Location, Model, Product
from marketsim.clearing.network import Branch, Network

CALIFORNIA = Path(__file__).resolve().parents[2] / "shared" / "networks" / "CaliforniaTestSystem.m"
NO_RATING = 1e6  # what cases write where nothing limits
EMERGENCY = 1.15


def california() -> Network | None:
    """The Californian case's largest island, rated as the file says; None where the file isn't beside the project."""
    return of_case(read_case(CALIFORNIA)) if CALIFORNIA.is_file() else None


def pegase1354() -> Network | None:
    """pandapower's 1,354 buses of the European grid; None without pandapower."""
    try:
        from pandapower.converter.pypower.to_ppc import to_ppc
        from pandapower.networks import case1354pegase
    except ImportError:
        return None
    case = to_ppc(case1354pegase(), init="flat", calculate_voltage_angles=True, check_connectivity=False)
    branches = []
    for index, row in enumerate(case["branch"].real):
        one, other, reactance, tap, rating = int(row[0]), int(row[1]), row[3], row[8] or 1.0, row[5]
        limit = float(rating) if 0 < rating < NO_RATING else None
        name = f"{one}-{other}-{index}"
        strength = 100.0 / (case["baseMVA"] * reactance * tap) if reactance else 1e4
        branches.append(Branch(name, str(one), str(other), strength, limit, _emergency(limit)))
    return largest_island([str(bus) for bus in range(len(case["bus"]))], branches)


def of_case(case: Case) -> Network:
    """A case's network: rating A before, 1.15 times that after an outage."""
    branches = [
        Branch(
            each.name,
            each.from_bus,
            each.to_bus,
            each.susceptance,
            each.rating("A"),
            _emergency(each.rating("A")),
        )
        for each in case.branches
        if each.in_service
    ]
    return largest_island(case.buses, branches)


def largest_island(buses: list[str] | tuple[str, ...], branches: list[Branch]) -> Network:
    """What hangs together with the most buses."""
    whole = Network.of(buses, branches)
    _, island = islands(whole, np.ones(len(branches), dtype=bool))
    home = int(np.argmax(np.bincount(island)))
    kept = {bus for bus, each in zip(buses, island, strict=True) if each == home}
    return Network.of(
        [bus for bus in buses if bus in kept], [each for each in branches if each.from_bus in kept]
    )


def market(
    network: Network,
    *,
    contingencies: int,
    bids: int,
    segments: int,
    biddable: int = 1500,
    interfaces: int = 20,
    nodal: bool = False,
    volume: float = 365e3,
) -> tuple[Model, Product]:
    """A market whose bids come to ``volume`` MW: the default is five times the load of the case of 1,354 buses.

    Locations: ``biddable`` buses, and (unless ``nodal``) aggregates of 30 buses. Contingencies: the most loaded
    branches whose loss splits nothing. The emergency ratings of a ``nodal`` market are the normal ones.
    """
    chance = np.random.default_rng(7)
    some = chance.permutation(len(network.buses))[:biddable]
    places = [Location(network.buses[each], ((network.buses[each], 1.0),)) for each in some]
    if not nodal:
        places += list(_aggregates(chance, network, count=27))
    rated = replace(network, emergency_mw=network.normal_mw) if nodal else network
    model = Model(rated, tuple(places))
    wanted = random_bids(3, model, bids=bids, segments=segments, mw=volume / bids)
    model = replace(
        model,
        contingencies=tuple(_most_loaded(model, wanted, contingencies)),
        interfaces=() if nodal else tuple(_interfaces(chance, network, interfaces)),
    )
    return model, Product("2026_M09", "ON", wanted)


def _most_loaded(model: Model, bids: tuple, wanted: int) -> Iterator[Contingency]:  # type: ignore[type-arg]
    grid, place = Grid(model.network), {name: index for index, name in enumerate(model.network.buses)}
    injections = np.zeros(len(place))
    of = {each.name: each.factors for each in model.locations}
    for bid in bids:
        for name, sign in ((bid.source, 1.0), (bid.sink, -1.0)):
            for bus, part in of[name]:
                injections[place[bus]] += sign * part * bid.mw
    loaded = np.argsort(-np.abs(grid.flows(injections)))
    whole = (int(each) for each in loaded if not grid.splits(np.array([each])))
    for number, branch in zip(range(wanted), whole, strict=False):
        yield Contingency(f"C{number + 1}", (model.network.branches[branch],))


def _aggregates(chance: np.random.Generator, network: Network, count: int) -> Iterator[Location]:
    for number in range(count):
        members = chance.choice(len(network.buses), size=30, replace=False)
        shares = chance.dirichlet(np.ones(30))
        factors = tuple((network.buses[bus], float(part)) for bus, part in zip(members, shares, strict=True))
        short = 1.0 - sum(part for _, part in factors)
        yield Location(f"LAP_{number + 1}", ((factors[0][0], factors[0][1] + short), *factors[1:]))


def _interfaces(chance: np.random.Generator, network: Network, count: int) -> Iterator[Interface]:
    """Sums of five branches' flows, at 70 % of their ratings together."""
    limited = np.flatnonzero(np.isfinite(network.normal_mw))
    for number in range(count):
        members = chance.choice(limited, size=5, replace=False)
        limit = 0.7 * float(network.normal_mw[members].sum())
        terms = tuple((network.branches[each], 1.0) for each in members)
        yield Interface(f"PATH_{number + 1}", "PATH", limit, limit if number % 2 else None, terms)


def _emergency(limit: float | None) -> float | None:
    return None if limit is None else EMERGENCY * limit
