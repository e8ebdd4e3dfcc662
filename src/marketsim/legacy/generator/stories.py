"""The stories of CRRs: one award each, with what became of it, until the inventory has as many rows as wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from marketsim.legacy.generator.awarding import Awarding
from marketsim.legacy.generator.books import Right, Rows, listed
from marketsim.legacy.generator.deeds import Deeds

MOST_TRADES = 3


@dataclass(slots=True)
class Stories:
    """Writes stories into ``rows``."""

    awarding: Awarding
    deeds: Deeds
    rows: Rows = field(default_factory=Rows)

    def tell(self, holdings: int) -> None:
        """Past ones, a third as many as rows are wanted; then live ones until there are exactly that many."""
        for _ in range(8 + holdings // 3):
            if self.awarding.past:
                self._write(self._past)
        left = holdings
        for kind in self._first():
            left -= self._tell_within(left, kind)
        while left:
            left -= self._tell_within(left, self._live)

    def _first(self) -> list[Callable[[Rows], list[Right]]]:
        """One of each kind, so that a small world has them too."""
        award = self.awarding.award
        return [
            lambda rows: self._migrated(award(rows, live=True, group="AN_TR"), rows),
            lambda rows: self._migrated(award(rows, live=True, group="LT"), rows),
            lambda rows: self._sold(award(rows, live=True, group="AN_TR"), rows),
            lambda rows: self._traded(award(rows, live=True, group="AN_AUC"), rows),
            lambda rows: self._adjusted(award(rows, live=True, group="AN_AUC"), rows),
            lambda rows: self._traded(award(rows, live=True, group="LT"), rows),
            lambda rows: [award(rows, live=True, retired=True)],
            lambda rows: [award(rows, live=True, group="MN_AUC")],
            lambda rows: [self.awarding.entered(rows)],
            self._converted,
        ]

    def _tell_within(self, left: int, story: Callable[[Rows], list[Right]]) -> int:
        """Write a story of at most ``left`` rows; where it is longer, a plain award instead. Rows written."""
        if not left:
            return 0
        ids = replace(self.deeds.ids)
        rows = Rows()
        count = listed(story(rows), self.deeds.taken_at)
        if count > left:
            self.deeds.ids.crr, self.deeds.ids.record = ids.crr, ids.record
            rows = Rows()
            count = listed([self.awarding.award(rows, live=True)], self.deeds.taken_at)
        self.rows.take(rows)
        return count

    def _write(self, story: Callable[[Rows], list[Right]]) -> None:
        rows = Rows()
        story(rows)
        self.rows.take(rows)

    def _past(self, rows: Rows) -> list[Right]:
        if self.deeds.draws.percent(5):
            converted = self.awarding.converted(rows, live=False)
            if converted is not None:
                return [converted]
        return self._deed(self.awarding.award(rows, live=False), rows)

    def _live(self, rows: Rows) -> list[Right]:
        chance = self.deeds.draws.below(100)
        if chance < 2:
            return self._converted(rows)
        if chance < 3:
            return [self.awarding.entered(rows)]
        return self._deed(self.awarding.award(rows, live=True, retired=chance < 6), rows)

    def _deed(self, right: Right, rows: Rows) -> list[Right]:
        chance = self.deeds.draws.below(100)
        if chance < 14:
            return self._sold(right, rows)
        if chance < 24:
            return self._traded(right, rows)
        if chance < 27:
            return self._adjusted(right, rows)
        if chance < 32:
            return self._traded(self._sold(right, rows)[0], rows)
        if chance < 44:
            return self._migrated(right, rows)
        return [right]

    def _sold(self, right: Right, rows: Rows) -> list[Right]:
        self.deeds.sale(right, rows)
        return [right]

    def _adjusted(self, right: Right, rows: Rows) -> list[Right]:
        self.deeds.adjustment(right, rows)
        return [right]

    def _traded(self, right: Right, rows: Rows) -> list[Right]:
        """A chain: what was bought is traded on, some of it."""
        rights = [right]
        for _ in range(self.deeds.draws.between(1, MOST_TRADES)):
            bought = self.deeds.trade(rights[-1], rows)
            if bought is None:
                break
            rights.append(bought)
        return rights

    def _migrated(self, right: Right, rows: Rows) -> list[Right]:
        """Only seasonal allocated CRRs migrate; some are traded besides."""
        award = rows.awards[-1]
        if award.crr_type != "LSE" or award.old_market is None or award.old_market.startswith("ALLOC_MN"):
            return [right]
        moved = self.deeds.migrate(right, rows)
        kept = self._traded(right, rows) if self.deeds.draws.percent(20) else [right]
        return [*kept, *moved]

    def _converted(self, rows: Rows) -> list[Right]:
        converted = self.awarding.converted(rows, live=True)
        return [converted] if converted is not None else [self.awarding.award(rows, live=True)]
