"""Whether a model and its products have an honest clearing: refused before anything is computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from marketsim.clearing.grid import islands
from marketsim.clearing.market import Bid, FixedCrr, Interface, Location, Model, Nomination, Product
from marketsim.clearing.network import Network, Reals
from marketsim.clearing.problem import ClearingProblem
from marketsim.clearing.segments import Shape

MOST_MW = 1e6  # of a bid, a rating, a limit: more than any grid there is
MOST_PRICE = 1e7  # $/MW for a period
MOST_SUSCEPTANCE = 1e9  # per unit on 100 MVA
MOST_WEIGHT = 1e3  # of an interface's term
MOST_FACTOR = 10.0  # of all capacity
WHOLE = 1e-9  # participation factors add up to 1 within this


def check_model(model: Model) -> None:
    """ClearingProblem where the model can't be cleared on."""
    _check_network(model.network)
    buses, branches = frozenset(model.network.buses), frozenset(model.network.branches)
    _once("location", (each.name for each in model.locations))
    for location in model.locations:
        _check_location(location, buses)
    _once("contingency", (each.name for each in model.contingencies))
    for contingency in model.contingencies:
        subject = f"contingency {contingency.name}"
        if not contingency.branches:
            raise _problem(subject, "branches that trip", "none", "name its branches or leave it out")
        _once(f"branch of {subject}", contingency.branches)
        _known(subject, "a branch in service", contingency.branches, branches)
    _once("interface", (each.name for each in model.interfaces))
    for interface in model.interfaces:
        _check_interface(interface, model)
    _known("the monitored branches", "a branch in service", sorted(model.monitored or ()), branches)
    _number("the capacity factor", "of capacity", model.capacity_factor, 0.0, MOST_FACTOR)
    _check_set_asides(model)


def check_products(model: Model, products: Sequence[Product], shape: Shape) -> None:
    """ClearingProblem where a product can't be cleared on the model, or is there twice."""
    if shape not in ("step", "linear"):
        raise _problem("the shape of curves", "step or linear", repr(shape), "choose one of them")
    _once("product", (f"{each.period} {each.tou}" for each in products))
    places = frozenset(each.name for each in model.locations)
    for product in products:
        named = f"{product.period} {product.tou}"
        _once(f"bid of {named}", (each.key for each in product.bids))
        for bid in product.bids:
            _check_bid(f"bid {bid.key} of {named}", bid, places, shape)
        _check_base_loading(product.base_loading, places, named)


def check_nominations(
    model: Model, nominations: Sequence[Nomination], base_loading: Sequence[FixedCrr], named: str
) -> None:
    """ClearingProblem where nominations (of the product so ``named``) can't be judged on the model."""
    _once(f"nomination of {named}", (each.key for each in nominations))
    places = frozenset(each.name for each in model.locations)
    for each in nominations:
        subject = f"nomination {each.key} of {named}"
        _known(subject, "a location of the model", (each.source, each.sink), places)
        if each.source == each.sink:
            found = f"{each.source} twice"
            raise _problem(subject, "two different locations", found, "correct source or sink")
        _number(subject, "MW", each.mw, 0.0, MOST_MW)
    _check_base_loading(base_loading, places, named)


def _check_base_loading(crrs: Sequence[FixedCrr], places: frozenset[str], named: str) -> None:
    for crr in crrs:
        subject = f"base loading {crr.source} to {crr.sink} of {named}"
        _check_path(subject, crr, places)
        _number(subject, "MW", crr.mw, 0.0, MOST_MW)


def _check_network(network: Network) -> None:
    if not network.buses:
        raise _problem("the network", "at least one bus", "none", "look whether the case was read whole")
    _once("bus", network.buses)
    _once("branch", network.branches)
    odd = ~np.isfinite(network.susceptance) | (network.susceptance == 0)
    odd |= np.abs(network.susceptance) > MOST_SUSCEPTANCE
    for index in np.flatnonzero(odd):
        expected = f"a susceptance other than 0, at most {MOST_SUSCEPTANCE:g} per unit"
        found, fix = f"{network.susceptance[index]:g}", "correct its reactance"
        raise _problem(f"branch {network.branches[index]}", expected, found, fix)
    _check_ratings(network, network.normal_mw, "normal")
    _check_ratings(network, network.emergency_mw, "emergency")
    count, island = islands(network, np.ones(len(network.branches), dtype=bool))
    if count > 1:
        sizes = np.bincount(island)
        outside = network.buses[int(np.flatnonzero(island != int(np.argmax(sizes)))[0])]
        found = (
            f"{count} islands: the largest has {sizes.max()} of {len(island)} buses, {outside} is not in it"
        )
        raise _problem("the network", "one island", found, "connect them, or keep the largest alone")


