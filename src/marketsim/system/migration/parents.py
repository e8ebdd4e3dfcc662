"""The rights that move with load: allocated in annual or long-term markets, or received with load before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.eligibility.megawatts import exact
from marketsim.system.migration.inputs import Parent
from marketsim.system.migration.pairs import KnownPairs
from marketsim.system.store.holdings import Crr

ALLOCATED, RECEIVED, COUNTERFLOW = "LSE", "LSE_LMT", "LMT_CNT"
SEASONAL = "ALLOC_AN_"  # annual tiers and the long-term one; what a month allocated stays (market rules 7)


@dataclass(frozen=True, slots=True)
class Stock:
    """All CRRs by id and by parent, and the ids that load migration made; ``monthly_too`` is a fault."""

    held: Mapping[int, Crr]
    children: Mapping[int, tuple[Crr, ...]]
    made: frozenset[int]
    monthly_too: bool = False

    @classmethod
    def of(cls, held: Iterable[Crr], made: frozenset[int]) -> Stock:
        """The stock of a store."""
        by_id = {crr.crr_id: crr for crr in held}
        children: defaultdict[int, list[Crr]] = defaultdict(list)
        for crr in by_id.values():
            if crr.parent_crr_id is not None:
                children[crr.parent_crr_id].append(crr)
        return cls(by_id, {parent: tuple(of) for parent, of in children.items()}, made)

    def roots(self) -> Iterator[Crr]:
        """Rights that stand at the beginning: allocated ones, and LSE_LMT that no market of ours made."""
        for crr in self.held.values():
            allocated = crr.category == "ALLOCATION" and crr.crr_type == ALLOCATED
            seasonal = allocated and (self.monthly_too or crr.market_name.startswith(SEASONAL))
            received = crr.category == "LOAD_MIGRATION" and crr.crr_type == RECEIVED
            begins = (seasonal or received) and crr.offer_type == "OWNER" and crr.crr_id not in self.made
            if begins and not self._piece(crr):
                yield crr

    def _piece(self, crr: Crr) -> bool:
        """Whether a sale of another right of the same owner cut it off."""
        of = self.held.get(crr.parent_crr_id or 0)
        return of is not None and (of.owner, of.category, of.market_name, of.crr_type) == (
            crr.owner, crr.category, crr.market_name, crr.crr_type,
        )  # fmt: skip

    def pieces(self, root: Crr) -> list[Crr]:
        """The right and all that was split off or sold of it, sold parts (SELLER) included; not what migrated."""
        found, waiting, seen = [], [root], {root.crr_id}
        while waiting:
            crr = waiting.pop()
            found.append(crr)
            for child in self.children.get(crr.crr_id, ()):
                migrated = child.crr_id in self.made or child.crr_type == COUNTERFLOW
                if child.crr_id in seen or migrated or child.crr_type != root.crr_type:
                    continue
                seen.add(child.crr_id)
                waiting.append(child)
        return found


def allocated_parents(stock: Stock, effective: datetime) -> list[Parent]:
    """The rights at the beginning that are in force on or after a date, with all MW that they ever had, by id.

    Their MW are those in force in their first second from that date on, in all pieces together: a sale loses none.
    """
    found = []
    for root in stock.roots():
        pieces = stock.pieces(root)
        start, end = min(each.start for each in pieces), max(each.end for each in pieces)
        if end < effective:
            continue
        at = max(start, effective)
        mw = sum((exact(each.mw) for each in pieces if each.start <= at <= each.end), Fraction(0))
        found.append(
            Parent(
                crr_id=root.crr_id, owner=root.owner, crr_type=root.crr_type, source=root.source, sink=root.sink,
                tou=root.tou, hedge_type=root.hedge_type, season=season_of(root.start), period=root.period,
                start=start, end=end, mw=str(mw),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: each.crr_id or 0)


def received_parents(
    pairs: KnownPairs, moved: Mapping[int, str], issued: frozenset[int], roots: Iterable[Parent]
) -> list[Parent]:
    """What LSEs received from others in earlier markets, by pair: a right on the terms of the one it came from.

    ``moved`` are exact MW by pair; ``issued`` the ids of the CRRs that those markets made.
    """
    terms = {each.crr_id: each for each in roots if each.crr_id is not None}
    found = []
    for pair in pairs.rows:  # a pair on a received right comes after the pair that made it
        right = terms.get(pair.parent_crr_id)
        if right is None or pair.pair not in moved:
            continue
        gained = pairs.first_gained(pair)
        received = replace(
            right,
            crr_id=gained if gained in issued else None,
            owner=pair.to_owner,
            crr_type=RECEIVED,
            mw=moved[pair.pair],
            base=pair.parent_crr_id,
            giver=pair.from_owner,
        )
        found.append(received)
        if received.crr_id is not None:
            terms[received.crr_id] = received
    return found


def season_of(moment: datetime) -> int:
    """The season, 1..4, of the Pacific month of a moment."""
    return (moment.astimezone(PACIFIC).month + 2) // 3
