"""What the summaries of ``marketsim clear`` tell alike of an auction and of an allocation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marketsim.clearing.allocation_outcome import AllocatedProduct
    from marketsim.clearing.folder import Market
    from marketsim.clearing.folder_nominations import NominationMarket
    from marketsim.clearing.outcome import ClearedProduct


def told_of(market: Market | NominationMarket) -> dict[str, Any]:
    """The market and the size of its model."""
    network = market.model.network
    return {
        "market": market.name,
        "case": market.case.name,
        "buses": len(network.buses),
        "branches": len(network.branches),
        "contingencies": len(market.model.contingencies),
        "locations": len(market.model.locations),
    }


def heading(told: dict[str, Any]) -> str:
    """The same as a line."""
    return (
        f"{told['market']} on {told['case']}: {told['buses']} buses, {told['branches']} branches, "
        f"{told['contingencies']} contingencies, {told['locations']} locations"
    )


def work_on(product: ClearedProduct | AllocatedProduct, **proof: float) -> dict[str, Any]:
    """What binds in a product, what proves its result, and how much work it was."""
    return {
        "binding": len(product.binding),
        "raised": len(product.raised),
        **proof,
        "rounds": product.rounds,
        "rows": product.rows,
    }
