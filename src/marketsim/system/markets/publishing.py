"""From an unrounded run to what market data hands out: awards, prices, binding constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete

from marketsim.clearing.outcome import Award, ClearedProduct
from marketsim.clearing.rounding import published_difference, published_mw, published_price
from marketsim.system.markets.allocated import PublishedNomination
from marketsim.system.markets.inputs import Record
from marketsim.system.markets.run import Run
from marketsim.system.store.downloads import (
    allocation_awards,
    auction_awards,
    binding_constraints,
    clearing_prices,
    publish,
)


@dataclass(frozen=True, slots=True)
class PublishedAward:
    """A record's award as it is published: MW of 0.001, the price of the path in cents."""

    record: Record
    mw: float
    price: float

    @property
    def kind(self) -> str:
        """What becomes of it: MW bought, or MW of a CRR sold."""
        return self.record.bid_type


def published_awards(run: Run) -> list[PublishedAward]:
    """Every record of an auction with what it got, rounded, in the order of the records.

    The price of an obligation is the difference of the published prices of its ends (design, section 9); that
    of an option is its own, rounded.
    """
    results = [each for each in run.results if isinstance(each, ClearedProduct)]
    by_product = {(each.period, each.tou): each for each in results}
    awarded = {award.key: award for product in results for award in product.awards}
    return [
        _published(by_product[record.period, record.tou], record, awarded[str(record.record)])
        for record in run.inputs.records
    ]


def _published(product: ClearedProduct, record: Record, award: Award) -> PublishedAward:
    if record.hedge_type == "OPT":
        price = published_price(award.price)
    else:
        price = published_difference(product.prices[record.sink], product.prices[record.source])
    return PublishedAward(record, published_mw(award.mw), price)


def publish_results(
    store: Connection, run: Run, awards: Sequence[PublishedAward], crr_ids: Mapping[int, int]
) -> None:
    """Let market data hand out an auction's results instead of former ones; ``crr_ids`` by record are those bought."""
    take_off(store, run.market)
    publish(store, auction_awards, [_award_row(run.market, each, crr_ids) for each in awards])
    publish(store, clearing_prices, _price_rows(run))
    publish(store, binding_constraints, _constraint_rows(run))


def publish_allocated(
    store: Connection,
    run: Run,
    awards: Sequence[PublishedNomination],
    crr_ids: Mapping[tuple[int, int], int],
) -> None:
    """Let market data hand out an allocation's results; ``crr_ids`` by nomination and offset are those it made."""
    take_off(store, run.market)
    publish(store, allocation_awards, [_allocated_row(run.market, each, crr_ids) for each in awards])
    publish(store, binding_constraints, _constraint_rows(run))


def take_off(store: Connection, market: str) -> None:
    """Forget what was published of a market's results."""
    for table in (allocation_awards, auction_awards, clearing_prices, binding_constraints):
        store.execute(delete(table).where(table.c.market_name == market))


def _award_row(market: str, award: PublishedAward, crr_ids: Mapping[int, int]) -> dict[str, Any]:
    record = award.record
    return {
        "market_name": market,
        "owner": record.owner,
        "bid_type": record.bid_type,
        "crr_id": record.crr_id if record.crr_id is not None else crr_ids.get(record.record),
        **{
            name: getattr(record, name)
            for name in ("source", "sink", "period", "tou", "hedge_type", "crr_type", "bid_mw")
        },
        "awarded_mw": award.mw,
        "clearing_price": award.price,
    }


def _allocated_row(
    market: str, award: PublishedNomination, crr_ids: Mapping[tuple[int, int], int]
) -> dict[str, Any]:
    names = ("owner", "source", "sink", "period", "tou", "crr_type", "nominated_mw")
    return {
        "market_name": market,
        "crr_id": crr_ids.get((award.nomination_id, award.offset)),
        "hedge_type": "OBL",
        **{name: getattr(award, name) for name in names},
        "awarded_mw": award.mw,
    }


def _price_rows(run: Run) -> Iterator[dict[str, Any]]:
    for product in run.results:
        if not isinstance(product, ClearedProduct):
            continue
        for location, price in product.prices.items():
            yield {
                "market_name": run.market,
                "period": product.period,
                "tou": product.tou,
                "location": location,
                "price": published_price(price),
            }


def _constraint_rows(run: Run) -> Iterator[dict[str, Any]]:
    """An allocation has no prices: the multipliers of its limits stay with the run."""
    for product in run.results:
        for each in product.binding:
            yield {
                "market_name": run.market,
                "period": product.period,
                "tou": product.tou,
                "constraint_name": each.name,
                "constraint_type": each.type,
                "contingency": each.contingency,
                "direction": each.direction,
                "limit_mw": published_mw(each.limit_mw),
                "flow_mw": published_mw(each.flow_mw),
                "shadow_price": None if run.inputs.allocates else published_price(each.shadow_price),
            }
