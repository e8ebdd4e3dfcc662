"""Nomination caps worked out from load and holdings, exact until they are cut: a second arithmetic of the rules.

Market rules 3.2, most of them recalled: SEQ is the adjusted load metric of a season, MEQ that of a month less what
is held for it; a tier may take a share of what is eligible, or of what earlier tiers left of it. Nothing is shared
with the embedded system; what its settings say comes in as arguments, under the settings' own names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal, NamedTuple

Tier = Literal["annual_t1", "annual_lt", "annual_t2", "annual_t3", "monthly_t1", "monthly_t2"]
WHOLE: frozenset[Tier] = frozenset(
    {"annual_t1", "annual_lt"}
)  # a share of the metric; later tiers of what is left
Exact = Fraction | int


class Held(NamedTuple):
    """A CRR that is held: MW of an obligation from source to sink, with its type."""

    source: str
    sink: str
    crr_type: str
    mw: Exact


@dataclass(frozen=True, slots=True)
class TierShares:
    """The settings ``tier.*``."""

    annual_t1: Fraction
    annual_lt: Fraction
    annual_t2: Fraction
    annual_t3: Fraction
    monthly_t1: Fraction
    monthly_t2: Fraction


def exact(mw: float | str | Decimal) -> Fraction:
    """MW as they are written: the load 0.1 is a tenth and no binary neighbour of it."""
    return Fraction(mw if isinstance(mw, str) else repr(mw) if isinstance(mw, float) else mw)


def adjusted_metric(exceedance: Exact, served_under_rights: Exact = 0) -> Fraction:
    """The load metric less the load that existing rights (ETC, CVR, TOR) serve, and never below 0."""
    return max(Fraction(0), Fraction(exceedance) - served_under_rights)


def seq(exceedance: Exact, served_under_rights: Exact = 0) -> Fraction:
    """Seasonal eligible quantity of a sink, season and time of use: the adjusted metric."""
    return adjusted_metric(exceedance, served_under_rights)


def meq(exceedance: Exact, served_under_rights: Exact = 0, held: Exact = 0) -> Fraction:
    """Monthly eligible quantity: the adjusted metric of the forecast less seasonal and long-term CRRs of that month."""
    return max(Fraction(0), adjusted_metric(exceedance, served_under_rights) - held)


def tier_share(tier: Tier, eligible: Exact, awarded: Exact, shares: TierShares) -> Fraction:
    """The most that a tier may take at a sink.

    ``eligible``: SEQ or MEQ; ``awarded``: what earlier tiers took of it. The first annual tier and the long-term
    election take their share of the metric itself, all others of what is left, which is never below 0.
    """
    share: Fraction = getattr(shares, tier)
    return share * eligible if tier in WHOLE else share * max(Fraction(0), Fraction(eligible) - awarded)


def net_held(crrs: Iterable[Held]) -> dict[tuple[str, str], Fraction]:
    """MW by pair, net of load migration: a counterflow (LMT_CNT) takes from the pair that runs the other way.

    Offsets of trading hubs (LSE_THCNT) belong to the right from the hub and are no pair of their own.
    """
    found: dict[tuple[str, str], Fraction] = {}
    for each in crrs:
        if each.crr_type == "LSE_THCNT":
            continue
        counts = each.crr_type == "LMT_CNT"
        pair = (each.sink, each.source) if counts else (each.source, each.sink)
        found[pair] = found.get(pair, Fraction(0)) + (-each.mw if counts else each.mw)
    return {pair: mw for pair, mw in found.items() if mw > 0}


def held_at(crrs: Iterable[Held], sink: str) -> Fraction:
    """MW held to a sink, net of load migration."""
    return sum((mw for (_, end), mw in net_held(crrs).items() if end == sink), Fraction(0))


def signature(crrs: Iterable[Held]) -> Mapping[tuple[str, str], Fraction]:
    """The pairs of last year's allocation with the most that the first annual tier may take on each again."""
    return net_held(crrs)


def priority(eligible: Exact, last_year: Iterable[Held], sink: str, shares: TierShares) -> Fraction:
    """The most of the first annual tier at a sink: its share, and no more than is held there from last year."""
    return min(tier_share("annual_t1", eligible, 0, shares), held_at(last_year, sink))


def long_term(eligible: Exact, first_tier: Exact, shares: TierShares) -> Fraction:
    """The most that may be elected for the long term at a sink: its share, out of what the first tier awarded."""
    return min(tier_share("annual_lt", eligible, 0, shares), Fraction(first_tier))


def posted_mw(cap: Exact) -> Decimal:
    """A cap as posted: cut to 0.001 MW, downwards."""
    return Decimal(floor(Fraction(cap) * 1000)) / 1000
