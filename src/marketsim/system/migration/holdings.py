"""What posted moves do to the inventory: pairs of CRRs are made, or their MW changed from the effective date on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection

from marketsim.system.migration.faults import counterflow
from marketsim.system.migration.inputs import Parent
from marketsim.system.migration.pairs import BACK, FORWARD, GAINED, IDS_OF, LOST, Instalment, KnownPairs
from marketsim.system.result_faults import NEW_ID_EACH_MONTH, NO_RESULT_FAULTS, ResultFaults
from marketsim.system.store.holding_changes import HoldingChange
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, keep_ids, next_crr_id
from marketsim.system.store.migration_runs import PairRow
from marketsim.system.store.segments import Segment, add_segments

A_SECOND = timedelta(seconds=1)
STEPS = 1000


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What became of one CRR: steps of 0.001 MW that it was made with, or by which it was changed."""

    change: HoldingChange
    initial: int | None
    adjusted: int | None


@dataclass(slots=True)
class Ledger:
    """The CRRs of all pairs while the moves of one market are entered; nothing is written before ``write``."""

    store: Connection
    market: str
    effective: datetime
    pairs: KnownPairs
    held: Mapping[int, Crr]
    faults: ResultFaults = NO_RESULT_FAULTS
    entries: list[Adjusted] = field(default_factory=list)
    _segments: list[Segment] = field(default_factory=list)
    _ids: dict[tuple[int, str], int] = field(default_factory=dict)
    _next: int = 0

    def enter(self, pair: PairRow, right: Parent, steps: int) -> None:
        """Change what has moved between a pair by steps of 0.001 MW (below 0: MW come back).

        First the CRRs of the other direction shrink, by what both owners still hold of them; then those of this one
        grow, or are made.
        """
        own, other = (FORWARD, BACK) if steps > 0 else (BACK, FORWARD)
        left = abs(steps)
        for each in self.pairs.instalments(pair, other):
            sides = self._whole(each, right)
            if left and sides is not None:
                off = min(left, *(_steps(crr.mw) for crr in sides))
                left -= off
                self._adjust(sides, right, -off)
        if not left:
            return
        taken = set()
        for each in self.pairs.instalments(pair, own):
            sides = self._whole(each, right)
            if sides is not None and NEW_ID_EACH_MONTH not in self.faults.names:
                self._adjust(sides, right, left)
                return
            if self._exists(each):
                taken.add(each.number)
        free = next(number for number in count(1) if number not in taken)
        self._make(Instalment(pair, own, free), right, left)

    def write(self) -> None:
        """Let it all be so."""
        for each in self.entries:
            if each.change.before is not None:
                values = asdict(each.change.after)
                change_crr(self.store, values.pop("crr_id"), **values)
        add_crrs(self.store, (each.change.after for each in self.entries if each.change.before is None))
        add_segments(self.store, self._segments)
        keep_ids(self.store, IDS_OF, {crr_id: key for key, crr_id in self._ids.items()})

    def _exists(self, each: Instalment) -> bool:
        return any(
            self.pairs.ids.get((each.pair.pair, each.part(side))) in self.held for side in (GAINED, LOST)
        )

    def _whole(self, each: Instalment, right: Parent) -> tuple[Crr, Crr] | None:
        """The two CRRs where both still stand, with their owners, for all of the time that is to come."""
        found = []
        start = max(self.effective, right.start)
        for side, owner in ((GAINED, each.gainer), (LOST, each.loser)):
            crr = self.held.get(self.pairs.ids.get((each.pair.pair, each.part(side)), 0))
            if crr is None or crr.owner != owner or crr.start > start or crr.end != right.end:
                return None
            found.append(crr)
        return found[0], found[1]

    def _adjust(self, sides: tuple[Crr, Crr], right: Parent, steps: int) -> None:
        start = max(self.effective, right.start)
        for crr in sides if steps else ():
            if crr.start < start:
                self._segments.append(Segment(crr.crr_id, crr.start, start - A_SECOND, crr.mw, self.market))
            after = replace(crr, start=start, mw=(_steps(crr.mw) + steps) / STEPS)
            self.entries.append(Adjusted(HoldingChange(crr, after), None, steps))

    def _make(self, each: Instalment, right: Parent, steps: int) -> None:
        gained = Crr(
            crr_id=self._take(each.pair.pair, each.part(GAINED)),
            parent_crr_id=each.pair.parent_crr_id,
            owner=each.gainer,
            source=right.source,
            sink=right.sink,
            tou=right.tou,
            hedge_type=right.hedge_type,
            crr_type="LSE_LMT",
            category="LOAD_MIGRATION",
            market_name=self.market,
            period=right.period,
            start=max(self.effective, right.start),
            end=right.end,
            mw=steps / STEPS,
        )
        lost = replace(
            gained,
            crr_id=self._take(each.pair.pair, each.part(LOST)),
            owner=each.loser,
            crr_type="LMT_CNT",
            source=right.sink,
            sink=right.source,
        )
        made = (gained, counterflow(lost, self.faults))
        self.entries += [Adjusted(HoldingChange(None, crr), steps, None) for crr in made]

    def _take(self, pair: int, part: str) -> int:
        """The id that was given to it before, else the next that is free."""
        if (given := self.pairs.ids.get((pair, part))) is not None:
            return given
        self._next = max(self._next, next_crr_id(self.store))
        self._ids[pair, part], self._next = self._next, self._next + 1
        return self._ids[pair, part]


def _steps(mw: float) -> int:
    return round(mw * STEPS)
