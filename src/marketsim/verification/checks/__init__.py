"""The checks of a cleared market, one module a kind; each can be left out, to prove that none is idle."""

from __future__ import annotations

from marketsim.verification.checks import (
    awards,
    credit,
    holdings,
    inputs,
    limits,
    optimality,
    prices,
    published,
)
from marketsim.verification.checks.check import Check, Subject

__all__ = ["CHECKS", "Check", "Subject"]

CHECKS: tuple[Check[Subject], ...] = (
    Check("awards", "records", awards.every_bid_has_one_award),
    Check("bounds", "feasible", awards.within_bounds),
    *limits.LIMITS,
    Check("every-location-priced", "prices", prices.every_location_priced),
    Check("price-identity", "prices", prices.price_identity),
    Check("path-price", "prices", prices.path_price),
    Check("no-arbitrage", "prices", prices.no_arbitrage),
    Check("duality-gap", "prices", optimality.duality_gap),
    Check("revenue", "prices", optimality.revenue),
    Check("value", "records", optimality.told_value),
    Check("public-private", "records", published.public_is_sum_of_private),
    Check("published-rounding", "records", published.rounded_as_ruled),
    Check("holdings", "records", holdings.holdings_are_awards),
    Check("credit", "records", credit.secured),
    Check("inputs-unchanged", "records", inputs.unchanged),
)
