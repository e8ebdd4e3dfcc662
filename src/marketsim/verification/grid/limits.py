"""Which limits hold, in MW: ratings times the capacity factor, interfaces less their set-asides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from marketsim.verification.folder.market import DIRECTIONS, Interface, Market, Product
from marketsim.verification.grid.network import Grid, Places, Reals
from marketsim.verification.report import Unreadable


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Limits of the lines in the base case and after an outage (inf: none), and what the interfaces sum up.

    ``of_flows`` (interfaces, lines) and ``of_locations`` (interfaces, locations) hold the weights of the terms.
    """

    normal: Reals
    emergency: Reals
    interfaces: tuple[Interface, ...]
    of_flows: Reals
    of_locations: Reals


def limits_of(market: Market, grid: Grid, locations: dict[str, int]) -> Limits:
    """The limits of a market; raises Unreadable for a name that the case does not know."""
    case, settings = market.case, market.settings
    _check_names(market, grid)
    chosen = case.ratings[grid.lines]
    both = np.stack([chosen[:, settings.normal], chosen[:, settings.emergency]])
    if not (np.abs(both) <= 1e9).all() or (both < 0).any():
        at = int(np.flatnonzero(~((np.abs(both) <= 1e9) & (both >= 0)).all(axis=0))[0])
        raise Unreadable(
            case.file,
            case.lines[int(grid.lines[at])],
            "ratings in MW from 0",
            f"{both[:, at]}",
            "correct them",
        )
    both = np.where(both == 0, np.inf, both)
    for name, pair in market.ratings.items():
        if name in grid.place:
            both[:, grid.place[name]] = pair
    if market.monitored is not None:
        watched = np.array([name in market.monitored for name in grid.names], dtype=np.bool_)
        both[:, ~watched] = np.inf
    both = np.where(np.isinf(both), np.inf, both * settings.capacity)
    of_flows = np.zeros((len(market.interfaces), len(grid.names)))
    of_locations = np.zeros((len(market.interfaces), len(locations)))
    for row, each in enumerate(market.interfaces):
        target, place = (of_flows, grid.place) if each.kind == "PATH" else (of_locations, locations)
        for element, weight in zip(each.elements, each.weights, strict=True):
            if element in place:
                target[row, place[element]] += weight
            elif each.kind == "ITC" or element not in grid.known:
                what = "a branch of the case" if each.kind == "PATH" else "a location"
                raise Unreadable(
                    market.settings.files["interfaces"],
                    each.line,
                    what,
                    repr(element[:60]),
                    "correct the name",
                )
    return Limits(both[0], both[1], tuple(market.interfaces), of_flows, of_locations)


def interface_limits(market: Market, product: Product) -> Reals:
    """Limits of the interfaces for one product, (interfaces, 2): forward and reverse."""
    found = np.full((len(market.interfaces), 2), np.inf)
    for row, each in enumerate(market.interfaces):
        for column, direction in enumerate(DIRECTIONS):
            if np.isfinite(each.limits[column]):
                set_aside = market.set_asides.get((*product, each.name, direction), 0.0)
                found[row, column] = each.limits[column] * market.settings.capacity - set_aside
    return found


def participation(market: Market, grid: Grid) -> tuple[dict[str, int], csc_array]:
    """The positions of the locations, and their factors as a matrix (buses, locations); raises Unreadable."""
    places = {name: at for at, name in enumerate(market.locations)}
    rows, columns, values = [], [], []
    for name, parts in market.locations.items():
        for bus, factor in parts:
            if bus not in grid.buses:
                file = market.settings.files["locations"]
                raise Unreadable(
                    file,
                    None,
                    f"a bus in service for {name}",
                    repr(bus[:60]),
                    "correct the name, or the case",
                )
            rows.append(grid.buses[bus])
            columns.append(places[name])
            values.append(factor)
    shape = (grid.size, len(places))
    return places, csc_array((values, (rows, columns)), shape=shape)


def outage_lines(market: Market, grid: Grid) -> dict[str, Places]:
    """The lines in service that each contingency takes out; those out already are no loss."""
    return {
        name: np.array([grid.place[each] for each in branches if each in grid.place], dtype=np.intp)
        for name, branches in market.contingencies.items()
    }


def _check_names(market: Market, grid: Grid) -> None:
    files = market.settings.files
    named = [
        (files["ratings"], market.ratings),
        (files["monitored"], market.monitored or ()),
        (files["contingencies"], [each for group in market.contingencies.values() for each in group]),
    ]
    for file, names in named:
        for name in names:
            if name not in grid.known:
                raise Unreadable(file, None, "a branch of the case", repr(name[:60]), "correct the name")
