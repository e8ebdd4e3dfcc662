"""A calculation of nomination caps for one market: what each load-serving entity may nominate there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from marketsim.system.calendar.periods import Span, season
from marketsim.system.eligibility.megawatts import NOTHING, cut
from marketsim.system.eligibility.metrics import Metrics, adjusted_metrics, load_metrics
from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.eligibility.rights import Pair, by_pair, by_sink, is_allocated, renewable
from marketsim.system.eligibility.tier import Eligible, Tier, tier_of
from marketsim.system.settings import Settings
from marketsim.system.store.caps import (
    Cap,
    CapCalculation,
    add_calculation,
    add_caps,
    find_calculation,
    remove_calculation,
)
from marketsim.system.store.eq_load import elected_sinks
from marketsim.system.store.holdings import Crr
from marketsim.system.store.load_windows import LoadWindow, find_window, list_windows
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.participants import ParticipantRow, all_participants
from marketsim.system.store.segments import list_parts


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be worked out: its name, the market it is for; the kinds and the load window, or None for ours."""

    name: str
    market: str
    kinds: frozenset[str] | None = None
    load_window: str | None = None


def calculate(store: Connection, settings: Settings, order: Order, now: datetime) -> CapCalculation:
    """Work out caps from what is stored and keep them, unposted; raises CapProblem.

    The same name may be worked out again until it is posted.
    """
    market = find_market(store, order.market)
    if market is None:
        raise CapProblem(
            f"the market {order.market}", expected="an allocation", fix="create it", missing=True
        )
    tier = tier_of(market)
    window = _window(store, market, order.load_window)
    kinds = order.kinds or tier.kinds
    if strange := kinds - tier.kinds:
        raise CapProblem(
            f"kind {', '.join(sorted(strange))} for {market.name}",
            expected=", ".join(sorted(tier.kinds)),
            fix="name kinds of that tier, or none",
        )
    _require_unposted(store, order.name)
    made = CapCalculation(order.name, None, kinds, market.name, window.name, now)
    add_calculation(store, made)
    for owner in all_participants(store, "CLSE"):
        caps = _Sheet(store, settings, market, tier, window, owner, order.name).caps()
        add_caps(store, (each for each in caps if each.kind in kinds))
    return made


def _require_unposted(store: Connection, name: str) -> None:
    former = find_calculation(store, name)
    if former is None:
        return
    if former.posted_at is not None:
        raise CapProblem(
            f"{name} is posted", expected="a name that is not posted", fix="take another name to correct it"
        )
    remove_calculation(store, name)


def _window(store: Connection, market: MarketRow, name: str | None) -> LoadWindow:
    """The window of that name, or the newest that has a period for each of the market's."""
    named = find_window(store, name) if name is not None else None
    if name is not None and named is None:
        raise CapProblem(f"the load window {name}", expected="a load window", fix="look it up", missing=True)
    flag = "H" if market.market_term == "ANNUAL" else "F"
    candidates = [named] if named is not None else list_windows(store, flag=flag)[::-1]
    for window in candidates:
        if window.flag == flag and all(load_period(window, period) for period in market.periods):
            return window
    raise CapProblem(
        f"no load for {market.name}" + (f" in {name}" if name else ""),
        expected="a historical window with the seasons of an earlier year"
        if flag == "H"
        else "a forecast window of the market's month",
        fix="name another load window",
    )


def load_period(window: LoadWindow, period: Span) -> Span | None:
    """Whose load makes a period eligible: the month itself, or the same season of an earlier year."""
    if window.flag == "F":
        return window.period(period.name)
    earlier = (each for each in window.periods if each.first < period.first)
    return next((each for each in earlier if each.name[4:] == period.name[4:]), None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one owner's caps are worked out from."""

    store: Connection
    settings: Settings
    market: MarketRow
    tier: Tier
    window: LoadWindow
    owner: ParticipantRow
    name: str

    def caps(self) -> Iterator[Cap]:
        """Every cap of the owner, period by period."""
        for period in self.market.periods:
            yield from self._of_period(period, self._metrics(period))

    def _metrics(self, period: Span) -> Metrics:
        of = load_period(self.window, period)
        assert of is not None  # the window was chosen so
        metrics = load_metrics(self.store, self.settings, self.window, of, self.owner.name)
        if self.owner.obaalse:
            elected = elected_sinks(self.store, self.owner.name, self.window.name)
            metrics = {key: mw for key, mw in metrics.items() if key[0] in elected}
        return adjusted_metrics(self.store, metrics, self.owner.name)

    def _of_period(self, period: Span, metrics: Metrics) -> Iterator[Cap]:
        held = by_sink(self._held(period))
        pairs = self._pairs(period) if self.tier.on_pairs else {}
        renewable = by_sink(pairs)
        share = self.tier.share(self.settings)
        eligible = "SEQ" if self.tier.term == "ANNUAL" else "MEQ"
        for key, metric in sorted(metrics.items()):
            made = Eligible(metric, held.get(key, NOTHING), renewable.get(key, NOTHING))
            yield self._cap(eligible, period, None, *key, made.quantity(self.tier))
            yield self._cap("UPPER_BOUND", period, None, *key, made.upper_bound(self.tier, share))
        for pair, mw in sorted(pairs.items()):
            if (pair.sink, pair.tou) in metrics and mw:
                yield self._cap("SIGNATURE", period, *pair, cut(mw))

    def _held(self, period: Span) -> dict[Pair, Fraction]:
        """Allocated rights in force in the period that were not allocated in this market itself.

        For a season only rights of that season count, not those of one of its months. For LT none of its own year
        counts: they are what it elects from.
        """
        rights = self._rights(period)
        if self.tier.term == "ANNUAL":
            rights = [crr for crr in rights if crr.period == period.name]
        own = {self.market.name}
        if self.tier.name == "LT":
            own |= {self.tier.market(each) for each in ("T1", "T2", "T3")}
        base = [crr for crr in rights if is_allocated(crr) and crr.market_name not in own]
        return by_pair(base, rights)

    def _pairs(self, period: Span) -> dict[Pair, Fraction]:
        """T1: last year's seasonal rights but those that go on. LT: the awards of T1."""
        rights = self._rights(period)
        if self.tier.name == "LT":
            base = [crr for crr in rights if is_allocated(crr) and crr.market_name == self.tier.market("T1")]
            return by_pair(base, [crr for crr in rights if crr.crr_type != "LSE_LMT"])
        last = season(period.first.year - 1, int(period.name[-1]))
        return renewable(
            [crr for crr in self._rights(last) if crr.period == last.name],  # not those of a month
            [crr for crr in rights if crr.period == period.name],
        )

    def _rights(self, period: Span) -> list[Crr]:
        rights = list_parts(self.store, owner=self.owner.name, overlapping=(period.start, period.end))
        return list({crr.crr_id: crr for crr in rights}.values())  # of one that migrated, the newest MW count

    def _cap(self, kind: str, period: Span, source: str | None, sink: str, tou: str, mw: Fraction) -> Cap:
        return Cap(
            calculation=self.name, kind=kind, owner=self.owner.name, source=source, sink=sink,
            crr_type="OBAALSE" if self.owner.obaalse else "LSE", period=period.name, tou=tou, mw=float(mw),
        )  # fmt: skip
