"""Makes the new inventory of what was replayed (market rules 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from marketsim.system.calendar.periods import PACIFIC, month, season
from marketsim.system.cutover.conversion import Inventory, NettedPair, Origin, SoldOffer, Terms
from marketsim.system.cutover.extract.rows import Sale
from marketsim.system.cutover.netting import Group, groups
from marketsim.system.cutover.replay import AWARD, MIGRATION, Right, natural
from marketsim.system.cutover.steps import Step, stretches, total
from marketsim.system.store.holdings import FIRST_CRR_ID, Crr
from marketsim.system.store.segments import Segment

SALE = "SALE"


def made_inventory(
    rights: Mapping[str, Right],
    sales: Iterable[Sale],
    terms: Terms,
    *,
    first_id: int = FIRST_CRR_ID,
    netted: bool = True,
    keep_expired: bool = False,
) -> Inventory:
    """The inventory of the new system; the same rights give the same ids.

    A CRR gets an id a stretch of equal MW, later stretches with the first as their parent where they have no other; a
    migrated one gets one id for good, its earlier stretches are segments. What ends before the system goes live is
    dropped; what has no MW left stays with 0 MW where another CRR comes from it. ``netted`` and ``keep_expired`` are
    for faults.
    """
    return _Maker(rights, terms, first_id, netted, keep_expired).make(list(sales))


class _Maker:
    def __init__(
        self, rights: Mapping[str, Right], terms: Terms, first_id: int, netted: bool, keep_expired: bool
    ) -> None:
        self._rights, self._terms, self._keep_expired = rights, terms, keep_expired
        self._next = first_id
        self._groups = groups(rights, netted=netted)
        self._group_of = {old_id: group for group in self._groups for old_id in group.members}
        self._new: dict[str, int] = {}
        self._crrs: dict[int, Crr] = {}
        self._segments: list[Segment] = []
        self._origins: list[Origin] = []
        self._dropped: list[str] = []

    def make(self, sales: list[Sale]) -> Inventory:
        held = self._held()
        wanted = self._wanted(held, sales)
        for old_id in sorted(self._rights, key=natural):
            if self._rights[old_id].origin != MIGRATION:
                self._take(self._rights[old_id], held[old_id], old_id in wanted)
        for group in self._groups:
            self._take_group(group, held[group.members[0]], bool(wanted & set(group.members)))
        self._tell_parents()
        sold = self._sold(sales)
        return Inventory(
            crrs=tuple(sorted(self._crrs.values(), key=lambda each: each.crr_id)),
            segments=tuple(self._segments),
            origins=tuple(self._origins),
            pairs=tuple(self._pairs()),
            sold=tuple(sold),
            dropped=tuple(self._dropped),
            new_id=dict(self._new),
        )

    def _held(self) -> dict[str, list[Step]]:
        """The stretches of every CRR; those of a group under each of its members."""
        held = {old_id: stretches(right.steps) for old_id, right in self._rights.items()}
        for group in self._groups:
            together = total(self._rights[old_id].steps for old_id in group.members)
            held |= dict.fromkeys(group.members, together)
        return held

    def _lasting(self, steps: Sequence[Step]) -> list[Step]:
        """The stretches that the new system answers for; the old one answers for the days before."""
        return [each for each in steps if self._keep_expired or each.end >= self._terms.lives]

    def _wanted(self, held: Mapping[str, Sequence[Step]], sales: Iterable[Sale]) -> set[str]:
        """The old CRRs that others come from which are held: they stay, also without MW."""
        wanted = {each.old_id for each in sales if self._keep_expired or each.end >= self._terms.lives}
        edge = [old_id for old_id, steps in held.items() if self._lasting(steps)] + list(wanted)
        while edge:
            parent = self._rights[edge.pop()].parent
            if parent is not None and parent not in wanted:
                wanted.add(parent)
                edge.append(parent)
        return wanted

    def _take(self, right: Right, steps: Sequence[Step], wanted: bool) -> None:
        lasting = self._lasting(steps)
        if not lasting and wanted and right.end >= self._terms.lives:
            lasting = [Step(right.start, right.end, 0)]
        if not lasting:
            self._dropped.append(right.old_id)
            return
        first = None
        for step in lasting:
            crr = self._row(right, step, right.owner, self._period(right))
            self._add(crr, [right], first)
            first = first or crr.crr_id
        self._new[right.old_id] = first or 0

    def _take_group(self, group: Group, steps: Sequence[Step], wanted: bool) -> None:
        members = [self._rights[old_id] for old_id in group.members]
        first = members[0]
        steps = self._lasting(steps)
        if not steps:
            if not (wanted and first.end >= self._terms.lives):
                self._dropped += group.members
                return
            steps = [Step(first.start, first.end, 0)]
        crr = self._row(
            first, steps[-1], first.owner, self._period(self._rights[first.parent or first.old_id])
        )
        self._add(crr, members, None)
        for step, following in pairwise(steps):
            changing = next((each for each in members if each.start == following.start), first)
            market = self._terms.market(changing)
            self._segments.append(Segment(crr.crr_id, step.start, step.end, step.mw / 1000, market))
        self._new |= dict.fromkeys(group.members, crr.crr_id)

    def _row(self, right: Right, step: Step, owner: str, period: str) -> Crr:
        self._next += 1
        return Crr(
            crr_id=self._next - 1,
            parent_crr_id=None,
            owner=self._terms.owner(owner),
            source=self._terms.node(right.source),
            sink=self._terms.node(right.sink),
            tou=right.tou,
            hedge_type=right.hedge_type,
            crr_type=right.crr_type,
            category=right.category,
            market_name=self._terms.market(right),
            period=period,
            start=step.start,
            end=step.end,
            mw=step.mw / 1000,
        )

    def _add(self, crr: Crr, rights: Iterable[Right], parent: int | None) -> None:
        self._crrs[crr.crr_id] = replace(crr, parent_crr_id=parent)
        self._origins += [Origin(crr.crr_id, each.old_id, each.origin, each.event) for each in rights]

    def _tell_parents(self) -> None:
        """Let every CRR that came from another of the old system tell which one it is here."""
        for origin in self._origins:
            parent = self._rights[origin.old_id].parent
            if parent is not None and parent in self._new:
                crr = self._crrs[origin.crr_id]
                self._crrs[crr.crr_id] = replace(crr, parent_crr_id=self._new[parent])

    def _sold(self, sales: Iterable[Sale]) -> list[SoldOffer]:
        """A SELLER row for all that one auction sold of a CRR in the same dates."""
        together: defaultdict[tuple[str, tuple[int, str], datetime, datetime], list[Sale]] = defaultdict(list)
        for each in sales:
            if each.old_id in self._new and (self._keep_expired or each.end >= self._terms.lives):
                key = self._terms.markets[each.market], natural(each.old_id), each.start, each.end
                together[key].append(each)
        found: list[SoldOffer] = []
        for (market, _order, start, end), offers in sorted(together.items()):
            right = self._rights[offers[0].old_id]
            mw = sum(each.mw for each in offers)
            row = self._row(right, Step(start, end, mw), right.owner, self._period(right))
            self._crrs[row.crr_id] = replace(
                row,
                parent_crr_id=self._new[right.old_id],
                category="AUCTION",
                market_name=market,
                offer_type="SELLER",
            )
            for each in sorted(offers, key=lambda each: natural(each.sale_id)):
                self._origins.append(Origin(row.crr_id, right.old_id, SALE, each.sale_id))
                found.append(SoldOffer(each.sale_id, each.market, each.old_id, market, row.crr_id, each.mw))
        return found

    def _pairs(self) -> Iterable[NettedPair]:
        """The two sides of what moved of a right between two LSEs."""
        sides: dict[tuple[str, str, str], dict[str, Group]] = {}
        for group in self._groups:
            key = (group.root, group.from_lse, group.to_lse)
            sides.setdefault(key, {}).setdefault(group.crr_type, group)
        for (root, from_lse, to_lse), pair in sides.items():
            gained, lost = pair.get("LSE_LMT"), pair.get("LMT_CNT")
            if root not in self._new or gained is None:
                continue
            back = self._rights[root].owner == to_lse
            ends = (to_lse, from_lse) if back else (from_lse, to_lse)
            yield NettedPair(
                self._new[root],
                self._terms.owner(ends[0]),
                self._terms.owner(ends[1]),
                back,
                self._new.get(gained.members[0]),
                self._new.get(lost.members[0]) if lost else None,
                self._moved(gained),
            )

    def _moved(self, group: Group) -> tuple[tuple[str, int], ...]:
        moved: defaultdict[str, int] = defaultdict(int)
        for old_id in group.members:
            migration = self._rights[old_id].migration
            if migration is not None:
                moved[self._terms.markets[migration.market]] += migration.mw
        return tuple(sorted(moved.items()))

    def _period(self, right: Right) -> str:
        """The period that a CRR was awarded for; what was traded or migrated has that of what it came from."""
        while right.origin != AWARD and right.parent is not None and right.parent in self._rights:
            right = self._rights[right.parent]
        return period_of(right.start, right.end, self._terms.periods.get(right.market or ""))


def period_of(start: datetime, end: datetime, market: str | None) -> str:
    """The month or season of exactly these dates; else that of the market, else the season that they begin in."""
    day = start.astimezone(PACIFIC)
    for each in (month(day.year, day.month), season(day.year, (day.month + 2) // 3)):
        if (each.start, each.end) == (start, end):
            return each.name
    return market or season(day.year, (day.month + 2) // 3).name