def _check_ratings(network: Network, ratings: Reals, kind: str) -> None:
    odd = np.isnan(ratings) | (ratings < 0) | ((ratings > MOST_MW) & ~np.isposinf(ratings))
    for index in np.flatnonzero(odd):
        expected = f"a {kind} rating between 0 and {MOST_MW:g} MW, or none"
        found, fix = f"{ratings[index]:g}", "correct it, or leave it out where nothing limits"
        raise _problem(f"branch {network.branches[index]}", expected, found, fix)


def _check_location(location: Location, buses: frozenset[str]) -> None:
    subject = f"location {location.name}"
    _known(subject, "a bus in service", (bus for bus, _ in location.factors), buses)
    for bus, factor in location.factors:
        _number(f"{subject} at bus {bus}", "as participation factor", factor, 0.0, 1.0 + WHOLE)
    total = math.fsum(factor for _, factor in location.factors)
    if abs(total - 1.0) > WHOLE:
        found = f"{total!r}" if location.factors else "none"
        raise _problem(
            subject, f"participation factors that add up to 1 (within {WHOLE:g})", found, "scale them"
        )


def _check_interface(interface: Interface, model: Model) -> None:
    subject = f"interface {interface.name}"
    if interface.kind not in ("PATH", "ITC"):
        raise _problem(subject, "kind PATH or ITC", repr(interface.kind), "correct its kind")
    path = interface.kind == "PATH"
    known = model.network.branches if path else [each.name for each in model.locations]
    what = "a branch in service" if path else "a location"
    _known(subject, what, (name for name, _ in interface.terms), frozenset(known))
    for name, weight in interface.terms:
        _number(f"{subject} at {name}", "as weight", weight, -MOST_WEIGHT, MOST_WEIGHT)
    for side, limit in (("forward", interface.forward_mw), ("reverse", interface.reverse_mw)):
        if limit is not None:
            _number(f"{subject}, {side}", "MW", limit, -MOST_MW, MOST_MW)


def _check_set_asides(model: Model) -> None:
    interfaces = frozenset(each.name for each in model.interfaces)
    for (name, direction), mw in model.set_asides.items():
        _known("a set-aside", "an interface", (name,), interfaces)
        if direction not in ("FORWARD", "REVERSE"):
            found = repr(direction)
            raise _problem(f"the set-aside on {name}", "FORWARD or REVERSE", found, "correct its direction")
        _number(f"the set-aside on {name}", "MW", mw, -MOST_MW, MOST_MW)


def _check_bid(subject: str, bid: Bid, places: frozenset[str], shape: Shape) -> None:
    _check_path(subject, bid, places)
    if bid.hedge_type == "OPT" and not bid.sells:
        raise _problem(subject, "a buy of an obligation", "one of an option", "bid OBL, or sell the option")
    if bid.source == bid.sink:
        raise _problem(subject, "two different locations", f"{bid.source} twice", "correct source or sink")
    if len(bid.curve) < 2 or bid.curve[0][0] != 0:
        raise _problem(
            subject, "at least two points, the first at 0 MW", repr(bid.curve), "correct the curve"
        )
    for mw, price in bid.curve:
        _number(subject, "MW", mw, 0.0, MOST_MW)
        _number(subject, "$/MW", price, -MOST_PRICE, MOST_PRICE)
    for (before, _), (mw, _) in pairwise(bid.curve):
        if mw <= before:
            raise _problem(
                subject, "MW that rise from point to point", f"{mw:g} after {before:g}", "sort or merge"
            )
    prices = [price for _, price in bid.curve[1 if shape == "step" else 0 :]]
    for one, other in pairwise(prices):
        if (one > other) if bid.sells else (one < other):
            expected = "prices that never fall" if bid.sells else "prices that never rise"
            raise _problem(
                subject, f"{expected} along the curve", f"{other:g} after {one:g}", "sort the prices"
            )


def _check_path(subject: str, path: Bid | FixedCrr, places: frozenset[str]) -> None:
    if path.source not in places or path.sink not in places:
        _known(subject, "a location of the model", (path.source, path.sink), places)
    if path.hedge_type not in ("OBL", "OPT"):
        raise _problem(subject, "hedge type OBL or OPT", repr(path.hedge_type), "correct it")


def _number(subject: str, unit: str, value: float, least: float, most: float) -> None:
    """NaN is in no range, so that it is refused too."""
    if not least <= value <= most:
        expected = f"a number between {least:g} and {most:g} {unit}"
        raise _problem(subject, expected, f"{value:g}", "correct it; no grid or market has such a number")


def _known(subject: str, what: str, names: Iterable[str], known: frozenset[str]) -> None:
    for name in names:
        if name not in known:
            raise _problem(subject, what, f"{name!r}, which there is none of", "correct the name or add it")


def _once(what: str, names: Iterable[str]) -> None:
    counted = Counter(names)
    for name, times in counted.items():
        if times > 1:
            raise _problem(f"{what} {name}", "a name of its own", f"it {times} times", "rename or drop one")


def _problem(subject: str, expected: str, found: str, fix: str) -> ClearingProblem:
    return ClearingProblem(subject, expected=expected, found=found, fix=fix)
