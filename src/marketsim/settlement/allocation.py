"""Who bears an offset: the ISO's own by measured demand (CC 6477), an EIM area's by its entity (CC 64770)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .number import N

CENTS = 100


def in_cents(amount: N) -> int:
    """Whole cents; a half goes away from zero, so that a turned sign rounds alike."""
    size = (math.floor(abs(amount) * (2 * CENTS)) + 1) // 2
    return size if amount >= 0 else -size


def dollars(cents: int, like: N) -> N:
    """Cents as dollars, in the kind of number of ``like``."""
    return type(like)(cents) / CENTS


def by_demand(offset: N, demand: Mapping[str, N], exempt: frozenset[str], /) -> dict[str, N]:
    """The ISO's own offset over coordinators pro rata to measured demand, in cents that add up to the cent.

    A coordinator whose load follows its own generation is exempt and bears 0.00. Largest remainders, ties to the
    first named. Where nobody has demand nobody is charged; identity N8 then shows the whole offset left over.
    """
    shares = {name: each for name, each in demand.items() if name not in exempt}
    over = sum(shares.values(), offset * 0)
    cents = dict.fromkeys(demand, 0)
    if over > 0:
        whole = in_cents(offset)
        exact = {name: whole * each / over for name, each in shares.items()}
        floors = {name: math.floor(each) for name, each in exact.items()}
        spare = whole - sum(floors.values())
        order = sorted(shares, key=lambda name: floors[name] - exact[name])
        cents |= floors | {name: floors[name] + 1 for name in order[:spare]}
    return {name: dollars(each, offset) for name, each in cents.items()}


def to_entities(offsets: Mapping[str, N], entities: Mapping[str, str], /) -> dict[str, N]:
    """Each EIM area's offset, whole and in cents, to the coordinator of its entity."""
    charged: dict[str, N] = {}
    for area, entity in entities.items():
        amount = dollars(in_cents(offsets[area]), offsets[area])
        charged[entity] = charged[entity] + amount if entity in charged else amount
    return charged
