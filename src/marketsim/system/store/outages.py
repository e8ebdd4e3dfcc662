"""The branches that are out of service while a market clears, and the locations they cut off."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Connection, ForeignKey, Table, delete, insert, select

from marketsim.system.islands import stand_ins
from marketsim.system.store.locations import location_buses
from marketsim.system.store.network import network
from marketsim.system.store.schema import metadata

market_outages = Table(
    "market_outages",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("branch", ForeignKey("branches.name"), primary_key=True),
)


def outages(store: Connection, market_name: str) -> frozenset[str]:
    """The branches that are out in a market."""
    query = select(market_outages.c.branch).where(market_outages.c.market_name == market_name)
    return frozenset(store.execute(query).scalars())


def set_outages(store: Connection, market_name: str, names: Iterable[str]) -> None:
    """Let exactly these branches be out in a market."""
    store.execute(delete(market_outages).where(market_outages.c.market_name == market_name))
    if rows := [{"market_name": market_name, "branch": name} for name in dict.fromkeys(names)]:
        store.execute(insert(market_outages), rows)


def islanded(store: Connection, market_name: str) -> frozenset[str]:
    """The locations none of whose buses hangs on the main part of the network, by the outages of a market.

    The main part is the one with the most buses; of parts of one size the one with the first bus by number.
    """
    out = outages(store, market_name)
    if not out:
        return frozenset()
    grid = network(store)
    apart = stand_ins((bus.name for bus in grid.buses), grid.branches, out)
    found: dict[str, bool] = {}
    for location, bus in store.execute(select(location_buses.c.location, location_buses.c.bus)):
        found[location] = found.get(location, True) and bus in apart
    return frozenset(location for location, cut_off in found.items() if cut_off)
