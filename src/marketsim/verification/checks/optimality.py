"""Whether any other awards would have been worth more: the bound that shadow prices prove, and where money goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from marketsim.verification.checks.check import Subject, product_name
from marketsim.verification.cleared import ClearedProduct
from marketsim.verification.report import Finding
from marketsim.verification.rounding import MW_STEP, PRICE_STEP


def value_of(product: ClearedProduct) -> float:
    """The bid value of the awards less that of accepted offers, $."""
    return float(product.curves.value(np.nan_to_num(product.mw)).sum())


def gap_of(product: ClearedProduct) -> float:
    """How far the bound by the shadow prices lies from the awards' value, as a share of the larger."""
    value = value_of(product)
    bound = product.rent + float(product.curves.most_gained(product.path_prices).sum())
    return (bound - value) / max(1.0, abs(bound), abs(value))


def duality_gap(subject: Subject) -> Iterator[Finding]:
    """Awards are worth as much as any awards can be: the bound by the shadow prices leaves no gap."""
    for product in subject.cleared.products:
        gap, value = gap_of(product), value_of(product)
        allowed = product.tolerance.gap + _rounding_share(product, value)
        if abs(gap) > allowed:
            yield Finding(
                "duality-gap",
                product_name(product),
                f"a gap of at most {allowed:.2e} of the value {value:.4f} $",
                f"{gap:.3e}",
                "the awards are not the best" if gap > 0 else "more is awarded than the shadow prices allow",
            )


def revenue(subject: Subject) -> Iterator[Finding]:
    """What awards pay at the listed prices is what the binding limits earn at their shadow prices."""
    for product in subject.cleared.products:
        listed = product.listed_prices
        path = np.where(product.option, product.told_price, listed[product.sink] - listed[product.source])
        paid = float(np.nansum(product.signed_mw * path))
        if abs(paid - product.rent) > _revenue_error(product):
            yield Finding(
                "revenue",
                product_name(product),
                f"{product.rent:.4f} $, the binding limits at their shadow prices",
                f"{paid:.4f} $",
                "money comes in or goes out that no limit explains",
            )


def told_value(subject: Subject) -> Iterator[Finding]:
    """The value that the run tells is the value of its awards."""
    values = told_values(subject)
    for product in subject.cleared.products:
        said, value = values.get(product.product), value_of(product)
        slack = _value_error(product) + product.curves.error_of_value + 1e-6 * max(1.0, abs(value))
        if said is not None and not abs(said - value) <= slack:
            where, found = product_name(product), f"{said!r} $"
            yield Finding(
                "value", where, f"{value:.6f} $", found, "the run tells another value than its awards"
            )


def told_values(subject: Subject) -> dict[tuple[str, str], float]:
    """The value of each product that ``cleared.toml`` tells of, $."""
    told = subject.cleared.results.cleared.get("products", [])
    rows = [each for each in told if isinstance(each, Mapping)] if isinstance(told, list) else []
    return {
        (str(each.get("period")), str(each.get("tou"))): float(each["value"])
        for each in rows
        if isinstance(each.get("value"), int | float) and abs(each["value"]) < 1e15
    }


def _rounding_share(product: ClearedProduct, value: float) -> float:
    off = product.rounded_gap + product.curves.error_of_value + _value_error(product)
    return off / max(1.0, abs(value))


def _value_error(product: ClearedProduct) -> float:
    """What cutting awards may do to their value, $."""
    if not product.tolerance.price_step:
        return 0.0
    steep = np.zeros(product.curves.bids)
    np.maximum.at(steep, product.curves.bid, np.abs(product.curves.last))
    return float(MW_STEP * steep[product.loose].sum())


def _revenue_error(product: ClearedProduct) -> float:
    """What the precision of prices and awards may do to the revenue, $."""
    volume = float(np.abs(product.signed_mw).sum())
    exact = 1e-6 * (1.0 + volume + abs(product.rent))
    if not product.tolerance.price_step:
        return exact
    count = len(product.listed_prices)
    net = np.bincount(product.sink, weights=product.signed_mw, minlength=count) - np.bincount(
        product.source, weights=product.signed_mw, minlength=count
    )
    states = product.screened.asked
    slack = [
        states[each.constraint].limit - states[each.constraint].base
        for each in product.binding
        if each.constraint in states
    ]
    finite = np.array([each for each in slack if np.isfinite(each)])
    spread = float(np.sqrt((net @ net + finite @ finite) * PRICE_STEP**2 / 12))
    return exact + 6 * spread + _value_error(product)
