"""The tables of a market folder that say where power may flow: locations, contingencies, interfaces, set-asides."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping

from marketsim.clearing.folder_network import LiveCase, splits
from marketsim.clearing.folder_table import Row, Table
from marketsim.clearing.market import Contingency, Interface, Location
from marketsim.clearing.words import Direction

COLUMNS = {
    "locations": ("Location", "Type", "Bus", "Factor"),
    "contingencies": ("Contingency", "Branch"),
    "interfaces": ("Interface", "Kind", "ForwardMW", "ReverseMW", "Element", "Weight"),
    "monitored": ("Branch",),
    "set_asides": ("Period", "TOU", "Interface", "Direction", "MW"),
}
TYPES = ("LAP", "HUB", "SP", "GEN", "")
FACTORS_WITHIN = 1e-9  # of 1, as the engine has it
MOST_WEIGHT = 1000

SetAsides = Mapping[tuple[str, Direction], float]


def read_locations(table: Table, live: LiveCase) -> tuple[Location, ...]:
    """Sources and sinks with their participation factors, in the file's order. Raises CaseProblem."""
    factors: dict[str, dict[str, float]] = {}
    first: dict[str, Row] = {}
    for row in table.rows:
        name, bus = table.name(row, "Location"), _bus(table, row, live)
        table.word(row, "Type", TYPES)
        share = table.number(row, "Factor", 0, 1)
        if row["Type"] != first.setdefault(name, row)["Type"]:
            table.tell(row.line, "Type", f"one type for {name}", repr(row["Type"]), "give every row the same")
        if bus in factors.setdefault(name, {}):
            table.tell(row.line, "Bus", f"each bus of {name} once", repr(bus), "join the rows")
        factors[name][bus] = share
    table.done()
    for name, shares in factors.items():
        if abs(math.fsum(shares.values()) - 1) > FACTORS_WITHIN:
            found = f"{math.fsum(shares.values()):.12g}"
            table.tell(
                first[name].line, "Factor", f"factors of {name} that add up to 1", found, "correct them"
            )
    if not factors:
        table.tell(None, "", "at least one location", "none", "say where the sources and sinks are")
    table.done()
    return tuple(Location(name, tuple(shares.items())) for name, shares in factors.items())


def _bus(table: Table, row: Row, live: LiveCase) -> str:
    bus = table.name(row, "Bus")
    if bus in live.idle_buses:
        table.tell(
            row.line, "Bus", "a bus of the network", f"{bus!r}, isolated or on another island", "move it"
        )
    elif bus and bus not in live.buses:
        table.tell(row.line, "Bus", "a bus of the case", repr(bus), "name it as the case does")
    return bus


def _branch(table: Table, row: Row, column: str, live: LiveCase) -> str | None:
    """A branch in service; None for one that isn't, and with a problem gathered for one that the case hasn't."""
    name = table.name(row, column)
    if name and name not in live.branches and name not in live.idle_branches:
        table.tell(row.line, column, "a branch of the case", repr(name), "name it FROM-TO-CIRCUIT")
    return name if name in live.branches else None


def read_contingencies(
    table: Table, live: LiveCase, *, skip_islanding: bool
) -> tuple[tuple[Contingency, ...], list[str]]:
    """The outages to withstand, and notes on those left out. Raises CaseProblem.

    A branch that is out of service anyway is no part of one. ``skip_islanding``: those that split the network are
    left out.
    """
    outages: dict[str, list[str]] = {}
    for row in table.rows:
        trips = outages.setdefault(table.name(row, "Contingency"), [])
        branch = _branch(table, row, "Branch", live)
        if branch in trips:
            table.tell(row.line, "Branch", "each branch of a contingency once", repr(branch), "leave one row")
        elif branch is not None:
            trips.append(branch)
    table.done()
    notes = []
    if idle := [name for name, trips in outages.items() if not trips]:
        notes.append(f"contingencies whose branches are all out of service are left out: {_list(idle)}")
    kept = {name: trips for name, trips in outages.items() if trips}
    if skip_islanding:
        split = [name for name, yes in zip(kept, splits(live.network, kept.values()), strict=True) if yes]
        if split:
            notes.append(f"contingencies that split the network are left out: {_list(split)}")
        kept = {name: trips for name, trips in kept.items() if name not in set(split)}
    return tuple(Contingency(name, tuple(trips)) for name, trips in kept.items()), notes


def read_interfaces(table: Table, live: LiveCase, locations: Collection[str]) -> tuple[Interface, ...]:
    """The limits on sums of flows (PATH) or of injections (ITC). Raises CaseProblem."""
    terms: dict[str, dict[str, float]] = defaultdict(dict)
    heads: dict[str, Row] = {}
    limits: dict[str, tuple[float | None, float | None]] = {}
    for row in table.rows:
        name, kind = table.name(row, "Interface"), table.word(row, "Kind", ("PATH", "ITC"))
        limit = table.limit(row, "ForwardMW"), table.limit(row, "ReverseMW")
        weight = table.number(row, "Weight", -MOST_WEIGHT, MOST_WEIGHT)
        head = heads.setdefault(name, row)
        for column in ("Kind", "ForwardMW", "ReverseMW"):
            if row[column] != head[column]:
                expected = f"{head[column] or 'nothing'}, as in the first row of {name}"
                table.tell(row.line, column, expected, repr(row[column]), "make the rows agree")
        if limit == (None, None):
            table.tell(row.line, "ForwardMW", "a limit in one direction or both", "none", "give one")
        limits[name] = limit
        element = _element(table, row, kind, live, locations)
        if element in terms[name]:
            table.tell(row.line, "Element", f"each element of {name} once", repr(element), "join the rows")
        if element is not None:
            terms[name][element] = weight
    table.done()
    return tuple(
        Interface(name, "ITC" if row["Kind"] == "ITC" else "PATH", *limits[name], tuple(terms[name].items()))
        for name, row in heads.items()
    )


def _element(table: Table, row: Row, kind: str, live: LiveCase, locations: Collection[str]) -> str | None:
    if kind != "ITC":
        return _branch(table, row, "Element", live)
    name = table.name(row, "Element")
    if name and name not in locations:
        table.tell(row.line, "Element", "a location of the market", repr(name), "name a location")
    return name


def read_monitored(table: Table, live: LiveCase) -> frozenset[str] | None:
    """The branches whose limits count; None where the folder has no such file. Raises CaseProblem."""
    if table.digest is None:
        return None
    names = {_branch(table, row, "Branch", live) for row in table.rows}
    table.done()
    return frozenset(name for name in names if name is not None)


def read_set_asides(table: Table, interfaces: Collection[str]) -> Mapping[tuple[str, str], SetAsides]:
    """MW kept back by (period, TOU), then by (interface, direction). Raises CaseProblem."""
    kept: dict[tuple[str, str], dict[tuple[str, Direction], float]] = defaultdict(dict)
    for row in table.rows:
        product = table.name(row, "Period"), table.word(row, "TOU", ("ON", "OFF"))
        name = table.name(row, "Interface")
        if name and name not in interfaces:
            table.tell(row.line, "Interface", "an interface of the market", repr(name), "name an interface")
        way: Direction = (
            "REVERSE" if table.word(row, "Direction", ("FORWARD", "REVERSE")) == "REVERSE" else "FORWARD"
        )
        if (name, way) in kept[product]:
            table.tell(row.line, "Interface", "each set-aside once", f"{name!r} {way}", "join the rows")
        kept[product][name, way] = table.number(row, "MW")
    table.done()
    return dict(kept)


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + more
