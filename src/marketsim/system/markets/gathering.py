"""From the store to what a market is cleared with: the model of that market, and the records that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import msgspec
from sqlalchemy import Connection

from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.islands import splits, stand_ins
from marketsim.system.markets.capped import gather_caps
from marketsim.system.markets.inputs import (
    Credit,
    MarketInputs,
    MarketModel,
    ModelBranch,
    ModelInterface,
    ModelLocation,
    SetAside,
)
from marketsim.system.markets.nominated import gather_nominations
from marketsim.system.markets.records import gather_records
from marketsim.system.settings import Settings
from marketsim.system.store.downloads import published, set_asides
from marketsim.system.store.locations import Location, list_locations, list_replacements
from marketsim.system.store.market_limits import MarketLimits, Rating, TwoWay, limits_of
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.network import Branch, Network, network
from marketsim.system.store.outages import outages
from marketsim.system.store.security import secured

TIMES_OF_USE = ("ON", "OFF")


def gather(
    store: Connection, settings: Settings, market: MarketRow, now: datetime, *, lenient: bool = False
) -> MarketInputs:
    """Everything that clearing this market at ``now`` depends on (market rules 2.5, 4, 5).

    Records of SUBMITTED portfolios count; those that can't be cleared any more are told in ``left_out``;
    ``lenient`` leaves none out, which is a fault. Raises MarketProblem.
    """
    limits = limits_of(store, market.name)
    model, skipped = _model(store, settings, market, limits)
    common = MarketInputs(
        market=market.name,
        market_type=market.market_type,
        products=tuple((period.name, tou) for period in market.periods for tou in TIMES_OF_USE),
        model=model,
        set_asides=tuple(_set_asides(store, market)),
        base_loading=tuple(base_loading(store, market)),
        records=(),
        credit=None,
        skipped_contingencies=skipped,
    )
    if common.allocates:
        nominations, left_out = gather_nominations(store, settings, market, now, lenient=lenient)
        return replace(
            common,
            nominations=nominations,
            left_out=left_out,
            caps=gather_caps(store, settings, market, nominations),
            objective=limits.objective or settings.text("allocation.objective"),
            years=settings.whole("allocation.long_term_years") - 1 if market.long_term else 0,
        )
    records, left_out = gather_records(store, market, now, lenient=lenient)
    credit = _credit(store, settings, market, {each.owner for each in records})
    return replace(common, records=records, left_out=left_out, credit=credit)


def market_model(store: Connection, settings: Settings, market: MarketRow) -> MarketModel:
    """The network of a market as it would be cleared with now."""
    return _model(store, settings, market, limits_of(store, market.name))[0]


def _model(
    store: Connection, settings: Settings, market: MarketRow, limits: MarketLimits
) -> tuple[MarketModel, tuple[str, ...]]:
    """The network of a market, and the names of the contingencies that would split it."""
    grid, out = network(store), outages(store, market.name)
    apart = stand_ins((bus.name for bus in grid.buses), grid.branches, out)
    sound, skipped = _contingencies(grid, out, apart)
    model = MarketModel(
        buses=tuple(bus.name for bus in grid.buses),
        cut_off=tuple(sorted(apart)),
        branches=tuple(_branches(grid, out, limits)),
        locations=tuple(_locations(store, market, apart)),
        contingencies=sound,
        interfaces=tuple(_interfaces(grid, limits)),
        capacity_factor=str(capacity_factor(settings, market, limits)),
        shape=settings.text("bid_curve.shape"),
    )
    return model, skipped


def capacity_factor(settings: Settings, market: MarketRow, limits: MarketLimits) -> Fraction:
    """The share of every limit that the market releases: its own, or by its term (long-term allocations apart), times
    the global derate.
    """
    if limits.capacity_factor is not None:
        return Fraction(str(limits.capacity_factor))
    term = "lt" if market.long_term else "annual" if market.market_term == "ANNUAL" else "monthly"
    return settings.fraction(f"capacity.{term}") * settings.fraction("derate.global")


def _branches(grid: Network, out: frozenset[str], limits: MarketLimits) -> Iterator[ModelBranch]:
    for each in sorted(grid.branches, key=_case_order):
        own = limits.branches.get(each.name, Rating())
        yield ModelBranch(
            name=each.name,
            from_bus=each.from_bus,
            to_bus=each.to_bus,
            x=each.x,
            normal_mw=_or(own.normal_mw, each.normal_mw),
            emergency_mw=_or(own.emergency_mw, each.emergency_mw),
            in_service=each.name not in out,
        )


def _case_order(branch: Branch) -> tuple[str, str, int, str]:
    """By ends and circuit, so that FROM-TO-K counts from 1 wherever the case is written."""
    circuit = branch.name.rpartition("-")[2]
    return branch.from_bus, branch.to_bus, int(circuit) if circuit.isdecimal() else 0, branch.name


def _interfaces(grid: Network, limits: MarketLimits) -> Iterator[ModelInterface]:
    for each in grid.interfaces:
        own = limits.interfaces.get(each.name, TwoWay())
        yield ModelInterface(
            name=each.name,
            kind=each.kind,
            forward_mw=_or(own.forward_mw, each.forward_mw),
            reverse_mw=_or(own.reverse_mw, each.reverse_mw),
            terms=each.terms,
        )


def _or(own: float | msgspec.UnsetType | None, standing: float) -> float | None:
    return standing if isinstance(own, msgspec.UnsetType) else own


def _contingencies(
    grid: Network, out: frozenset[str], apart: dict[str, str]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
    """The outages to withstand that still mean something, and the names of those that split the network."""
    buses = [bus.name for bus in grid.buses if bus.name not in apart]
    running: list[Branch] = [
        each for each in grid.branches if each.name not in out and each.from_bus not in apart
    ]
    known = {each.name for each in running}
    sound, skipped = [], []
    for name, branches in sorted(grid.contingencies.items()):
        tripped = tuple(each for each in branches if each in known)
        if not tripped:
            continue  # all of it is out of service already: the base case holds that
        if splits(buses, running, tripped):
            skipped.append(name)
        else:
            sound.append((name, tripped))
    return tuple(sound), tuple(skipped)


def _locations(store: Connection, market: MarketRow, apart: dict[str, str]) -> Iterator[ModelLocation]:
    """Every location but those replaced in a period of the market."""
    gone = {each.retired for each in list_replacements(store, [period.name for period in market.periods])}
    for each in list_locations(store):
        if each.name not in gone:
            yield ModelLocation(each.name, each.type, _moved(each, apart))


def _moved(location: Location, apart: dict[str, str]) -> tuple[tuple[str, float], ...]:
    factors: dict[str, float] = {}
    for bus, factor in location.factors:
        stands = apart.get(bus, bus)
        factors[stands] = factors.get(stands, 0.0) + factor
    return tuple(sorted(factors.items()))


def _credit(store: Connection, settings: Settings, market: MarketRow, owners: set[str]) -> Credit:
    return Credit(
        margin=settings.number("credit.margin"),
        minimum=settings.number(f"credit.minimum_{market.market_term.lower()}"),
        secured=tuple((owner, float(secured(store, owner))) for owner in sorted(owners)),
    )


def _set_asides(store: Connection, market: MarketRow) -> Iterator[SetAside]:
    for row in published(store, set_asides, market.name):
        yield SetAside(row["period"], row["tou"], row["interface"], row["direction"], row["set_aside_mw"])
