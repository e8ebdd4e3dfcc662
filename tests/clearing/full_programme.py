"""The same market as one dense linear programme with every row of every case, by other means than the engine's.

Each case has its own network: tripped branches are taken out and the flows computed anew (pseudo-inverse), so that
nothing of factorisation, shift factors, outages or screening is shared. For small networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from marketsim.clearing.market import Bid, FixedCrr, Model, Product
from marketsim.clearing.network import Reals


@dataclass(frozen=True)
class Row:
    """One limit: what 1 MW in at each location loads (MW), and its limit (MW)."""

    element: str
    contingency: str | None
    direction: str
    by_location: Reals
    limit: float


def rows(model: Model) -> Iterator[Row]:
    """Every limit of the model."""
    factor = model.capacity_factor
    for contingency in (None, *model.contingencies):
        shift = _shift_factors(model, contingency.branches if contingency else ())
        name = contingency.name if contingency else None
        ratings = model.network.emergency_mw if contingency else model.network.normal_mw
        for index, branch in enumerate(model.network.branches):
            if np.isfinite(ratings[index]) and (model.monitored is None or branch in model.monitored):
                yield Row(branch, name, "FORWARD", shift[index], ratings[index] * factor)
                yield Row(branch, name, "REVERSE", -shift[index], ratings[index] * factor)
    shift = _shift_factors(model, ())
    for each in model.interfaces:
        one = np.zeros(len(model.locations))
        for term, weight in each.terms:
            if each.kind == "PATH":
                one += weight * shift[model.network.branches.index(term)]
            else:
                one[[place.name for place in model.locations].index(term)] += weight
        for direction, limit in (("FORWARD", each.forward_mw), ("REVERSE", each.reverse_mw)):
            if limit is not None:
                left = limit * factor - model.set_asides.get((each.name, direction), 0.0)
                yield Row(each.name, None, direction, one if direction == "FORWARD" else -one, left)


def use(row: Row, model: Model, crr: Bid | FixedCrr) -> float:
    """What 1 MW of a path loads the row with; an option only where it takes capacity."""
    names = [each.name for each in model.locations]
    net = float(row.by_location[names.index(crr.source)] - row.by_location[names.index(crr.sink)])
    return max(net, 0.0) if crr.hedge_type == "OPT" else net


def base_flow(row: Row, model: Model, product: Product) -> float:
    """MW of base loading on a row."""
    return sum(crr.mw * use(row, model, crr) for crr in product.base_loading)


def best_value(model: Model, product: Product) -> float:
    """The most the market is worth ($), each limit raised to the base flow where that is over it."""
    segments = [
        (bid, price, mw - before)
        for bid in product.bids
        for (before, _), (mw, price) in zip(bid.curve, bid.curve[1:], strict=False)
    ]
    if not segments:
        return 0.0
    signs = np.array([-1.0 if bid.sells else 1.0 for bid, _, _ in segments])
    worth = signs * np.array([price for _, price, _ in segments])
    left, loads = [], []
    for row in rows(model):
        base = base_flow(row, model, product)
        unit = {bid.key: use(row, model, bid) for bid in product.bids}
        loads.append([sign * unit[bid.key] for sign, (bid, _, _) in zip(signs, segments, strict=True)])
        left.append(max(row.limit - base, 0.0))
    done = linprog(
        -worth, A_ub=np.array(loads), b_ub=np.array(left), bounds=[(0, mw) for _, _, mw in segments]
    )
    assert done.success, done.message
    return -float(done.fun)


def _shift_factors(model: Model, out: tuple[str, ...]) -> Reals:
    """Flow by branch of 1 MW in at each location, out evenly everywhere, with some branches out."""
    network, size = model.network, len(model.network.buses)
    strength = np.where(np.isin(network.branches, out), 0.0, network.susceptance)
    incidence = np.zeros((len(strength), size))
    incidence[np.arange(len(strength)), network.from_bus] += 1.0
    incidence[np.arange(len(strength)), network.to_bus] -= 1.0
    flows = strength[:, None] * incidence @ np.linalg.pinv(incidence.T * strength @ incidence)
    share = np.zeros((len(model.locations), size))
    for index, each in enumerate(model.locations):
        for bus, part in each.factors:
            share[index, network.buses.index(bus)] += part
    return np.asarray(flows @ share.T)
