"""What the engine found for the world's posted markets, kept as data so that laying a world needs no engine.

``cleared.json`` holds each product's result by the digest of all it depends on. A product that isn't there (somebody
changed the world) is cleared on the spot, which takes half a second more.
``python -m marketsim.system.world.recleared`` writes the file anew; a test recomputes it with the engine and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec

from marketsim.clearing.allocation_outcome import AllocatedProduct, AwardedNomination, Objective
from marketsim.clearing.outcome import Award, Binding, ClearedProduct, RaisedLimit
from marketsim.system.markets.inputs import MarketInputs
from marketsim.system.markets.results import Result
from marketsim.system.markets.running import solved

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Kept:
    """A product's result without names: ``awards`` by record, (MW, $/MW) of an auction, (MW,) of an allocation.

    ``prices`` are only those that aren't 0. ``proof`` has $ and the duality gap of an auction, MW of an allocation.
    """

    awards: tuple[tuple[float, ...], ...]
    prices: dict[str, float]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    proof: tuple[float, ...]
    rounds: int
    rows: int


def kept_results(file: Path = FILE) -> Mapping[str, Kept]:
    """The kept results by digest; none where there is no such file."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Kept]) if file.exists() else {}


def results_of(inputs: MarketInputs, known: Mapping[str, Kept] | None = None) -> list[Result]:
    """The results of all products of a market: those known, or if one isn't, all by the engine."""
    found = kept_results() if known is None else known
    digests = [inputs.digest(*product) for product in inputs.products]
    if any(digest not in found for digest in digests):
        return solved(inputs)
    named = _named_allocation if inputs.allocates else _named
    return [
        named(found[digest], inputs, *product)
        for digest, product in zip(digests, inputs.products, strict=True)
    ]


def without_names(result: Result, inputs: MarketInputs) -> Kept:
    """A result as it is kept."""
    common = result.binding, result.raised
    if isinstance(result, AllocatedProduct):
        awarded = {each.key: each.mw for each in result.awards}
        keys = [str(each.record) for each in inputs.nominated(result.period, result.tou)]
        awards = tuple((awarded[key],) for key in keys)
        return Kept(awards, {}, *common, (result.residual,), result.rounds, result.rows)
    by_key = {each.key: (each.mw, each.price) for each in result.awards}
    return Kept(
        tuple(by_key[str(each.record)] for each in inputs.of_product(result.period, result.tou)),
        {name: price for name, price in result.prices.items() if price},
        *common,
        (result.value, result.duality_gap),
        result.rounds,
        result.rows,
    )


def _named(kept: Kept, inputs: MarketInputs, period: str, tou: str) -> ClearedProduct:
    records = inputs.of_product(period, tou)
    value, duality_gap = kept.proof
    return ClearedProduct(
        period=period,
        tou=tou,
        awards=tuple(
            Award(str(each.record), *award) for each, award in zip(records, kept.awards, strict=True)
        ),
        prices={each.name: kept.prices.get(each.name, 0.0) for each in inputs.model.locations},
        binding=kept.binding,
        raised=kept.raised,
        value=value,
        duality_gap=duality_gap,
        rounds=kept.rounds,
        rows=kept.rows,
    )


def _named_allocation(kept: Kept, inputs: MarketInputs, period: str, tou: str) -> AllocatedProduct:
    nominated = inputs.nominated(period, tou)
    return AllocatedProduct(
        period=period,
        tou=tou,
        objective=cast(Objective, inputs.objective),
        awards=tuple(
            AwardedNomination(str(each.record), each.mw, *award)
            for each, award in zip(nominated, kept.awards, strict=True)
        ),
        binding=kept.binding,
        raised=kept.raised,
        residual=kept.proof[0],
        rounds=kept.rounds,
        rows=kept.rows,
    )
