"""At the end of a month: what of a constraint's surplus goes back to the CRRs that were cut on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .holding import CrrKey
from .policies import CrrPolicies

ZERO = Fraction(0)


@dataclass(slots=True)
class Pool:
    """One constraint in one month, in $: sums over its hours.

    ``target``: notional values by CRR. ``cut``: what each was cut in hours short of revenue, from 0. ``by_flow``:
    the surplus of the other hours, shared by the flows of those. ``surplus``: all of it. ``unborne``: what was
    short where no CRR had a positive notional value.
    """

    collected: Fraction = ZERO
    target: dict[CrrKey, Fraction] = field(default_factory=dict)
    cut: dict[CrrKey, Fraction] = field(default_factory=dict)
    by_flow: dict[CrrKey, Fraction] = field(default_factory=dict)
    surplus: Fraction = ZERO
    unborne: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What CRRs get back ($ by CRR), and what is left of the surplus for measured demand."""

    returned: Mapping[CrrKey, Fraction]
    to_demand: Fraction


def give_back(pools: Mapping[str, Pool], policies: CrrPolicies) -> dict[str, GiveBack]:
    """By constraint, each on its own: never more than a CRR was cut, nothing from another constraint."""
    return {name: _of_one(pool, policies) for name, pool in pools.items()}


def _of_one(pool: Pool, policies: CrrPolicies) -> GiveBack:
    if policies.surplus_shares == "by_flow":
        returned = {key: min(cut, pool.by_flow.get(key, ZERO)) for key, cut in pool.cut.items()}
    else:
        short = sum(pool.cut.values(), ZERO)
        returned = in_proportion(min(short, pool.surplus), pool.cut)
    return GiveBack(returned, pool.surplus - sum(returned.values(), ZERO))


def in_proportion(total: Fraction, weights: Mapping[CrrKey, Fraction]) -> dict[CrrKey, Fraction]:
    """Shares of a total by weights from 0; none where there is no weight."""
    whole = sum(weights.values(), ZERO)
    return {key: total * weight / whole for key, weight in weights.items()} if whole else {}
