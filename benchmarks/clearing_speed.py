"""What a clearing costs: against PyPSA's security-constrained optimisation, and against its own last programme cold."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from importlib.util import find_spec

import highspy
import numpy as np

from benchmarks.clearing_markets import CALIFORNIA, california, market, pegase1354
from benchmarks.measurement import LeftOut, Measurement, compare
from marketsim.clearing.auction import clear
from marketsim.clearing.constraints import BASE, Constraints
from marketsim.clearing.market import Model, Product
from marketsim.clearing.outcome import ClearedProduct
from marketsim.clearing.programme import Programme
from marketsim.clearing.rows import Rows
from marketsim.clearing.screening import Screen
from marketsim.clearing.segments import columns_of

SAME = 1e-7


def measurements() -> Iterator[Measurement | LeftOut]:
    """1,354 buses and 20 or 200 contingencies beside PyPSA; California beside the binding rows alone."""
    for contingencies in (20, 200):
        yield _beside_pypsa(contingencies)
    network = california()
    if network is None:
        yield LeftOut("clear California", f"there is no {CALIFORNIA.name} beside the project")
        return
    model, product = market(network, contingencies=200, bids=500, segments=20, volume=2e5)
    (result,) = clear(model, [product])
    last = LastProgramme(model, product, result)
    if abs(last.value() - result.value) > SAME * abs(result.value):
        raise RuntimeError(f"the binding rows alone are worth {last.value()}, not {result.value}")
    yield compare(
        "clear 8,870 buses, 200 cont., 10,000 segments / binding rows cold",
        lambda: clear(model, [product]),
        last.value,
        rounds=5,
    )


def _beside_pypsa(contingencies: int) -> Measurement | LeftOut:
    name = f"clear 1,354 buses, {contingencies} cont., 10,000 segments / PyPSA"
    missing = [each for each in ("pandapower", "pypsa") if find_spec(each) is None]
    network = None if missing else pegase1354()
    if network is None:
        return LeftOut(name, f"{' and '.join(missing)} not installed (the extra bench)")
    model, product = market(network, contingencies=contingencies, bids=500, segments=20, nodal=True)
    ours, peer = clear(model, [product])[0].value, pypsa_value(model, product)
    if abs(ours - peer) > SAME * abs(peer):
        raise RuntimeError(f"{name}: {ours} here, {peer} there")
    return compare(name, lambda: clear(model, [product]), lambda: pypsa_value(model, product), rounds=3)


class LastProgramme:
    """All columns under the rows that bind in the end, which nobody knows beforehand: written and solved cold."""

    def __init__(self, model: Model, product: Product, result: ClearedProduct) -> None:
        places = {each.name: index for index, each in enumerate(model.locations)}
        constraints = Constraints(model)
        self.columns = columns_of(product.bids, places, "step")
        self.rows = Rows(constraints, Screen(constraints, product.base_loading), self.columns.paths)
        self.rows.add(np.array([_row(constraints, each) for each in result.binding], dtype=np.intp))

    def value(self) -> float:
        """What it is worth, $."""
        return float(self.columns.worth @ _Cold(self.columns, self.rows).solved().columns)


class _Cold(Programme):
    """Without the engine's start at everybody's wish."""

    def _everything_in_the_money(self) -> highspy.HighsBasis:
        return highspy.HighsBasis()


def _row(constraints: Constraints, binding: object) -> int:
    name, contingency, direction = (getattr(binding, each) for each in ("name", "contingency", "direction"))
    model = constraints.model
    watched = [model.network.branches[each] for each in constraints.watched]
    element = [*watched, *(each.name for each in model.interfaces)].index(name)
    outages = [each.name for each in model.contingencies]
    case = BASE if contingency is None else outages.index(contingency) + 1
    return (case * constraints.elements + element) * 2 + (direction == "REVERSE")


def pypsa_value(model: Model, product: Product) -> float:
    """The same market in PyPSA: buses, lines, a link from sink to source for each segment; one HiGHS thread."""
    import pypsa

    logging.disable(logging.WARNING)
    network, case = pypsa.Network(), model.network
    network.add("Bus", list(case.buses))
    network.add(
        "Line",
        list(case.branches),
        bus0=[case.buses[each] for each in case.from_bus],
        bus1=[case.buses[each] for each in case.to_bus],
        x=1.0 / case.susceptance,
        s_nom=np.where(np.isfinite(case.normal_mw), case.normal_mw, 1e6),
    )
    bus = {each.name: each.factors[0][0] for each in model.locations}
    segments = [
        (bus[bid.sink], bus[bid.source], mw - before, -price)
        for bid in product.bids
        for (before, _), (mw, price) in zip(bid.curve, bid.curve[1:], strict=False)
    ]
    into, out, mw, cost = (list(each) for each in zip(*segments, strict=True))
    names = [f"S{number}" for number in range(len(segments))]
    network.add("Link", names, bus0=into, bus1=out, p_nom=mw, marginal_cost=cost)
    outages = [each.branches[0] for each in model.contingencies]
    told = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        warnings.simplefilter("ignore")
        network.optimize.optimize_security_constrained(
            branch_outages=outages, solver_name="highs", solver_options={"threads": 1, "output_flag": False}
        )
    logging.disable(logging.NOTSET)
    return -float(network.objective)
