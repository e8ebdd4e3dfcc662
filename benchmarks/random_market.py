"""Random but realistic markets, from small toys for proofs to large ones for measurements.

``random_market(seed, buses=12, contingencies=4, bids=40, ...) -> (Model, Product)`` makes network and market.
``random_bids(seed, model, ...)`` makes bids on a model that was read from elsewhere, ``tightened`` sets a network's
ratings so that a part of its branches congest. The same arguments always give the same market.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from marketsim.clearing.grid import Grid
from marketsim.clearing.market import Bid, Contingency, FixedCrr, Interface, Location, Model, Product
from marketsim.clearing.network import Branch, Network, Reals


def random_market(
    seed: int,
    *,
    buses: int = 12,
    contingencies: int = 4,
    bids: int = 40,
    segments: int = 3,
    interfaces: int = 2,
    base_loading: int = 4,
    offers: float = 0.2,
    options: bool = True,
) -> tuple[Model, Product]:
    """A meshed network with congested branches, and a product whose bids run both with and against the flows.

    ``offers``: the part of the bids that sell base loading. ``options``: whether base loading holds options,
    some of them offered. About a third of the contingencies trip two branches. With any ``base_loading`` a limit
    may be one that it overloads.
    """
    chance = np.random.default_rng(seed)
    network = _network(chance, buses)
    places = _locations(chance, network)
    outages = _contingencies(chance, network, contingencies)
    limits = _interfaces(chance, network, places, interfaces)
    model = Model(network, places, outages, limits, capacity_factor=float(chance.choice([1.0, 1.0, 0.75])))
    if limits and chance.random() < 0.5:
        model = replace(model, set_asides={(limits[0].name, "FORWARD"): 5.0})
    held = _base_loading(chance, places, base_loading, options)
    wanted = random_bids(seed, model, bids=max(bids - round(bids * offers), 0), segments=segments)
    sold = _offers(chance, held, round(bids * offers), segments)
    return model, Product("2026_M09", "ON", (*wanted, *sold), held)


def random_bids(
    seed: int,
    model: Model,
    *,
    bids: int,
    segments: int = 3,
    biddable: int | None = None,
    congested: int = 40,
    mw: float = 20.0,
) -> tuple[Bid, ...]:
    """Buys between random locations (of the first ``biddable``), priced around the congestion of some branches.

    ``mw``: the mean of a bid, heavily tailed. Prices are around what a random set of ``congested`` branches would
    make of the path, so that bids run both with and against the congestion; some are 0, some equal one another.
    """
    chance = np.random.default_rng([seed, 1])
    guess = _congestion_prices(chance, model, congested)
    count = min(biddable or len(guess), len(guess))
    source, sink = chance.integers(count, size=(2, bids))
    sink = np.where(sink == source, (sink + 1) % count, sink)
    scale = float(np.std(guess)) or 1.0
    made = []
    for index in range(bids):
        fair = guess[sink[index]] - guess[source[index]] + chance.normal(0.0, 0.4 * scale)
        total = max(round(float(chance.lognormal(0.0, 1.0)) * mw * 0.6, 3), 0.1)
        points = np.unique(np.round(np.sort(chance.random(segments)) * total, 3))
        points = np.append(points[(points > 0) & (points < total)][: segments - 1], total)
        falls = np.sort(chance.normal(fair, 0.15 * scale, size=len(points)))[::-1]
        prices = np.round(falls, 2) if chance.random() < 0.9 else np.zeros(len(points))
        curve = ((0.0, float(prices[0])), *zip(points.tolist(), prices.tolist(), strict=True))
        names = (model.locations[source[index]].name, model.locations[sink[index]].name)
        made.append(Bid(f"B{index + 1}", *names, False, curve))
        if chance.random() < 0.05:
            made[-1] = replace(made[-1], curve=made[int(chance.integers(len(made)))].curve)
    return tuple(made)


def tightened(network: Network, injections: Reals, *, rated: float = 1.0, emergency: float = 1.15) -> Network:
    """The network with every rating at ``rated`` x its flow of these injections (at least their median)."""
    flows = np.abs(Grid(network).flows(injections))
    normal = rated * np.maximum(flows, np.median(flows))
    return replace(network, normal_mw=normal, emergency_mw=emergency * normal)


def _network(chance: np.random.Generator, buses: int) -> Network:
    names = [f"BUS{index + 1}" for index in range(buses)]
    pairs = [(int(chance.integers(index)), index) for index in range(1, buses)]
    extra = max(2, round(0.7 * buses)) if buses > 2 else 1
    while len(pairs) < buses - 1 + extra:
        one, other = sorted(int(each) for each in chance.integers(buses, size=2))
        if one != other:
            pairs.append((one, other))
    branches = []
    for number, (one, other) in enumerate(pairs, start=1):
        normal = None if chance.random() < 0.1 else round(float(chance.uniform(10, 60)), 1)
        emergency = None if normal is None else round(normal * float(chance.uniform(1.0, 1.3)), 1)
        ends = (names[one], names[other]) if chance.random() < 0.5 else (names[other], names[one])
        strength = float(chance.uniform(2, 30))
        branches.append(Branch(f"{ends[0]}-{ends[1]}-{number}", *ends, strength, normal, emergency))
    return Network.of(names, branches)


def _locations(chance: np.random.Generator, network: Network) -> tuple[Location, ...]:
    nodes = [Location(f"NODE_{bus}", ((bus, 1.0),)) for bus in network.buses]
    for index in range(max(1, len(network.buses) // 6)):
        size = min(len(network.buses), 3)
        members = chance.choice(len(network.buses), size=size, replace=False)
        shares = chance.dirichlet(np.ones(size))
        factors = tuple(
            (network.buses[bus], float(share)) for bus, share in zip(members, shares, strict=True)
        )
        nodes.append(Location(f"LAP_{index + 1}", factors))
    return tuple(nodes)


def _contingencies(chance: np.random.Generator, network: Network, wanted: int) -> tuple[Contingency, ...]:
    grid, found = Grid(network), []
    for _ in range(20 * wanted):
        if len(found) == wanted:
            break
        size = 2 if chance.random() < 0.33 else 1
        tripped = chance.choice(len(network.branches), size=size, replace=False)
        if not grid.splits(tripped):
            names = tuple(network.branches[each] for each in tripped)
            found.append(Contingency(f"C{len(found) + 1}", names))
    return tuple(found)


def _interfaces(
    chance: np.random.Generator, network: Network, places: tuple[Location, ...], wanted: int
) -> tuple[Interface, ...]:
    made = []
    for index in range(wanted):
        path = index % 2 == 0
        names = network.branches if path else tuple(each.name for each in places)
        members = chance.choice(len(names), size=min(3, len(names)), replace=False)
        terms = tuple((names[each], float(chance.choice([1.0, 1.0, -1.0, 0.5]))) for each in members)
        forward, reverse = (round(float(chance.uniform(20, 80)), 1) for _ in range(2))
        one_sided = chance.random() < 0.3
        kind = "PATH" if path else "ITC"
        made.append(Interface(f"{kind}_{index + 1}", kind, forward, None if one_sided else reverse, terms))
    return tuple(made)


def _base_loading(
    chance: np.random.Generator, places: tuple[Location, ...], wanted: int, options: bool
) -> tuple[FixedCrr, ...]:
    held = []
    for _ in range(wanted):
        source, sink = (places[each].name for each in chance.choice(len(places), size=2, replace=False))
        kind = "OPT" if options and chance.random() < 0.4 else "OBL"
        held.append(FixedCrr(source, sink, kind, round(float(chance.uniform(1, 15)), 3)))
    return tuple(held)


def _offers(
    chance: np.random.Generator, held: tuple[FixedCrr, ...], wanted: int, segments: int
) -> tuple[Bid, ...]:
    made: list[Bid] = []
    left = {index: crr.mw for index, crr in enumerate(held)}
    for number in range(wanted if held else 0):
        index = int(chance.integers(len(held)))
        part = round(left[index] * float(chance.uniform(0.3, 1.0)), 3)
        if part < 0.01:
            continue
        left[index] -= part
        cuts = np.linspace(0.0, part, segments + 1)[1:]
        prices = np.round(np.sort(chance.normal(3.0, 6.0, size=segments)), 2)
        curve = ((0.0, float(prices[0])), *zip(cuts.tolist(), prices.tolist(), strict=True))
        crr = held[index]
        made.append(Bid(f"S{number + 1}", crr.source, crr.sink, True, curve, crr.hedge_type))
    return tuple(made)


def _congestion_prices(chance: np.random.Generator, model: Model, congested: int) -> Reals:
    """A price a location, as some congested branches would make them."""
    network = model.network
    weights = np.zeros((1, len(network.branches)))
    some = chance.choice(len(network.branches), size=min(congested, len(network.branches)), replace=False)
    weights[0, some] = chance.normal(0.0, 10.0, size=len(some))
    at_buses = Grid(network).shift_factors(csr_array(weights))[0]
    place = {name: index for index, name in enumerate(network.buses)}
    return np.array(
        [sum(part * at_buses[place[bus]] for bus, part in each.factors) for each in model.locations]
    )
