"""Prices against shadow prices, paths and bids."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from marketsim.verification.checks.check import Subject, bid_name, mw_text, price_text, product_name
from marketsim.verification.cleared import ClearedProduct
from marketsim.verification.curves import Curves
from marketsim.verification.grid.network import Reals
from marketsim.verification.report import Finding
from marketsim.verification.rounding import PRICE_STEP, Tolerance

EXACT = 1e-6


def every_location_priced(subject: Subject) -> Iterator[Finding]:
    """Each location has a price in each product, and nothing else has."""
    names = subject.cleared.locations
    for product in subject.cleared.products:
        for at in np.flatnonzero(np.isnan(product.listed_prices)):
            where = f"{product_name(product)}, {names[int(at)]}"
            yield Finding("every-location-priced", where, "a price", "none", "a location without a price")
        told = subject.cleared.results.prices.get(product.product, {})
        for name in sorted(told.keys() - set(names)):
            where = f"{product_name(product)}, {name}"
            yield Finding(
                "every-location-priced", where, "only locations of the market", name, "no such location"
            )
    for key in sorted(
        subject.cleared.results.prices.keys() - {each.product for each in subject.cleared.products}
    ):
        where = " ".join(key)
        yield Finding("every-location-priced", where, "only products of the market", where, "no such product")


def price_identity(subject: Subject) -> Iterator[Finding]:
    """Prices of locations are what the shadow prices make of the network, up to one constant a product."""
    for product in subject.cleared.products:
        difference = product.listed_prices - product.prices
        if np.isnan(difference).all():
            continue
        difference = difference - np.nanmedian(difference)
        # The median itself is as uncertain as one price.
        allowed = (
            EXACT + product.price_error + float(np.median(product.price_error)) + product.tolerance.price_step
        )
        for at in np.flatnonzero(np.abs(difference) > allowed):
            listed = float(product.listed_prices[at])
            yield Finding(
                "price-identity",
                f"{product_name(product)}, {subject.cleared.locations[int(at)]}",
                price_text(listed - float(difference[at])),
                price_text(listed),
                "the price does not follow from the binding constraints that are listed",
            )


def path_price(subject: Subject) -> Iterator[Finding]:
    """An obligation's price is sink less source; an option's what it takes of each binding constraint."""
    for product in subject.cleared.products:
        expected = _expected_paths(product)
        # Published path prices are differences of published prices; an option's is rounded for itself.
        own = np.where(product.option, product.tolerance.price_step / 2 + _option_error(product), 0.0)
        for at in np.flatnonzero(np.abs(product.told_price - expected) > EXACT + own):
            yield Finding(
                "path-price",
                bid_name(subject, product, int(at)),
                price_text(float(expected[at])),
                price_text(float(product.told_price[at])),
                "the path is not settled at the prices of its ends",
            )


def no_arbitrage(subject: Subject) -> Iterator[Finding]:
    """In the money a step is awarded in full, out of the money not at all; judged by the prices as listed."""
    for product in subject.cleared.products:
        expected = _expected_paths(product)
        prices = np.where(np.isnan(expected), product.told_price, expected)
        for bid, wanted, found in misfits(product.curves, product.mw, prices, product.tolerance):
            where = bid_name(subject, product, bid)
            yield Finding("no-arbitrage", where, wanted, found, "awarded against its own curve")


def misfits(curves: Curves, mw: Reals, prices: Reals, tolerance: Tolerance) -> Iterator[tuple[int, str, str]]:
    """Awards that a bid's own curve does not explain at its path's price: bid, what is expected, what is found.

    ``mw``, ``prices``: by bid; where either is NaN nothing is judged.
    """
    price = prices[curves.bid]
    taken, width = curves.fill(np.nan_to_num(mw)), curves.high - curves.low
    slack = np.minimum(tolerance.mw, width / 2)
    sign, allowed = curves.sign[curves.bid], tolerance.price + curves.error
    more = sign * (curves.price_at(np.minimum(taken + slack, width)) - price) > allowed
    less = sign * (curves.price_at(np.maximum(taken - slack, 0.0)) - price) < -allowed
    bad = (more & (taken < width - slack)) | (less & (taken > slack))
    for at in np.flatnonzero(bad & ~np.isnan(mw[curves.bid])):
        share = "all" if more[at] else "none"
        wanted = (
            f"{share} of the {mw_text(float(width[at]))} at {price_text(float(curves.last[at]))}, "
            f"as the path costs {price_text(float(price[at]))}"
        )
        yield int(curves.bid[at]), wanted, mw_text(float(taken[at]))


def _expected_paths(product: ClearedProduct) -> Reals:
    listed = product.listed_prices
    return np.asarray(
        np.where(product.option, product.path_prices, listed[product.sink] - listed[product.source]),
        dtype=np.float64,
    )


def _option_error(product: ClearedProduct) -> float:
    """What rounding of shadow prices may do to an option's price: each takes at most 1 MW of each MW."""
    return PRICE_STEP / 2 * len(product.binding) if product.tolerance.price_step else 0.0
