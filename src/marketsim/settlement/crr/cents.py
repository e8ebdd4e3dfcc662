"""Exact values as cents that add up: payments of a month, and what measured demand gets of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from ..largest_remainder import largest_remainder
from ..number import half_up
from .holding import CrrKey

CENTS = 2
ZERO = Fraction(0)


def paid_in_cents(paid: Mapping[tuple[CrrKey, str], Fraction]) -> dict[tuple[CrrKey, str], Fraction]:
    """By CRR and month; each month's cents add up to its payments, rounded."""
    months: defaultdict[str, list[CrrKey]] = defaultdict(list)
    for key, month in sorted(paid):
        months[month].append(key)
    found: dict[tuple[CrrKey, str], Fraction] = {}
    for month, keys in months.items():
        rounded = largest_remainder([paid[key, month] for key in keys], CENTS)
        found |= {(key, month): value for key, value in zip(keys, rounded, strict=True)}
    return found


def demand_in_cents(to_demand: Fraction, paid: Fraction, mwh: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What measured demand gets of a month ($, below 0 it is charged), by coordinator pro rata to MWh.

    With the payments, in cents, it adds up to what was collected, rounded. None where nobody has measured demand.
    """
    whole = sum(mwh.values(), ZERO)
    if not whole:
        return {}
    total = half_up(paid + to_demand, CENTS) - half_up(paid, CENTS)
    names = sorted(mwh)
    shares = largest_remainder([to_demand * mwh[name] / whole for name in names], CENTS, total)
    return dict(zip(names, shares, strict=True))
