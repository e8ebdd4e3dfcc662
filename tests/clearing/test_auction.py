"""Clearing small markets whose results can be worked out by hand."""

from __future__ import annotations

import pytest

from marketsim.clearing.auction import Progress, clear
from marketsim.clearing.market import Bid, Contingency, FixedCrr, Interface, Location, Model, Product
from marketsim.clearing.network import Branch, Network
from marketsim.clearing.outcome import ClearedProduct, RaisedLimit


def two_buses(limit: float | None = 50.0) -> Model:
    """A line from A to B, and locations of the same names."""
    network = Network.of(["A", "B"], [Branch("A-B-1", "A", "B", 10.0, limit, limit)])
    return Model(network, (node("A"), node("B")))


def triangle(**more: object) -> Model:
    """Three equal lines; two thirds of A to B go over A-B-1, whose limit is 40 MW (50 after an outage)."""
    lines = [
        Branch("A-B-1", "A", "B", 10.0, 40.0, 50.0),
        Branch("B-C-1", "B", "C", 10.0, 100.0, 120.0),
        Branch("A-C-1", "A", "C", 10.0, 100.0, 120.0),
    ]
    nodes = tuple(node(name) for name in "ABC")
    return Model(Network.of("ABC", lines), nodes, **more)  # type: ignore[arg-type]


def node(name: str) -> Location:
    return Location(name, ((name, 1.0),))


def buy(key: str, path: str, mw: float, price: float) -> Bid:
    return Bid(key, path[0], path[1], False, ((0.0, price), (mw, price)))


def sell(key: str, path: str, mw: float, price: float) -> Bid:
    return Bid(key, path[0], path[1], True, ((0.0, price), (mw, price)))


def cleared(model: Model, *bids: Bid, base: tuple[FixedCrr, ...] = ()) -> ClearedProduct:
    return clear(model, [Product("2026_M09", "ON", bids, base)])[0]


def awards(result: ClearedProduct) -> dict[str, float]:
    return {each.key: round(each.mw, 9) for each in result.awards}


def test_the_line_goes_to_the_best_bids_and_the_marginal_one_sets_the_price() -> None:
    """50 MW for 30 MW at $9 and 40 MW at $4: the second gets 20 MW, and both pay $4."""
    result = cleared(two_buses(), buy("high", "AB", 30, 9), buy("low", "AB", 40, 4))
    assert awards(result) == {"high": 30.0, "low": 20.0}
    assert [each.price for each in result.awards] == [4.0, 4.0]
    assert result.prices == {"A": 0.0, "B": 4.0}
    (binding,) = result.binding
    assert (binding.name, binding.type, binding.contingency, binding.direction) == (
        "A-B-1",
        "BRANCH",
        None,
        "FORWARD",
    )
    assert (binding.limit_mw, binding.flow_mw, binding.shadow_price) == pytest.approx((50.0, 50.0, 4.0))
    assert result.value == pytest.approx(30 * 9 + 20 * 4)
    assert result.duality_gap < 1e-12


def test_counterflow_makes_room_and_is_paid() -> None:
    """B to A at -$3 costs less than the $8 its counterflow earns: all of it clears, and is paid the price."""
    result = cleared(two_buses(), buy("flow", "AB", 100, 8), buy("counter", "BA", 20, -3))
    assert awards(result) == {"flow": 70.0, "counter": 20.0}
    assert [each.price for each in result.awards] == [8.0, -8.0]


def test_a_negative_bid_that_relieves_nothing_is_not_awarded() -> None:
    """Nobody needs the counterflow: there is nothing to be paid from."""
    result = cleared(two_buses(), buy("flow", "AB", 30, 8), buy("counter", "BA", 20, -3))
    assert awards(result) == {"flow": 30.0, "counter": 0.0}
    assert result.prices == {"A": 0.0, "B": 0.0}


def test_an_offer_gives_up_its_mw_where_the_price_is_above_its_own() -> None:
    """Base loading of 50 MW fills the line; a holder sells 15 MW at $2 to a buyer at $6, another wants $7."""
    base = (FixedCrr("A", "B", "OBL", 50.0),)
    result = cleared(
        two_buses(), buy("buy", "AB", 40, 6), sell("cheap", "AB", 15, 2), sell("dear", "AB", 10, 7), base=base
    )
    assert awards(result) == {"buy": 15.0, "cheap": 15.0, "dear": 0.0}
    assert result.value == pytest.approx(15 * 6 - 15 * 2)
    assert result.raised == ()


def test_the_steps_of_a_curve_are_filled_from_the_dearest() -> None:
    """A segment runs from the point before to its own, at its own price."""
    bid = Bid("curve", "A", "B", False, ((0.0, 9.0), (30.0, 9.0), (45.0, 5.0), (80.0, 2.0)))
    result = cleared(two_buses(), bid, buy("other", "AB", 10, 4))
    assert awards(result) == {"curve": 45.0, "other": 5.0}
    assert result.awards[0].price == 4.0


