"""The security that a participant's holdings require, netted inside the groups of CRRs (market rules 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.settings import Settings
from marketsim.system.store.holdings import Crr
from marketsim.system.store.markets import list_markets
from marketsim.system.trades.valuing import Valuation

ROUNDINGS: Mapping[str, Callable[[Fraction], int]] = {"up": ceil, "half-even": round}
AUCTION, SHORT_ALLOCATION, FINANCIAL = "ST_AUCTION", "ST_ALLOCATION", "FINANCIAL"
LONGEST = 3  # the years ahead that have a group of long-term allocations of their own
MIGRATING = "LSE"  # the type of an allocated CRR that follows the load


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """How requirements are worked out on a day.

    ``annual`` and ``long_term`` are the names of those allocations; ``counterflow`` says whether who sold allocated
    CRRs that may migrate holds collateral for the counterflow (PRR1654); ``rounding`` is up or half-even, to a cent.
    """

    valuation: Valuation
    annual: frozenset[str]
    long_term: frozenset[str]
    counterflow: bool
    rounding: str

    @classmethod
    def of(cls, store: Connection, settings: Settings, now: datetime) -> CreditCheck:
        """The credit check at ``now``."""
        allocations = list_markets(store, "ALLOCATION", cancelled=True)
        return cls(
            valuation=Valuation.of(store, settings, now),
            annual=frozenset(each.name for each in allocations if each.market_term == "ANNUAL"),
            long_term=frozenset(each.name for each in allocations if each.long_term),
            counterflow=settings.flag("trades.counterflow_collateral"),
            rounding=settings.text("credit.rounding"),
        )

    def required(self, participant: str, inventory: Sequence[Crr]) -> Decimal:
        """The dollars and cents that a participant must have posted for what it holds of that inventory.

        Each group counts for what its CRRs require together, and never for less than nothing: no group lends to
        another. Collateral for counterflows comes on top.
        """
        by_id = {crr.crr_id: crr for crr in inventory}
        groups: dict[str, Fraction] = {}
        for crr in inventory:
            if crr.owner == participant and crr.offer_type == "OWNER":
                group = self.group(crr, by_id)
                groups[group] = groups.get(group, Fraction(0)) + self.valuation.requirement(crr)
        total = sum((max(each, Fraction(0)) for each in groups.values()), Fraction(0))
        total += sum(self._collateral(participant, inventory, by_id), Fraction(0))
        return Decimal(ROUNDINGS[self.rounding](total * 100)).scaleb(-2)

    def group(self, crr: Crr, by_id: Mapping[int, Crr]) -> str:
        """The group of a held CRR: by where it came from, a migrated one by the CRR that migrated."""
        parent = by_id.get(crr.parent_crr_id or 0)
        if crr.category == "LOAD_MIGRATION":
            return self._allocated(crr, parent.market_name if parent else "")
        if crr.category == "ALLOCATION":
            return self._allocated(crr, crr.market_name)
        return FINANCIAL if crr.category == "SYSTEM" else AUCTION

    def _allocated(self, crr: Crr, market: str) -> str:
        if market not in self.long_term:
            return SHORT_ALLOCATION
        ahead = crr.start.astimezone(PACIFIC).year - self.valuation.today.year
        return f"LT_ALLOCATION_{min(max(ahead, 1), LONGEST)}"

    def _collateral(
        self, participant: str, inventory: Sequence[Crr], by_id: Mapping[int, Crr]
    ) -> Iterator[Fraction]:
        """What the counterflows would require that load migration may make of CRRs the participant sold on."""
        if not self.counterflow:
            return
        for crr in inventory:
            if crr.crr_type != MIGRATING or (crr.owner == participant and crr.offer_type == "OWNER"):
                continue
            origin = allocated_as(crr, by_id)
            if origin is not None and origin.owner == participant and origin.market_name in self.annual:
                back = replace(crr, source=crr.sink, sink=crr.source)
                yield max(self.valuation.requirement(back), Fraction(0))


def allocated_as(crr: Crr, by_id: Mapping[int, Crr]) -> Crr | None:
    """The allocated CRR that this one is, or was traded or sold from; None where it never was allocated."""
    seen: set[int] = set()
    found: Crr | None = crr
    while found is not None and found.crr_id not in seen and found.category != "LOAD_MIGRATION":
        if found.category == "ALLOCATION":
            return found
        seen.add(found.crr_id)
        found = by_id.get(found.parent_crr_id or 0)
    return None
