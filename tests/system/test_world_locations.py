"""Sources and sinks of the demonstration world, and the list of each market."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.store.locations import (
    Location,
    SourceSink,
    SourceSinkList,
    add_source_sink_list,
    biddable_locations,
    find_location,
    list_locations,
    list_replacements,
    source_sink_list,
)
from marketsim.system.store.markets import list_markets
from marketsim.system.store.network import network

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


@pytest.fixture
def known(store: Connection) -> dict[str, Location]:
    return {each.name: each for each in list_locations(store)}


def test_participation_factors_add_up_to_one(known: dict[str, Location]) -> None:
    """Whatever its type, the positive factors of a location over its buses add up to 1."""
    for location in known.values():
        assert all(factor > 0 for _, factor in location.factors)
        assert sum(factor for _, factor in location.factors) == pytest.approx(1, abs=1e-9)


def test_laps_spread_over_load_and_hubs_over_generation(
    store: Connection, known: dict[str, Location]
) -> None:
    """A LAP's factors are shares of the load of its buses, a hub's of their generating capacity."""
    grid = network(store)
    load = {bus.name: bus.load_mw for bus in grid.buses}
    capacity: dict[str, float] = {}
    for generator in grid.generators:
        capacity[generator.bus] = capacity.get(generator.bus, 0) + generator.capacity_mw
    weights = {"LAP": load, "HUB": capacity}
    for location in known.values():
        if weight := weights.get(location.type):
            total = sum(weight[bus] for bus, _ in location.factors)
            for bus, factor in location.factors:
                assert factor == pytest.approx(weight[bus] / total)
    assert sum(each.type == "LAP" for each in known.values()) == 3
    assert sum(each.type == "HUB" for each in known.values()) == 3


def test_every_load_bus_belongs_to_one_lap(store: Connection, known: dict[str, Location]) -> None:
    """No load is left out and none is counted twice."""
    of_laps = [bus for each in known.values() if each.type == "LAP" for bus, _ in each.factors]
    assert sorted(of_laps) == sorted(bus.name for bus in network(store).buses if bus.load_mw)


def test_locations_can_be_looked_up(store: Connection, known: dict[str, Location]) -> None:
    """A location is found by its exact name, whole; another name finds nothing."""
    assert find_location(store, "DLAP_SCE-APND") == known["DLAP_SCE-APND"]
    assert find_location(store, "dlap_sce-apnd") is None


def test_a_market_lists_v0_before_it_opens_and_v1_after(store: Connection) -> None:
    """v0 comes out with the market's data, v1 when the market opens; before v0 there is no list."""
    market = next(each for each in list_markets(store, "AUCTION") if each.status(NOW) == "PREP")
    before = market.data_publish_date - timedelta(seconds=1)
    assert source_sink_list(store, market.name, before) is None
    assert biddable_locations(store, market.name, before) == frozenset()
    for moment, version in ((market.data_publish_date, "v0"), (market.open_date, "v1")):
        found = source_sink_list(store, market.name, moment)
        assert found is not None
        assert found.version == version


def test_a_later_version_replaces_the_list(store: Connection) -> None:
    """An update within the market period counts from its publication on, and alone."""
    name = "AUC_MN_2027_M01"
    update = SourceSinkList(name, "v2", NOW + timedelta(days=1), (SourceSink("DLAP_SCE-APND", "ON", False),))
    add_source_sink_list(store, update)
    assert len(biddable_locations(store, name, NOW)) > 30
    assert source_sink_list(store, name, NOW + timedelta(days=1)) == update
    assert biddable_locations(store, name, NOW + timedelta(days=1)) == frozenset()


def test_a_retired_location_is_replaced_by_a_biddable_one_of_its_type_on_its_bus(
    store: Connection, known: dict[str, Location]
) -> None:
    """The replacement is electrically closest: here the same bus."""
    found = list_replacements(store)
    assert found
    for each in found:
        retired, replacement = known[each.retired], known[each.replacement]
        assert retired.retired
        assert replacement.biddable
        assert not replacement.retired
        assert (retired.type, retired.zone, retired.factors) == (
            replacement.type,
            replacement.zone,
            replacement.factors,
        )


def test_lists_leave_out_what_is_replaced_in_their_periods(store: Connection) -> None:
    """Markets ahead no longer list RETIRED_7_B1, posted ones still do; NOBID_7_B1 is listed, not biddable."""
    for market in list_markets(store):
        listed = source_sink_list(store, market.name, NOW)
        assert listed is not None
        names = {line.location for line in listed.lines}
        assert ("RETIRED_7_B1" in names) == (market.status(NOW) == "POSTED")
        biddable = {location for location, _ in biddable_locations(store, market.name, NOW)}
        assert names - biddable == {"NOBID_7_B1"}
