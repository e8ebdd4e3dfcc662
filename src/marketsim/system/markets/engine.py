"""Hands a market's inputs to the clearing engine; numpy comes with it, so it is imported only where it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, cast

from marketsim.clearing.allocation import Objective, allocate
from marketsim.clearing.auction import clear
from marketsim.clearing.market import (
    Bid,
    Contingency,
    FixedCrr,
    Interface,
    Location,
    Model,
    Nomination,
    Product,
)
from marketsim.clearing.network import Branch, Network
from marketsim.clearing.words import Direction, HedgeType
from marketsim.system.markets.inputs import MarketInputs, MarketModel, Record
from marketsim.system.markets.results import Result


def solve(inputs: MarketInputs, products: Sequence[tuple[str, str]]) -> list[Result]:
    """Clear some products of a market, in the order given; raises ClearingProblem.

    An auction's products with the same set-asides share one factorisation of the network.
    """
    base = engine_model(inputs.model)
    found: dict[tuple[str, str], Result] = {}
    for held_back, alike in _by_set_asides(inputs, products).items():
        model = replace(base, set_asides=dict(held_back))
        for result in (_allocated if inputs.allocates else _cleared)(inputs, model, alike):
            found[result.period, result.tou] = result
    return [found[each] for each in products]


def _cleared(inputs: MarketInputs, model: Model, products: Sequence[tuple[str, str]]) -> Iterator[Result]:
    shape = cast(Literal["step", "linear"], inputs.model.shape)
    yield from clear(model, [engine_product(inputs, *each) for each in products], shape=shape)


def _allocated(inputs: MarketInputs, model: Model, products: Sequence[tuple[str, str]]) -> Iterator[Result]:
    objective = cast(Objective, inputs.objective)
    for period, tou in products:
        nominations = [
            Nomination(str(each.record), each.source, each.sink, each.mw)
            for each in inputs.nominated(period, tou)
        ]
        base = _base_loading(inputs, period, tou)
        yield allocate(model, nominations, base, period=period, tou=tou, objective=objective)


def engine_model(model: MarketModel) -> Model:
    """The model as the engine takes it: what is in service and connected."""
    apart = set(model.cut_off)
    running = [each for each in model.branches if each.in_service and each.from_bus not in apart]
    names = {each.name for each in running}
    network = Network.of(
        [bus for bus in model.buses if bus not in apart],
        [
            Branch(each.name, each.from_bus, each.to_bus, 1 / each.x, each.normal_mw, each.emergency_mw)
            for each in running
        ],
    )
    return Model(
        network=network,
        locations=tuple(Location(each.name, each.factors) for each in model.locations),
        contingencies=tuple(Contingency(*each) for each in model.contingencies),
        interfaces=tuple(
            Interface(
                name=each.name,
                kind=cast(Literal["PATH", "ITC"], each.kind),
                forward_mw=each.forward_mw,
                reverse_mw=each.reverse_mw,
                terms=tuple(term for term in each.terms if each.kind == "ITC" or term[0] in names),
            )
            for each in model.interfaces
        ),
        capacity_factor=float(Fraction(model.capacity_factor)),
    )


def engine_product(inputs: MarketInputs, period: str, tou: str) -> Product:
    """One product as the engine takes it; a bid's key is its record's number."""
    return Product(
        period=period,
        tou=tou,
        bids=tuple(_bid(each) for each in inputs.of_product(period, tou)),
        base_loading=_base_loading(inputs, period, tou),
    )


def _base_loading(inputs: MarketInputs, period: str, tou: str) -> tuple[FixedCrr, ...]:
    return tuple(
        FixedCrr(each.source, each.sink, cast(HedgeType, each.hedge_type), each.mw)
        for each in inputs.base_loading
        if (each.period, each.tou) == (period, tou)
    )


def _bid(record: Record) -> Bid:
    return Bid(
        key=str(record.record),
        source=record.source,
        sink=record.sink,
        sells=record.crr_id is not None,
        curve=record.curve,
        hedge_type=cast(HedgeType, record.hedge_type),
    )


def _by_set_asides(
    inputs: MarketInputs, products: Sequence[tuple[str, str]]
) -> dict[tuple[tuple[tuple[str, Direction], float], ...], list[tuple[str, str]]]:
    groups: dict[tuple[tuple[tuple[str, Direction], float], ...], list[tuple[str, str]]] = {}
    for period, tou in products:
        held_back = tuple(
            ((each.interface, cast(Direction, each.direction)), each.mw)
            for each in inputs.set_asides
            if (each.period, each.tou) == (period, tou)
        )
        groups.setdefault(held_back, []).append((period, tou))
    return groups
