"""What the operator changes in one market's model: outages, limits, the source and sink list."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.markets.notices import Attached, stamp, tell_everyone
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Outages, Withdrawn
from marketsim.system.store.locations import (
    SourceSinkList,
    add_source_sink_list,
    source_sink_list,
    source_sink_lists_of,
)
from marketsim.system.store.market_limits import MarketLimits, set_limits
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.network import network
from marketsim.system.store.outages import islanded, set_outages

LARGEST_LIMIT_MW = 1e6
LARGEST_FACTOR = 10


def put_outages(system: CrrSystem, name: str, wanted: Outages) -> dict[str, Any]:
    """Take exactly these branches out of service in a market; raises OperatorProblem."""
    with system.store.writing() as store:
        _market(store, name)
        _known(wanted.branches, {each.name for each in network(store).branches}, "branch")
        set_outages(store, name, wanted.branches)
        return {"islanded": sorted(islanded(store, name))}


def put_source_sinks(system: CrrSystem, name: str, wanted: Withdrawn) -> dict[str, Any]:
    """Publish a further list, the first one without these locations, and tell everyone; raises OperatorProblem.

    It comes out now, or together with the newest announced list where that is still to come.
    """
    now = system.clock.now()
    with system.store.writing() as store:
        _market(store, name)
        lists = _lists(store, name)
        standing = lists[0]
        _known(wanted.withdrawn, {line.location for line in standing.lines}, "location of its list")
        published = max(now, *(each.published for each in lists))
        left = tuple(line for line in standing.lines if line.location not in set(wanted.withdrawn))
        new = SourceSinkList(name, f"v{len(lists)}", published, left)
        add_source_sink_list(store, new)
        if not system.faults.results.silent:
            text = f"Source and sink list {new.version} of market {name} comes out {stamp(published)}"
            gone = "\n".join(["Withdrawn since v0:", *sorted(set(wanted.withdrawn))])
            file = Attached(f"source-sinks-{new.version}.txt", f"{gone}\n".encode())
            tell_everyone(store, system.settings, text, now, file)
    return {"version": new.version, "published": utc_text(published)}


def source_sinks_told(system: CrrSystem, name: str) -> dict[str, Any]:
    """Every version of a market's list, also what is still to come; raises OperatorProblem."""
    now = system.clock.now()
    with system.store.reading() as store:
        _market(store, name)
        lists = _lists(store, name)
        in_force = source_sink_list(store, name, now)
    first = {line.location for line in lists[0].lines}
    return {
        "inForce": in_force.version if in_force else None,
        "lists": [
            {
                "version": each.version,
                "published": utc_text(each.published),
                "withdrawn": sorted(first - {line.location for line in each.lines}),
                "locations": len({line.location for line in each.lines}),
            }
            for each in lists
        ],
    }


def _lists(store: Connection, name: str) -> list[SourceSinkList]:
    lists = source_sink_lists_of(store, name)
    if not lists:
        raise OperatorProblem.told(
            f"market {name} has no source and sink list",
            expected="a market made by POST /markets or laid with the world",
            fix="make the market at the console",
            status=409,
        )
    return lists


def put_limits(system: CrrSystem, name: str, wanted: MarketLimits) -> dict[str, Any]:
    """Give a market exactly these limits of its own; raises OperatorProblem."""
    with system.store.writing() as store:
        _market(store, name)
        grid = network(store)
        _known(wanted.branches, {each.name for each in grid.branches}, "branch")
        _known(wanted.interfaces, {each.name for each in grid.interfaces}, "interface")
        _sound_limits(wanted)
        set_limits(store, name, wanted)
    return {"name": name, "branches": len(wanted.branches), "interfaces": len(wanted.interfaces)}


def _market(store: Connection, name: str) -> MarketRow:
    market = find_market(store, name)
    if market is None:
        raise OperatorProblem.told(
            f"there is no market named {name}",
            expected="the name of an allocation or auction market that was not cancelled",
            fix="look it up in the market lists",
            status=404,
        )
    return market


def _known(names: Any, known: set[str], what: str) -> None:
    strangers = sorted(set(names) - known)
    if strangers:
        raise OperatorProblem.told(
            f"{strangers[0]} is no {what}",
            expected=f"names of the market's model, such as {min(known)}",
            fix="correct the name; nothing was changed",
        )


def _sound_limits(wanted: MarketLimits) -> None:
    if wanted.capacity_factor is not None and not _sound_factor(wanted.capacity_factor):
        raise OperatorProblem.told(
            f"capacityFactor {wanted.capacity_factor!r}",
            expected=f'a number or a fraction as text ("65/100"), above 0 and at most {LARGEST_FACTOR}',
            fix="correct it; nothing was changed",
        )
    given = [
        *((name, (each.normal_mw, each.emergency_mw)) for name, each in wanted.branches.items()),
        *((name, (each.forward_mw, each.reverse_mw)) for name, each in wanted.interfaces.items()),
    ]
    for name, limits in given:
        for mw in limits:
            if isinstance(mw, float) and not 0 <= mw <= LARGEST_LIMIT_MW:
                raise OperatorProblem.told(
                    f"a limit of {mw:g} MW for {name}",
                    expected=f"0 to {LARGEST_LIMIT_MW:g} MW, or null for no limit",
                    fix="correct it; nothing was changed",
                )


def _sound_factor(factor: str | float) -> bool:
    try:
        value = Fraction(str(factor))
    except (ValueError, ZeroDivisionError):
        return False
    return math.isfinite(value) and 0 < value <= LARGEST_FACTOR
