"""The network of the demonstration world is one that a feasibility test can stand on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from dc_flow import flows, is_connected
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.store.locations import list_locations
from marketsim.system.store.markets import list_markets
from marketsim.system.store.network import Network, network

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


@pytest.fixture(scope="module")
def grid(store: Connection) -> Network:
    return network(store)


def test_branches_join_buses_with_a_reactance_and_ratings(grid: Network) -> None:
    """Every branch joins two buses of the model; x is positive; the emergency rating is the higher one."""
    names = {bus.name for bus in grid.buses}
    for branch in grid.branches:
        assert {branch.from_bus, branch.to_bus} <= names
        assert branch.from_bus != branch.to_bus
        assert branch.x > 0
        assert 0 < branch.normal_mw <= branch.emergency_mw


def test_the_network_hangs_together_whatever_contingency_happens(grid: Network) -> None:
    """No contingency splits the network, so each has a DC power flow."""
    assert grid.contingencies
    assert is_connected(grid)
    for branches in grid.contingencies.values():
        assert is_connected(grid, without=branches)


def test_three_zones_with_load_and_generation(grid: Network) -> None:
    """NP15, ZP26 and SP15 each have load buses and generators, and the paths between them have limits."""
    zone_of = {bus.name: bus.zone for bus in grid.buses}
    assert {bus.zone for bus in grid.buses if bus.load_mw} == {"NP15", "ZP26", "SP15"}
    assert {zone_of[generator.bus] for generator in grid.generators} == {"NP15", "ZP26", "SP15"}
    crossing = {
        branch.name
        for branch in grid.branches
        if {zone_of[branch.from_bus], zone_of[branch.to_bus]} in ({"NP15", "ZP26"}, {"ZP26", "SP15"})
    }
    paths = [each for each in grid.interfaces if each.name in ("PATH15", "PATH26")]
    assert {element for path in paths for element, _ in path.terms} == crossing


def test_interface_terms_are_branches_or_for_an_intertie_locations(store: Connection, grid: Network) -> None:
    """A path sums flows of branches, an intertie constraint sums injections at scheduling points."""
    points = {each.name for each in list_locations(store) if each.type == "SP"}
    elements = {"PATH": {branch.name for branch in grid.branches}, "ITC": points}
    for interface in grid.interfaces:
        assert interface.terms
        assert {element for element, _ in interface.terms} <= elements[interface.kind]
        assert min(interface.forward_mw, interface.reverse_mw) > 0
    limited = {element for each in grid.interfaces if each.kind == "ITC" for element, _ in each.terms}
    assert limited == points


def test_what_is_held_already_is_feasible_in_every_market(store: Connection, grid: Network) -> None:
    """The base loading of each market keeps within every rating and interface, with and without outages."""
    factors = {each.name: dict(each.factors) for each in list_locations(store)}
    limits = {each.name: (each.normal_mw, each.emergency_mw) for each in grid.branches}
    seen = 0
    for market in list_markets(store):
        loads = [load for load in base_loading(store, market) if load.hedge_type == "OBL"]
        for product in {(load.period, load.tou) for load in loads}:
            injections: dict[str, float] = {}
            for load in loads:
                if (load.period, load.tou) == product:
                    for location, sign in ((load.source, 1), (load.sink, -1)):
                        for bus, factor in factors[location].items():
                            injections[bus] = injections.get(bus, 0.0) + sign * factor * load.mw
            flow = flows(grid, injections)
            assert all(abs(flow[name]) <= normal for name, (normal, _) in limits.items())
            for path in (each for each in grid.interfaces if each.kind == "PATH"):
                total = sum(weight * flow[branch] for branch, weight in path.terms)
                assert -path.reverse_mw <= total <= path.forward_mw
            for outage in grid.contingencies.values():
                after = flows(grid, injections, without=outage)
                assert all(abs(mw) <= limits[name][1] for name, mw in after.items())
            seen += 1
    assert seen


def test_the_flows_of_that_test_balance_at_every_bus(grid: Network) -> None:
    """Kirchhoff holds: what is injected at a bus leaves over its branches."""
    injections = {"MALIN_500": 100.0, "MIGUEL_500": -60.0, "TESLA_500": -40.0}
    flow = flows(grid, injections)
    for bus in grid.buses:
        leaving = sum(flow[each.name] for each in grid.branches if each.from_bus == bus.name)
        coming = sum(flow[each.name] for each in grid.branches if each.to_bus == bus.name)
        assert leaving - coming == pytest.approx(injections.get(bus.name, 0.0), abs=1e-9)
