"""The markets of the old world: one a season or month, each with its window; those not posted are in flight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketsim.legacy import names
from marketsim.legacy.calendar import Period, midnight, month, months_later, season
from marketsim.legacy.records import Market

LT_YEARS = 9
SAID = ("TR", "TR2")  # tiers that the old name alone does not tell; the extract says what they are called now
IRREGULAR_SEASON = 4  # of the go-live year; its third tier was called otherwise

# Day of opening, closing and posting as (months from the year's or month's beginning, day of month); assumed.
Window = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
_ANNUAL: dict[str, Window] = {
    "TR": ((-5, 20), (-4, 3), (-4, 12)),
    "LT": ((-4, 15), (-4, 25), (-3, 2)),
    "TR2": ((-3, 4), (-3, 12), (-3, 20)),
    "TR3": ((-3, 22), (-2, 1), (-2, 8)),
    "AUC": ((-2, 10), (-2, 25), (-1, 10)),
    "TOR": ((-2, 1), (-2, 15), (-2, 20)),
}
_MONTHLY: dict[str, Window] = {
    "TR": ((-2, 20), (-1, 9), (-1, 10)),
    "TR2": ((-1, 11), (-1, 14), (-1, 16)),
    "AUC": ((-2, 20), (-1, 21), (-1, 25)),
    "LM": ((-1, 1), (-1, 20), (-1, 22)),
    "TOR": ((-1, 1), (-1, 15), (-1, 20)),
}


@dataclass(frozen=True, slots=True)
class Product:
    """What a market awards at once: its rights of one period (an LT market has one a year ahead)."""

    market: Market
    new_market: str
    kind: str  # TR, TR2, TR3, LT, AUC, LM, TOR
    period: Period

    @property
    def posted(self) -> datetime | None:
        """When its results were there."""
        return self.market.posted_date


def products(history_from: date, taken_at: datetime, go_live: date, in_flight: bool) -> tuple[Product, ...]:
    """Every market that had opened by ``taken_at``, by period; without ``in_flight`` only what ends there.

    In flight are those that had not posted: the old system posts what begins by go-live, the new one the rest.
    Without them everything from the month of go-live on is the new system's.
    """
    found = [*_annual(history_from, go_live), *_monthly(history_from, go_live)]
    kept = []
    for kind, period, (old, new), (opens, closes, posts) in found:
        done = posts <= taken_at
        if opens > taken_at or (not in_flight and (not done or _of_new_world(period, go_live))):
            continue
        begins = period.first if "_M" in period.name else date(period.first.year, 1, 1)
        whose = "FINISH_NEW" if begins > go_live else "FINISH_OLD"
        market = Market(
            old_market=old,
            new_market=new if kind in SAID else None,
            kind={"AUC": "AUCTION", "LM": "LOAD_MIGRATION", "TOR": "TOR"}.get(kind, "ALLOCATION"),
            term="ANNUAL" if "_S" in period.name else "MONTHLY",
            period=period.name,
            open_date=opens,
            close_date=closes,
            posted_date=posts if done else None,
            in_flight=None if done else whose,
        )
        kept.append(Product(_irregular(market, new, kind, period, go_live), new, kind, period))
    return tuple(kept)


def _of_new_world(period: Period, go_live: date) -> bool:
    return "_M" in period.name and period.first >= go_live


def _irregular(market: Market, new: str, kind: str, period: Period, go_live: date) -> Market:
    """One old name follows no pattern; the extract says what it is called now."""
    if kind != "TR3" or period != season(go_live.year, IRREGULAR_SEASON):
        return market
    renamed = f"ALLOC_AN_{period.name[:4]}_Q{IRREGULAR_SEASON}_TIER3"
    return Market(
        renamed, new, market.kind, market.term, market.period, market.open_date, market.close_date,
        market.posted_date, market.in_flight,
    )  # fmt: skip


Found = tuple[str, Period, tuple[str, str], tuple[datetime, datetime, datetime]]


def _annual(history_from: date, go_live: date) -> Iterator[Found]:
    for year in range(history_from.year - LT_YEARS, go_live.year + 2):
        for number in range(1, 5):
            period = season(year, number)
            for kind, window in _ANNUAL.items():
                if year < history_from.year and kind != "LT":
                    continue
                yield kind, period, _pair(kind, period), _dates(date(year, 1, 1), window)


def _monthly(history_from: date, go_live: date) -> Iterator[Found]:
    first, last = history_from.replace(day=1), months_later(go_live, 2)
    while first <= last:
        period = month(first)
        for kind, window in _MONTHLY.items():
            yield kind, period, _pair(kind, period), _dates(first, window)
        first = months_later(first, 1)


def _pair(kind: str, period: Period) -> tuple[str, str]:
    """Old and new name."""
    other = {"AUC": names.auction, "LM": names.migration, "TOR": names.conversion}.get(kind)
    return other(period.name) if other else names.allocation(period.name, kind)


def _dates(base: date, window: Window) -> tuple[datetime, datetime, datetime]:
    opens, closes, posts = (
        midnight(months_later(base, months) + timedelta(days=day - 1)) for months, day in window
    )
    return opens, closes, posts
