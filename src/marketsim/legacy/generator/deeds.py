"""What happened to CRRs after they were awarded: sales, trades in chains, adjustments, load migration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketsim.legacy.calendar import last_second, midnight, pacific_day
from marketsim.legacy.generator.books import Ids, Right, Rows
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.generator.markets import Product
from marketsim.legacy.history import Stretch
from marketsim.legacy.records import Adjustment, Migration, Sale, Trade

MOST_MONTHS = 4  # of load migration that one parent sees
REASONS = ("Correction after review", "Path derated", "Settlement dispute resolved", "Entered by hand")


@dataclass(slots=True)
class Deeds:
    """Adds to the story of a CRR; every deed may find nothing that it could do."""

    draws: Draws
    ids: Ids
    history_from: datetime  # nothing is told of what happened before
    taken_at: datetime
    auctions: Sequence[Product]  # posted ones
    migrations: Sequence[Product]  # posted ones, by month
    holders: Sequence[str]
    serving: Sequence[str]

    def sale(self, right: Right, rows: Rows) -> None:
        """A part is sold in a later auction whose period lies within the CRR's; sometimes in two offers."""
        since = max(right.since, self.history_from)
        fitting = [
            each
            for each in self.auctions
            if each.posted is not None
            and each.posted > since
            and right.made.start <= each.period.start
            and each.period.end <= right.made.end
        ]
        if not fitting:
            return
        auction = self.draws.one_of(fitting)
        period = auction.period
        for _ in range(2 if self.draws.percent(20) else 1):
            free = right.free(period.start, period.end)
            if not free:
                return
            mw = free if self.draws.percent(15) else self.draws.mw(free)
            rows.sales.append(
                Sale(
                    self.ids.next_record(), auction.market.old_market, right.crr_id, right.owner,
                    period.start, period.end, mw, self.draws.between(-2_000, 150_000),
                )
            )  # fmt: skip
            right.change(period.start, period.end, -mw)

    def trade(self, right: Right, rows: Rows) -> Right | None:
        """Some or all MW of some or all days go to another participant; the buyer's CRR."""
        start, end = self._days(right.made)
        latest = min(self.taken_at, start)
        since = pacific_day(max(right.since, self.history_from))
        room = (pacific_day(latest) - since).days - 1
        free = right.free(start, end)
        buyer = self._another(self.holders, right.owner)
        if room < 1 or not free or buyer is None:
            return None
        effective = midnight(since + timedelta(days=self.draws.between(1, room)))
        mw = free if self.draws.percent(30) else self.draws.mw(free)
        bought = Right(
            self.ids.next_crr(),
            buyer,
            right.source,
            right.sink,
            right.tou,
            Stretch(start, end, mw),
            effective,
        )
        rows.trades.append(
            Trade(
                self.ids.next_record(), right.crr_id, bought.crr_id, right.owner, buyer, start, end, mw,
                effective,
            )
        )  # fmt: skip
        right.change(start, end, -mw)
        return bought

    def adjustment(self, right: Right, rows: Rows) -> None:
        """The operator takes something off, or adds something."""
        start, end = self._days(right.made)
        free = right.free(start, end)
        mw = -self.draws.mw(free) if free and self.draws.percent(60) else self.draws.mw(5_000)
        rows.adjustments.append(
            Adjustment(
                self.ids.next_record(), right.crr_id, right.owner, mw, start, end, self.draws.one_of(REASONS)
            )
        )
        right.change(start, end, mw)

    def migrate(self, right: Right, rows: Rows) -> list[Right]:
        """Load moves to one or two others, month after month: a pair of CRRs with ids of their own each month."""
        since = max(right.since, self.history_from)
        fitting = [
            each
            for each in self.migrations
            if each.period.start <= right.made.end and each.posted is not None and each.posted > since
        ]
        made: list[Right] = []
        first = self.draws.below(len(fitting)) if fitting else 0
        gainers = {self._another(self.serving, right.owner) for _ in range(self.draws.between(1, 2))}
        for gainer in sorted(each for each in gainers if each is not None):
            for market in fitting[max(0, first - MOST_MONTHS + 1) : first + 1]:
                mw = max(1, right.made.mw * self.draws.between(1, 300) // 10_000)
                made += self._pair(right, gainer, market, mw, rows)
        return made

    def _pair(self, right: Right, gainer: str, market: Product, mw: int, rows: Rows) -> list[Right]:
        start, end = max(right.made.start, market.period.start), right.made.end
        since = market.posted or right.since
        gained = Right(
            self.ids.next_crr(), gainer, right.source, right.sink, right.tou, Stretch(start, end, mw), since
        )
        counter = Right(
            self.ids.next_crr(),
            right.owner,
            right.sink,
            right.source,
            right.tou,
            Stretch(start, end, mw),
            since,
        )
        for each, kind in ((gained, "LSE_LMT"), (counter, "LMT_CNT")):
            rows.migrations.append(
                Migration(
                    each.crr_id, market.market.old_market, right.crr_id, each.owner, kind, each.source,
                    each.sink, each.tou, start, end, mw, right.owner, gainer,
                )
            )  # fmt: skip
        return [gained, counter]

    def _days(self, made: Stretch) -> tuple[datetime, datetime]:
        """All of its days, or whole months, or any days."""
        first, last = pacific_day(made.start), pacific_day(made.end)
        way = self.draws.below(3)
        if way == 0:
            return made.start, made.end
        if way == 1:
            one, other = self.draws.days(first, last)
            return midnight(max(first, one.replace(day=1))), last_second(min(last, _month_end(other)))
        one, other = self.draws.days(first, last)
        return midnight(one), last_second(other)

    def _another(self, names: Sequence[str], than: str) -> str | None:
        if all(each == than for each in names):
            return None
        while (name := self.draws.one_of(names)) == than:
            continue
        return name


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def posted(products: Sequence[Product], kind: str) -> list[Product]:
    """The posted products of a kind, by period."""
    return sorted(
        (each for each in products if each.kind == kind and each.posted is not None),
        key=lambda each: each.period.first,
    )
