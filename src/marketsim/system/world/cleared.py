"""What the engine found for the world's posted auctions, kept as data so that laying a world needs no engine.

``cleared.json`` holds each product's result by the digest of all it depends on. A product that isn't there (somebody
changed the world) is cleared on the spot, which takes half a second more.
``python -m marketsim.system.world.recleared`` writes the file anew; a test recomputes it with the engine and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from marketsim.system.markets.inputs import MarketInputs
from marketsim.system.markets.results import Award, Binding, ProductResult, RaisedLimit
from marketsim.system.markets.running import solved

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Kept:
    """A product's result without names: ``awards`` are (MW, $/MW) by bid, ``prices`` only those that aren't 0."""

    awards: tuple[tuple[float, float], ...]
    prices: dict[str, float]
    binding: tuple[Binding, ...]
    raised: tuple[RaisedLimit, ...]
    value: float
    duality_gap: float
    rounds: int
    rows: int


def kept_results(file: Path = FILE) -> Mapping[str, Kept]:
    """The kept results by digest; none where there is no such file."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Kept]) if file.exists() else {}


def results_of(inputs: MarketInputs, known: Mapping[str, Kept] | None = None) -> list[ProductResult]:
    """The results of all products of a market: those known, or if one isn't, all by the engine."""
    found = kept_results() if known is None else known
    digests = [inputs.digest(*product) for product in inputs.products]
    if any(digest not in found for digest in digests):
        return solved(inputs)
    return [
        _named(found[digest], inputs, *product)
        for digest, product in zip(digests, inputs.products, strict=True)
    ]


def without_names(result: ProductResult, inputs: MarketInputs) -> Kept:
    """A result as it is kept."""
    by_key = {each.key: (each.mw, each.price) for each in result.awards}
    records = inputs.of_product(result.period, result.tou)
    return Kept(
        awards=tuple(by_key[str(each.record)] for each in records),
        prices={name: price for name, price in result.prices.items() if price},
        binding=result.binding,
        raised=result.raised,
        value=result.value,
        duality_gap=result.duality_gap,
        rounds=result.rounds,
        rows=result.rows,
    )


def _named(kept: Kept, inputs: MarketInputs, period: str, tou: str) -> ProductResult:
    records = inputs.of_product(period, tou)
    return ProductResult(
        period=period,
        tou=tou,
        awards=tuple(
            Award(str(each.record), *award) for each, award in zip(records, kept.awards, strict=True)
        ),
        prices={each.name: kept.prices.get(each.name, 0.0) for each in inputs.model.locations},
        binding=kept.binding,
        raised=kept.raised,
        value=kept.value,
        duality_gap=kept.duality_gap,
        rounds=kept.rounds,
        rows=kept.rows,
    )