def test_equal_segments_share_by_their_mw() -> None:
    """20 MW are left for 30 and 10 MW of the same path and price: 15 and 5."""
    result = cleared(two_buses(), buy("first", "AB", 30, 9), buy("a", "AB", 30, 4), buy("b", "AB", 10, 4))
    assert awards(result) == {"first": 30.0, "a": 15.0, "b": 5.0}


def test_a_contingency_holds_by_the_emergency_rating_and_is_named() -> None:
    """With A-C-1 out all of A to B goes over A-B-1: 50 MW, where the base case lets 40 / (2/3) = 60 MW."""
    model = triangle(contingencies=(Contingency("loss of A-C", ("A-C-1",)),))
    result = cleared(model, buy("flow", "AB", 90, 5))
    (binding,) = result.binding
    assert (binding.name, binding.contingency, binding.limit_mw) == ("A-B-1", "loss of A-C", 50.0)
    assert awards(result) == {"flow": 50.0}


def test_two_lines_that_trip_together_leave_their_flow_to_the_third() -> None:
    """Of three parallel lines two trip: the last one's emergency rating is all there is."""
    lines = [Branch(f"A-B-{k}", "A", "B", 5.0 * k, 100.0, 30.0) for k in (1, 2, 3)]
    outage = Contingency("both", ("A-B-2", "A-B-3"))
    model = Model(Network.of("AB", lines), (node("A"), node("B")), (outage,))
    result = cleared(model, buy("flow", "AB", 500, 5))
    assert awards(result) == {"flow": 30.0}
    assert result.binding[0].name == "A-B-1"


def test_an_interface_limits_a_sum_of_flows_on_one_side() -> None:
    """Both lines out of A together carry 25 MW outwards; inwards nothing limits them but the lines."""
    gate = Interface("GATE", "PATH", 25.0, None, (("A-B-1", 1.0), ("A-C-1", 1.0)))
    model = triangle(interfaces=(gate,))
    result = cleared(model, buy("out", "AB", 90, 5))
    assert awards(result) == {"out": 25.0}
    assert (result.binding[0].name, result.binding[0].type) == ("GATE", "INTERFACE")
    assert awards(cleared(model, buy("in", "CA", 90, 5))) == {"in": 90.0}


def test_an_intertie_limits_what_comes_in_at_locations_less_the_set_aside() -> None:
    """30 MW x 0.5 less 5 MW set aside leave 10 MW from A; what goes out at A makes room again."""
    tie = Interface("TIE", "ITC", 30.0, None, (("A", 1.0),))
    model = triangle(interfaces=(tie,), capacity_factor=0.5, set_asides={("TIE", "FORWARD"): 5.0})
    assert awards(cleared(model, buy("in", "AC", 90, 5))) == {"in": 10.0}
    both = cleared(model, buy("in", "AC", 16, 5), buy("out", "CA", 4, 1))
    assert awards(both) == {"in": 14.0, "out": 4.0}
    assert both.awards[0].price == 5.0


def test_only_monitored_branches_hold_anybody_back() -> None:
    """A-B-1 doesn't count where only the others are watched."""
    model = triangle(monitored=frozenset({"B-C-1", "A-C-1"}))
    assert awards(cleared(model, buy("flow", "AB", 90, 5))) == {"flow": 90.0}


def test_nobody_bids_and_every_price_is_zero() -> None:
    """An empty product has no awards, no binding limit, and prices of 0."""
    result = cleared(triangle())
    assert (result.awards, result.binding, result.value) == ((), (), 0.0)
    assert result.prices == {"A": 0.0, "B": 0.0, "C": 0.0}


def test_a_bid_at_zero_on_a_free_path_costs_nothing() -> None:
    """Price 0 is a price: such a bid never pays, and is not paid."""
    result = cleared(two_buses(None), buy("free", "AB", 10, 0))
    assert result.awards[0].price == 0.0
    assert result.value == 0.0


def test_base_loading_over_a_limit_raises_it_and_is_reported() -> None:
    """60 MW on a line of 50: the limit becomes 60, nothing more fits, but counterflow makes room."""
    base = (FixedCrr("A", "B", "OBL", 60.0),)
    result = cleared(two_buses(), buy("flow", "AB", 30, 5), buy("counter", "BA", 10, -1), base=base)
    assert result.raised == (RaisedLimit("A-B-1", "BRANCH", None, "FORWARD", 50.0, 60.0),)
    assert awards(result) == {"flow": 10.0, "counter": 10.0}
    assert (result.binding[0].limit_mw, result.binding[0].flow_mw) == pytest.approx((60.0, 60.0))


def test_a_limit_of_a_contingency_is_raised_alone() -> None:
    """With A-C-1 out 70 MW of base loading from A to B are over 50, and over 40 before."""
    model = triangle(contingencies=(Contingency("loss of A-C", ("A-C-1",)),))
    result = cleared(model, base=(FixedCrr("A", "B", "OBL", 70.0),))
    assert [(each.contingency, round(each.raised_to_mw, 6)) for each in result.raised] == [
        (None, 46.666667),
        ("loss of A-C", 70.0),
    ]


