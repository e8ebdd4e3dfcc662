"""The tiers of the allocations: which there are, which a market is, and what a tier allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketsim.system.eligibility.megawatts import NOTHING, cut
from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.settings import Settings
from marketsim.system.store.markets import MarketRow

TIERS: Mapping[str, tuple[str, ...]] = {"ANNUAL": ("T1", "LT", "T2", "T3"), "MONTHLY": ("T1", "T2")}
ON_PAIRS = frozenset({("ANNUAL", "T1"), ("ANNUAL", "LT")})  # tiers that only renew or elect what is held


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: ``cycle`` is what the names of the markets of one year or month begin with."""

    term: str
    name: str
    cycle: str

    @property
    def on_pairs(self) -> bool:
        """Whether only certain source-sink pairs may be nominated: those of last year (T1), those awarded (LT)."""
        return (self.term, self.name) in ON_PAIRS

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of caps that a calculation for the tier has."""
        eligible = "SEQ" if self.term == "ANNUAL" else "MEQ"
        return frozenset({eligible, "UPPER_BOUND"} | ({"SIGNATURE"} if self.on_pairs else set()))

    def share(self, settings: Settings) -> Fraction:
        """The tier's share of what is eligible, of the settings table ``tier``."""
        return settings.fraction(f"tier.{self.term.lower()}_{self.name.lower()}")

    def market(self, tier: str) -> str:
        """The name of the market of another tier in the same cycle."""
        return f"{self.cycle}_{tier}"


def tier_of(market: MarketRow) -> Tier:
    """The tier of an allocation, by the end of its name (``ALLOC_AN_2027_LT``); raises CapProblem."""
    cycle, _, name = market.name.rpartition("_")
    known = TIERS[market.market_term]
    if market.market_type != "ALLOCATION" or not cycle or name not in known:
        raise CapProblem(
            f"{market.name}, {market.market_type.lower()}",
            expected=f"an {market.market_term.lower()} allocation whose name ends in _{', _'.join(known)}",
            fix="name the market of a tier",
        )
    return Tier(market.market_term, name, cycle)


@dataclass(frozen=True, slots=True)
class Eligible:
    """What a tier's caps at a sink, in a period and time of use, are made of, in MW.

    ``metric`` is the adjusted load metric, ``held`` the rights that already sink there in that period, ``pairs``
    what may be renewed or elected there (tiers on pairs only).
    """

    metric: Fraction
    held: Fraction = NOTHING
    pairs: Fraction = NOTHING

    def quantity(self, tier: Tier) -> Fraction:
        """The eligible quantity, cut to 0.001 MW: SEQ is the metric; MEQ the metric less what is held."""
        return cut(self.metric if tier.term == "ANNUAL" else self.metric - self.held)

    def upper_bound(self, tier: Tier, share: Fraction) -> Fraction:
        """What may be nominated in the tier, cut to 0.001 MW (market rules 3.2, recalled at 70 to 80 %).

        T1: a share of the metric, less long-term rights held already, but no more than last year's pairs. LT: a
        share of the metric, less long-term rights of earlier years, but no more than was awarded in T1. Every
        other tier: a share of what is left of the metric.
        """
        if tier.on_pairs:
            return min(cut(share * self.metric - self.held), cut(self.pairs))
        return cut(share * max(NOTHING, self.metric - self.held))
