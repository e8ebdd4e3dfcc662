"""Who bears an offset: the ISO's own by measured demand (CC 6477), an EIM area's by its entity (CC 64770)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from .number import N, together

CENTS = 100


def in_cents(amount: N) -> int:
    """Whole cents; a half goes away from zero, so that a turned sign rounds alike."""
    if isinstance(amount, Fraction):
        halves = abs(amount.numerator) * (2 * CENTS) // amount.denominator
    else:
        halves = math.floor(abs(amount) * (2 * CENTS))
    size = (halves + 1) // 2
    return size if amount >= 0 else -size


def dollars(cents: int, like: N) -> N:
    """Cents as dollars, in the kind of number of ``like``."""
    return Fraction(cents, CENTS) if isinstance(like, Fraction) else cents / CENTS


def by_demand(offset: N, demand: Mapping[str, N], exempt: frozenset[str], /) -> dict[str, N]:
    """The ISO's own offset over coordinators pro rata to measured demand (zero or more), in cents that add up.

    A coordinator whose load follows its own generation is exempt and bears 0.00. Largest remainders, ties to the
    first named. Where nobody has demand nobody is charged; identity N8 then shows the whole offset left over.
    """
    shares = {name: each for name, each in demand.items() if name not in exempt}
    cents = dict.fromkeys(demand, 0)
    if any(shares.values()):
        whole = in_cents(offset)
        parts = _parts(whole, shares)
        spare = whole - sum(floor for floor, _ in parts.values())
        order = sorted(shares, key=lambda name: -parts[name][1])
        cents |= {name: floor for name, (floor, _) in parts.items()}
        cents |= {name: cents[name] + 1 for name in order[:spare]}
    return {name: dollars(each, offset) for name, each in cents.items()}


def _parts(whole: int, shares: Mapping[str, N]) -> dict[str, tuple[int, float]]:
    """Every share of the whole pro rata, floored, and what that cut off, in one unit."""
    values = list(shares.values())
    if isinstance(values[0], Fraction):
        numerators, _ = together(values)
        over = sum(numerators)
        return {name: divmod(whole * each, over) for name, each in zip(shares, numerators, strict=True)}
    total = sum(values)
    exact = {name: whole * each / total for name, each in shares.items()}
    return {name: (math.floor(each), each - math.floor(each)) for name, each in exact.items()}


def to_entities(offsets: Mapping[str, N], entities: Mapping[str, str], /) -> dict[str, N]:
    """Each EIM area's offset, whole and in cents, to the coordinator of its entity."""
    charged: dict[str, N] = {}
    for area, entity in entities.items():
        amount = dollars(in_cents(offsets[area]), offsets[area])
        charged[entity] = charged[entity] + amount if entity in charged else amount
    return charged