def test_an_option_in_base_loading_takes_room_but_gives_none() -> None:
    """An option from B to A leaves A to B at 50 MW, and takes 20 of the 50 MW the other way."""
    base = (FixedCrr("B", "A", "OPT", 20.0),)
    result = cleared(two_buses(), buy("there", "AB", 90, 5), base=base)
    assert awards(result) == {"there": 50.0}
    assert awards(cleared(two_buses(), buy("back", "BA", 90, 5), base=base)) == {"back": 30.0}


def test_an_offered_option_is_paid_for_the_room_it_frees_on_either_side() -> None:
    """Selling 20 MW of the option frees 20 MW where it took them; its price is what that row is worth."""
    base = (FixedCrr("B", "A", "OPT", 20.0),)
    offer = Bid("option", "B", "A", True, ((0.0, 1.0), (20.0, 1.0)), "OPT")
    result = cleared(two_buses(), buy("back", "BA", 90, 5), offer, base=base)
    assert awards(result) == {"back": 50.0, "option": 20.0}
    assert result.awards[1].price == 5.0
    unused = cleared(two_buses(), buy("there", "AB", 90, 5), offer, base=base)
    assert awards(unused) == {"there": 50.0, "option": 0.0}
    assert unused.awards[1].price == 0.0


def test_a_linear_curve_meets_its_price_within_a_sixty_fourth_of_its_fall() -> None:
    """From $10 at 0 MW to $2 at 80 MW: at 50 MW the price is $5, met within (10 - 2) / 64."""
    bid = Bid("line", "A", "B", False, ((0.0, 10.0), (80.0, 2.0)))
    (result,) = clear(two_buses(), [Product("2026_M09", "ON", (bid,))], shape="linear")
    assert awards(result) == {"line": 50.0}
    assert abs(result.awards[0].price - 5.0) <= 8 / 64


def test_products_are_cleared_apart_and_progress_is_told() -> None:
    """Each product has its own awards; each round says what is still broken."""
    told: list[Progress] = []
    products = [Product("2026_M09", tou, (buy("b", "AB", 90, 5),)) for tou in ("ON", "OFF")]
    results = clear(two_buses(), products, progress=told.append)
    assert [(each.period, each.tou, awards(each)) for each in results] == [
        ("2026_M09", "ON", {"b": 50.0}),
        ("2026_M09", "OFF", {"b": 50.0}),
    ]
    assert [(each.number, each.products, each.tou, each.round) for each in told] == [
        (1, 2, "ON", 1),
        (1, 2, "ON", 2),
        (2, 2, "OFF", 1),
        (2, 2, "OFF", 2),
    ]
    assert [round(each.violation, 6) for each in told] == [40.0, 0.0, 40.0, 0.0]


def test_locations_at_one_bus_trade_freely_but_for_their_intertie() -> None:
    """A network of one bus has no flow; only what comes in at a location may be limited."""
    places = (Location("IMPORT", (("A", 1.0),)), Location("LOAD", (("A", 1.0),)))
    tie = Interface("TIE", "ITC", 30.0, None, (("IMPORT", 1.0),))
    model = Model(Network.of("A", ()), places, interfaces=(tie,))
    bid = Bid("in", "IMPORT", "LOAD", False, ((0.0, 4.0), (90.0, 4.0)))
    result = clear(model, [Product("2026_M09", "ON", (bid,))])[0]
    assert awards(result) == {"in": 30.0}
    assert result.prices["LOAD"] - result.prices["IMPORT"] == 4.0
    assert awards(clear(Model(Network.of("A", ()), places), [Product("p", "ON", (bid,))])[0]) == {"in": 90.0}


def test_no_capacity_at_all_leaves_only_what_cancels_out() -> None:
    """At a factor of 0 a flow clears as far as somebody wants the counterflow, and sets its price."""
    model = triangle(capacity_factor=0.0)
    assert awards(cleared(model, buy("flow", "AB", 90, 5))) == {"flow": 0.0}
    both = cleared(model, buy("flow", "AB", 90, 5), buy("counter", "BA", 30, -2))
    assert awards(both) == {"flow": 30.0, "counter": 30.0}
    assert both.value == pytest.approx(30 * 5 - 30 * 2)


def test_a_location_of_several_buses_loads_the_lines_by_its_factors() -> None:
    """Half at A, half at C: 1 MW to B puts (2/3 + 1/3) / 2 MW on A-B-1."""
    model = triangle()
    lap = Location("LAP", (("A", 0.5), ("C", 0.5)))
    model = Model(model.network, (*model.locations, lap))
    result = clear(model, [Product("p", "ON", (Bid("b", "LAP", "B", False, ((0.0, 6.0), (200.0, 6.0))),))])[0]
    assert awards(result) == {"b": 80.0}
    assert result.prices["LAP"] == pytest.approx((result.prices["A"] + result.prices["C"]) / 2)
