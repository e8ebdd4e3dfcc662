"""Input without an honest clearing is refused, with what was expected, what was found, and what to do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from marketsim.clearing.auction import ClearingProblem, clear
from marketsim.clearing.market import Bid, Contingency, FixedCrr, Interface, Location, Model, Product
from marketsim.clearing.network import Branch, Network

LINES = (Branch("A-B-1", "A", "B", 10.0, 50.0, 60.0), Branch("B-C-1", "B", "C", 10.0, 50.0, 60.0))
NODES = tuple(Location(name, ((name, 1.0),)) for name in "ABC")
MODEL = Model(Network.of("ABC", LINES), NODES)
BID = Bid("b1", "A", "B", False, ((0.0, 5.0), (10.0, 5.0)))
PRODUCT = Product("2026_M09", "ON", (BID,))


def network(*lines: Branch, buses: str = "ABC") -> Model:
    return replace(MODEL, network=Network.of(buses, lines))


def line(**changes: float) -> Model:
    return network(replace(LINES[0], **changes), LINES[1])  # type: ignore[arg-type]


def gate(**changes: object) -> Model:
    plain = Interface("GATE", "PATH", 10.0, None, (("A-B-1", 1.0),))
    return replace(MODEL, interfaces=(replace(plain, **changes),))  # type: ignore[arg-type]


MODELS: dict[str, tuple[Model, str]] = {
    "no bus": (Model(Network.of("", ()), ()), "the network: expected at least one bus, found none"),
    "two islands": (network(LINES[0]), "2 islands: the largest has 2 of 3 buses, C is not in it"),
    "bus twice": (network(*LINES, buses="ABCA"), "bus A: expected a name of its own, found it 2 times"),
    "branch twice": (network(LINES[0], replace(LINES[1], name="A-B-1")), "branch A-B-1: expected a name"),
    "no susceptance": (line(susceptance=0.0), "branch A-B-1: expected a susceptance other than 0"),
    "NaN susceptance": (line(susceptance=math.nan), "found nan"),
    "infinite susceptance": (line(susceptance=math.inf), "found inf"),
    "NaN rating": (line(normal_mw=math.nan), "a normal rating between 0 and 1e+06 MW, or none, found nan"),
    "negative rating": (
        line(emergency_mw=-1.0),
        "emergency rating between 0 and 1e+06 MW, or none, found -1",
    ),
    "absurd rating": (line(normal_mw=1e308), "found 1e+308"),
    "cancelling": (
        network(*LINES, Branch("A-B-2", "A", "B", -10.0, None, None)),
        "the network: expected susceptances that determine the flows",
    ),
    "location twice": (
        replace(MODEL, locations=(*NODES, NODES[0])),
        "location A: expected a name of its own",
    ),
    "unknown bus": (
        replace(MODEL, locations=(Location("X", (("Q", 1.0),)),)),
        "location X: expected a bus in service, found 'Q'",
    ),
    "no factors": (
        replace(MODEL, locations=(*NODES, Location("X", ()))),
        "add up to 1 (within 1e-09), found none",
    ),
    "factors": (
        replace(MODEL, locations=(*NODES, Location("X", (("A", 0.5), ("B", 0.4))))),
        "location X: expected participation factors that add up to 1 (within 1e-09), found 0.9",
    ),
    "NaN factor": (replace(MODEL, locations=(*NODES, Location("X", (("A", math.nan),)))), "found nan"),
    "unknown branch": (
        replace(MODEL, contingencies=(Contingency("K", ("Z",)),)),
        "contingency K: expected a branch in service, found 'Z'",
    ),
    "empty outage": (
        replace(MODEL, contingencies=(Contingency("K", ()),)),
        "contingency K: expected branches",
    ),
    "outage twice": (
        replace(MODEL, contingencies=(Contingency("K", ("A-B-1", "A-B-1")),)),
        "branch of contingency K A-B-1: expected a name of its own",
    ),
    "splitting": (
        replace(MODEL, contingencies=(Contingency("K", ("A-B-1",)),)),
        "contingency K: expected an outage that leaves the network in one piece",
    ),
    "interface kind": (gate(kind="SUM"), "interface GATE: expected kind PATH or ITC, found 'SUM'"),
    "interface term": (gate(terms=(("Q", 1.0),)), "interface GATE: expected a branch in service, found 'Q'"),
    "intertie term": (gate(kind="ITC"), "interface GATE: expected a location, found 'A-B-1'"),
    "interface weight": (gate(terms=(("A-B-1", math.inf),)), "interface GATE at A-B-1"),
    "interface limit": (gate(reverse_mw=math.nan), "interface GATE, reverse: expected a number"),
    "monitored": (replace(MODEL, monitored=frozenset({"Q"})), "the monitored branches: expected a branch"),
    "capacity": (
        replace(MODEL, capacity_factor=math.nan),
        "the capacity factor: expected a number between 0 and 10",
    ),
    "set-aside": (
        replace(MODEL, set_asides={("Q", "FORWARD"): 1.0}),
        "a set-aside: expected an interface, found 'Q'",
    ),
    "set-aside MW": (
        replace(gate(), set_asides={("GATE", "FORWARD"): 1e308}),
        "the set-aside on GATE: expected a number between -1e+06 and 1e+06 MW, found 1e+308",
    ),
    "set-aside side": (replace(gate(), set_asides={("GATE", "UP"): 1.0}), "FORWARD or REVERSE"),  # type: ignore[dict-item]
}


def curve(*points: tuple[float, float]) -> Product:
    return replace(PRODUCT, bids=(replace(BID, curve=points),))


PRODUCTS: dict[str, tuple[Product, str]] = {
    "source": (
        replace(PRODUCT, bids=(replace(BID, source="Q"),)),
        "bid b1 of 2026_M09 ON: expected a location",
    ),
    "sink": (replace(PRODUCT, bids=(replace(BID, sink="Q"),)), "found 'Q', which there is none of"),
    "nowhere": (replace(PRODUCT, bids=(replace(BID, sink="A"),)), "two different locations, found A twice"),
    "hedge": (replace(PRODUCT, bids=(replace(BID, hedge_type="X"),)), "hedge type OBL or OPT"),  # type: ignore[arg-type]
    "option bought": (replace(PRODUCT, bids=(replace(BID, hedge_type="OPT"),)), "a buy of an obligation"),
    "key twice": (replace(PRODUCT, bids=(BID, BID)), "bid of 2026_M09 ON b1: expected a name of its own"),
    "no points": (curve(), "at least two points, the first at 0 MW"),
    "one point": (curve((0.0, 5.0)), "at least two points"),
    "first point": (curve((1.0, 5.0), (2.0, 5.0)), "the first at 0 MW"),
    "NaN MW": (curve((0.0, 5.0), (math.nan, 5.0)), "between 0 and 1e+06 MW, found nan"),
    "absurd MW": (curve((0.0, 5.0), (1e308, 5.0)), "between 0 and 1e+06 MW, found 1e+308"),
    "negative MW": (curve((0.0, 5.0), (-1.0, 5.0)), "found -1"),
    "infinite price": (curve((0.0, 5.0), (1.0, math.inf)), "between -1e+07 and 1e+07 $/MW, found inf"),
    "NaN price": (curve((0.0, math.nan), (1.0, 5.0)), "$/MW, found nan"),
    "MW back": (
        curve((0.0, 5.0), (2.0, 5.0), (2.0, 4.0)),
        "MW that rise from point to point, found 2 after 2",
    ),
    "rising price": (curve((0.0, 5.0), (2.0, 5.0), (3.0, 6.0)), "prices that never rise along the curve"),
    "base MW": (replace(PRODUCT, base_loading=(FixedCrr("A", "B", "OBL", -1.0),)), "base loading A to B"),
    "base sink": (replace(PRODUCT, base_loading=(FixedCrr("A", "Q", "OBL", 1.0),)), "found 'Q'"),
}


@pytest.mark.parametrize("case", MODELS)
def test_a_model_without_an_honest_clearing_is_refused(case: str) -> None:
    """Whatever is bid on it."""
    model, text = MODELS[case]
    refused(lambda: clear(model, []), text)


@pytest.mark.parametrize("case", PRODUCTS)
def test_a_product_without_an_honest_clearing_is_refused(case: str) -> None:
    """On a model that is all right."""
    product, text = PRODUCTS[case]
    refused(lambda: clear(MODEL, [product]), text)


def test_an_offer_whose_price_falls_is_refused() -> None:
    """A seller would part with the dear MW first."""
    offer = replace(BID, sells=True, curve=((0.0, 5.0), (1.0, 5.0), (2.0, 4.0)))
    refused(lambda: clear(MODEL, [Product("p", "ON", (offer,))]), "prices that never fall along the curve")


def test_the_first_price_counts_only_where_curves_are_linear() -> None:
    """A step has its end's price, so that the first point's price is nobody's."""
    product = curve((0.0, 1.0), (10.0, 5.0))
    assert clear(MODEL, [product])[0].awards[0].mw == 10.0
    refused(lambda: clear(MODEL, [product], shape="linear"), "prices that never rise")


def test_a_product_that_is_there_twice_is_refused() -> None:
    """Its results couldn't be told apart."""
    refused(lambda: clear(MODEL, [PRODUCT, PRODUCT]), "product 2026_M09 ON: expected a name of its own")


def test_a_shape_that_there_is_not_is_refused() -> None:
    """Steps or lines, nothing between."""
    refused(lambda: clear(MODEL, [PRODUCT], shape="spline"), "step or linear")  # type: ignore[arg-type]


def refused(work: Callable[[], object], text: str) -> None:
    with pytest.raises(ClearingProblem) as caught:
        work()
    assert text in str(caught.value)
    assert all((caught.value.subject, caught.value.expected, caught.value.found, caught.value.fix))
