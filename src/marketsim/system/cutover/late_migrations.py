"""Load migration that the old system posted after the cutover: netted on what is here, as the cutover itself nets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from itertools import count
from typing import Any

from marketsim.system.cutover.book import Book
from marketsim.system.cutover.counterflows import matched, unpaired
from marketsim.system.cutover.extract.rows import OldMigration
from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.cutover.replay import MIGRATION, natural
from marketsim.system.cutover.reports import CRR_MAPPING
from marketsim.system.cutover.steps import Step, total
from marketsim.system.migration.pairs import (
    BACK,
    FORWARD,
    GAINED,
    IDS_OF,
    LOST,
    Instalment,
    KnownPairs,
    by_terms,
    known_pairs,
)
from marketsim.system.store.cutovers import keep_report, report_rows
from marketsim.system.store.holdings import Crr, change_crr, find_crr, keep_ids
from marketsim.system.store.load_migration import publish_migration
from marketsim.system.store.migration_runs import PairRow, add_pair, keep_moves
from marketsim.system.store.segments import Segment, replace_segments, segments_of

STEPS = 1000
Sides = tuple[OldMigration, OldMigration]


def migrate(book: Book, rows: Sequence[OldMigration]) -> None:
    """Let the CRRs of the same right between the same LSEs grow by what migrated, or be made; raises CutoverProblem.

    What ends before the system went live stays behind.
    """
    if reasons := unpaired(rows):
        raise CutoverProblem("what migrated does not cancel", reasons)
    entry = _Entry(book, known_pairs(book.store))
    waiting = matched([each for each in rows if each.end >= book.lives])
    while waiting:
        ready = [each for each in waiting if each[0].parent in book.known]
        waiting = [each for each in waiting if each[0].parent not in book.known]
        if not ready:
            missing = [f"migrations.csv line {each.line}: CRR {each.parent}" for each, _lost in waiting]
            raise CutoverProblem("what migrated comes from CRRs that are not held here", missing)
        for sides in ready:
            entry.enter(sides)
    entry.write()


@dataclass(slots=True)
class _Result:
    """What the market did to one CRR, in steps of 0.001 MW; ``crr`` with the dates from which on that counts."""

    crr: Crr
    made: bool
    steps: int = 0

    def row(self) -> dict[str, Any]:
        names = ("crr_id", "owner", "source", "sink", "tou", "start", "end", "crr_type", "parent_crr_id")
        mw = self.steps / STEPS
        return {
            **{name: getattr(self.crr, name) for name in names},
            "initial_mw": mw if self.made else None,
            "adjusted_mw": None if self.made else mw,
        }


@dataclass(slots=True)
class _Entry:
    book: Book
    known: KnownPairs
    _pairs: dict[tuple[int, str, str], PairRow] = field(init=False)
    _ids: dict[tuple[int, str], int] = field(init=False)
    _fresh: dict[int, tuple[int, str]] = field(default_factory=dict)
    _moved: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    _results: dict[int, _Result] = field(default_factory=dict)
    _mapped: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pairs, self._ids = by_terms(self.known), dict(self.known.ids)

    def enter(self, sides: Sides) -> None:
        """Enter an LSE_LMT and the LMT_CNT that cancels it."""
        right = self._right(sides[0])
        for each in sides:
            self.book.require_new(each.old_id)
        loser, gainer = self.book.owner(sides[0].from_lse), self.book.owner(sides[0].to_lse)
        back = right.owner == gainer
        ends = (gainer, loser) if back else (loser, gainer)
        pair = self._pair(right.crr_id, *ends)
        instalment = self._instalment(pair, BACK if back else FORWARD, sides[0].end)
        for side, row in zip((GAINED, LOST), sides, strict=True):
            self._side(instalment, side, row, right)
        self._moved[pair.pair] += -sides[0].mw if back else sides[0].mw

    def write(self) -> None:
        """Keep ids, what moved, the results of the market, and the rows of the mapping report."""
        store, market = self.book.store, self.book.market.new_market
        keep_ids(store, IDS_OF, self._fresh)
        keep_moves(store, market, [(pair, str(Fraction(mw, STEPS))) for pair, mw in self._moved.items()])
        publish_migration(store, market, (), [each.row() for each in self._results.values()])
        rows = [*(report_rows(store, CRR_MAPPING) or ()), *self._mapped]
        keep_report(store, CRR_MAPPING, sorted(rows, key=lambda each: natural(str(each["OldCrrId"]))))

    def _right(self, row: OldMigration) -> Crr:
        """The right that migrated: one of the two LSEs holds it, and the path is its own."""
        right = self.book.held(row.parent)
        if right is None:
            raise CutoverProblem(f"CRR {row.old_id} comes from CRR {row.parent}, which is not held here")
        if right.owner not in (self.book.owner(row.from_lse), self.book.owner(row.to_lse)):
            raise CutoverProblem(f"CRR {row.old_id} comes from CRR {row.parent}, which is {right.owner}'s")
        path = self.book.node(row.old_id, row.source), self.book.node(row.old_id, row.sink), row.tou
        if path != (right.source, right.sink, right.tou):
            raise CutoverProblem(
                f"CRR {row.old_id} is not on the path of CRR {row.parent}, or in another time"
            )
        return right

    def _pair(self, right: int, loser: str, gainer: str) -> PairRow:
        terms = right, loser, gainer
        if terms not in self._pairs:
            self._pairs[terms] = add_pair(self.book.store, *terms)
        return self._pairs[terms]

    def _instalment(self, pair: PairRow, direction: str, end: datetime) -> Instalment:
        """The first whose two CRRs still stand with their owners, to that end; else a new one."""
        for number in count(1):
            each = Instalment(pair, direction, number)
            ids = [self._ids.get((pair.pair, each.part(side))) for side in (GAINED, LOST)]
            held = [find_crr(self.book.store, crr_id or 0) for crr_id in ids]
            owners = (each.gainer, each.loser)
            if all(
                crr is not None and (crr.owner, crr.end) == (owner, end)
                for crr, owner in zip(held, owners, strict=True)
            ):
                return each
            if not any(held):
                return each
        raise AssertionError  # count has no end

    def _side(self, instalment: Instalment, side: str, row: OldMigration, right: Crr) -> None:
        key = instalment.pair.pair, instalment.part(side)
        crr = find_crr(self.book.store, self._ids.get(key, 0))
        event = self.book.market.old_market
        if crr is None:
            crr = self._made(key, row, right, instalment.gainer if side == GAINED else instalment.loser)
            self.book.add(crr, row.old_id, MIGRATION, event)
            result = self._results.setdefault(crr.crr_id, _Result(crr, made=True))
        else:
            _grow(self.book, crr, row)
            self.book.note(crr.crr_id, row.old_id, MIGRATION, event)
            fresh = _Result(replace(crr, start=row.start), made=False)
            result = self._results.setdefault(crr.crr_id, fresh)
        result.steps += row.mw
        self._mapped.append(
            {
                "OldCrrId": int(row.old_id), "NewCrrId": crr.crr_id, "Participant": crr.owner,
                "CrrType": row.crr_type, "Season": crr.period, "TOU": row.tou, "MW": row.mw / STEPS,
            }
        )  # fmt: skip

    def _made(self, key: tuple[int, str], row: OldMigration, right: Crr, owner: str) -> Crr:
        if key not in self._ids:
            self._ids[key] = self.book.take_id()
            self._fresh[self._ids[key]] = key
        return Crr(
            crr_id=self._ids[key],
            parent_crr_id=right.crr_id,
            owner=owner,
            source=self.book.node(row.old_id, row.source),
            sink=self.book.node(row.old_id, row.sink),
            tou=row.tou,
            hedge_type="OBL",
            crr_type=row.crr_type,
            category="LOAD_MIGRATION",
            market_name=self.book.market.new_market,
            period=right.period,
            start=row.start,
            end=row.end,
            mw=row.mw / STEPS,
        )


def _grow(book: Book, crr: Crr, row: OldMigration) -> None:
    """More MW from the row's start on: one id, equal MW on every day from the last change on, segments before it."""
    former = segments_of(book.store, crr.crr_id)
    before = [[Step(each.start, each.end, round(each.mw * STEPS))] for each in former]
    newest = [Step(crr.start, crr.end, round(crr.mw * STEPS))]
    steps = total([*before, newest, [Step(row.start, row.end, row.mw)]])
    *elapsed, last = [each for each in steps if each.end >= book.lives]
    names = {each.end: each.market_name for each in former}
    replace_segments(
        book.store,
        crr.crr_id,
        (
            Segment(
                crr.crr_id, each.start, each.end, each.mw / STEPS, names.get(each.end, book.market.new_market)
            )
            for each in elapsed
        ),
    )
    change_crr(book.store, crr.crr_id, start=last.start, mw=last.mw / STEPS)
