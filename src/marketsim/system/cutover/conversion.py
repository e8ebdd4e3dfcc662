"""What the old system's CRRs become: the new inventory, netted, renamed, its nodes replaced, ids in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketsim.system.cutover.replay import Right
from marketsim.system.store.holdings import Crr
from marketsim.system.store.segments import Segment


@dataclass(frozen=True, slots=True)
class Terms:
    """What names, nodes and dates become: old to new; ``lives`` is when the new system goes live."""

    markets: Mapping[str, str]
    inventory: Mapping[str, str]
    owners: Mapping[str, str]
    nodes: Mapping[str, str]
    periods: Mapping[str, str]
    lives: datetime

    def owner(self, old: str) -> str:
        """The participant's name here."""
        return self.owners.get(old, old)

    def node(self, old: str) -> str:
        """The source or sink itself, or what replaces it."""
        return self.nodes.get(old, old)

    def market(self, right: Right) -> str:
        """What the inventory calls the market of a CRR (market rules 9)."""
        if right.category in ("SECONDARY_MARKET", "SYSTEM"):
            return self.inventory[right.category]
        if right.market is None:
            return self.inventory[right.category]
        return self.markets[right.market]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a new CRR came from: old CRRs it has taken in, by which event."""

    crr_id: int
    old_id: str
    origin: str
    event: str


@dataclass(frozen=True, slots=True)
class SoldOffer:
    """An awarded sell offer and the SELLER row that it is part of; MW in thousandths."""

    sale_id: str
    old_market: str
    old_id: str
    new_market: str
    crr_id: int
    mw: int


@dataclass(frozen=True, slots=True)
class NettedPair:
    """What became of the migrations of one right between two LSEs: two CRRs, and the MW by new market (thousandths)."""

    parent_crr_id: int
    from_owner: str
    to_owner: str
    back: bool
    gained: int | None
    lost: int | None
    moved: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that is held in the new system; ``new_id`` is the first CRR that an old one became."""

    crrs: tuple[Crr, ...]
    segments: tuple[Segment, ...]
    origins: tuple[Origin, ...]
    pairs: tuple[NettedPair, ...]
    sold: tuple[SoldOffer, ...]
    dropped: tuple[str, ...]
    new_id: Mapping[str, int]

    def pieces(self) -> Mapping[str, Sequence[Crr]]:
        """All that is held of every old CRR: one of one kept whole, one a stretch of equal MW else."""
        held = {each.crr_id: each for each in self.crrs if each.offer_type == "OWNER"}
        found: defaultdict[str, list[Crr]] = defaultdict(list)
        for origin in self.origins:
            if origin.crr_id in held:
                found[origin.old_id].append(held[origin.crr_id])
        return found
