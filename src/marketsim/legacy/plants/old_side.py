"""Inconsistencies planted in an extract: holdings.csv is spoilt and its history not, or a name is that nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from marketsim.legacy.calendar import midnight
from marketsim.legacy.extract import Extract
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.plants.days import clock_change, day_early, without
from marketsim.legacy.plants.planted import Planted, drawn
from marketsim.legacy.records import Award, Holding

HOLDINGS = "holdings.csv"
AWARDED = ("ALLOCATION", "AUCTION")
GONE = "GONE_7_B1"
UNMAPPED = "SPECIAL_MARKET_ONE"
Planting = tuple[Extract, Planted]


def lost(old: Extract, draws: Draws) -> Planting:
    """A CRR is not in the inventory."""
    row = drawn(draws, _simple(old), "CRR of one row")
    return _with(old, "lost-crr", row, (), f"CRR {row.old_crr_id} of {row.participant} is left out")


def doubled(old: Extract, draws: Draws) -> Planting:
    """A row gets twice its MW."""
    row = drawn(draws, _simple(old), "CRR of one row")
    return _with(
        old, "doubled-mw", row, [replace(row, mw=2 * row.mw)], f"CRR {row.old_crr_id} has twice its MW"
    )


def orphaned(old: Extract, draws: Draws) -> Planting:
    """An LSE_LMT is neither in the inventory nor in the history."""
    live = midnight(old.head.go_live)
    gained = [each for each in old.holdings if each.crr_type == "LSE_LMT" and each.end >= live]
    row = drawn(draws, [each for each in gained if each.class_ == "LOAD_MIGRATION"], "LSE_LMT")
    spoilt, planted = _with(
        old, "orphaned-counterflow", row, (), f"LSE_LMT {row.old_crr_id} of {row.participant} is left out"
    )
    kept = tuple(each for each in old.migrations if each.old_crr_id != row.old_crr_id)
    return replace(spoilt, migrations=kept), planted


def expired(old: Extract, draws: Draws) -> Planting:
    """A CRR that had ended when the extract was taken is in the inventory."""
    ended = [each for each in old.awards if each.end < old.head.taken_at and each.old_market]
    award = drawn(draws, ended, "award that has ended")
    kinds = {each.old_market: each.kind for each in old.markets}
    row = Holding(
        award.old_crr_id, None, award.participant, award.source, award.sink, award.tou, award.hedge_type,
        award.crr_type, kinds[award.old_market or ""], award.old_market, award.start, award.end, award.mw,
    )  # fmt: skip
    planted = Planted("expired-kept", "OLD", HOLDINGS, (row.old_crr_id,), f"CRR {row.old_crr_id} has ended")
    held = sorted((*old.holdings, row), key=lambda each: (each.old_crr_id, each.start))
    return replace(old, holdings=tuple(held)), planted


def unmapped(old: Extract, draws: Draws) -> Planting:
    """A market has another name in every file, one that follows no pattern."""
    live = midnight(old.head.go_live)
    held = [each.old_market for each in old.holdings if each.class_ in AWARDED and each.end >= live]
    name = drawn(draws, sorted({each for each in held if each}), "holding of a market")

    def called(market: str | None) -> str | None:
        return UNMAPPED if market == name else market

    spoilt = replace(
        old,
        markets=tuple(
            replace(each, old_market=UNMAPPED, new_market=None) if each.old_market == name else each
            for each in old.markets
        ),
        awards=tuple(replace(each, old_market=called(each.old_market)) for each in old.awards),
        sales=tuple(replace(each, old_market=called(each.old_market) or "") for each in old.sales),
        holdings=tuple(replace(each, old_market=called(each.old_market)) for each in old.holdings),
    )
    ids = tuple(each.old_crr_id for each in spoilt.holdings if each.old_market == UNMAPPED)
    return spoilt, Planted("unmapped-name", "OLD", "markets.csv", ids, f"{name} is called {UNMAPPED}")


def not_replaced(old: Extract, draws: Draws) -> Planting:
    """A CRR is from a node that no list has, in its award and in the inventory."""
    related = {each.old_crr_id for each in old.trades} | {each.parent_old_crr_id for each in old.migrations}
    live = midnight(old.head.go_live)
    rows = [each for each in _simple(old) if each.class_ in AWARDED and each.old_crr_id not in related]
    row = drawn(draws, [each for each in rows if each.end >= live], "award that nothing came from")
    spoilt, planted = _with(
        old, "node-not-replaced", row, [replace(row, source=GONE)], f"CRR {row.old_crr_id} is from {GONE}"
    )
    return replace(spoilt, awards=tuple(_from_gone(each, row.old_crr_id) for each in old.awards)), planted


def wrong_market(old: Extract, draws: Draws) -> Planting:
    """A row is of another market of the same kind."""
    rows = [each for each in _simple(old) if each.class_ in AWARDED and each.old_market]
    row = drawn(draws, rows, "CRR of a market")
    others = [each.old_market for each in old.markets if each.kind == row.class_]
    other = drawn(draws, [each for each in others if each != row.old_market], "other market")
    return _with(
        old, "wrong-market-name", row, [replace(row, old_market=other)],
        f"CRR {row.old_crr_id} is of {other}, not {row.old_market}",
    )  # fmt: skip


def renamed(old: Extract, draws: Draws) -> Planting:
    """A CRR is somebody else's in the inventory."""
    row = drawn(draws, _simple(old), "CRR of one row")
    others = [each.participant for each in old.participants if each.participant != row.participant]
    other = drawn(draws, others, "other participant")
    return _with(
        old, "owner-renamed", row, [replace(row, participant=other)],
        f"CRR {row.old_crr_id} is {other}'s, not {row.participant}'s",
    )  # fmt: skip


def wrong_dates(old: Extract, draws: Draws) -> Planting:
    """A row ends a day early."""
    rows = [(each, end) for each in _simple(old) if (end := day_early(each.start, each.end)) is not None]
    row, end = drawn(draws, rows, "CRR of several days")
    return _with(old, "wrong-dates", row, [replace(row, end=end)], f"CRR {row.old_crr_id} ends a day early")


def day_lost(old: Extract, draws: Draws) -> Planting:
    """A row becomes two, the day of a clock change between them is nowhere."""
    rows = [(each, day) for each in _simple(old) if (day := clock_change(each.start, each.end)) is not None]
    row, day = drawn(draws, rows, "CRR over a change of clocks")
    parts = [replace(row, start=start, end=end) for start, end in without(day, row.start, row.end)]
    return _with(old, "dst-day-lost", row, parts, f"CRR {row.old_crr_id} lacks {day}")


def _from_gone(award: Award, crr_id: int) -> Award:
    return replace(award, source=GONE) if award.old_crr_id == crr_id else award


def _simple(old: Extract) -> list[Holding]:
    """The only rows of CRRs, in force after go-live, none of them of load migration."""
    live = midnight(old.head.go_live)
    rows = Counter(each.old_crr_id for each in old.holdings)
    return [
        each
        for each in old.holdings
        if rows[each.old_crr_id] == 1 and each.class_ != "LOAD_MIGRATION" and each.end >= live
    ]


def _with(old: Extract, kind: str, row: Holding, instead: Iterable[Holding], what: str) -> Planting:
    """Other rows in the place of one."""
    found: list[Holding] = []
    for each in old.holdings:
        if each is row:
            found.extend(instead)
        else:
            found.append(each)
    return replace(old, holdings=tuple(found)), Planted(kind, "OLD", HOLDINGS, (row.old_crr_id,), what)


IN_OLD: Mapping[str, Callable[[Extract, Draws], Planting]] = {
    "lost-crr": lost,
    "doubled-mw": doubled,
    "orphaned-counterflow": orphaned,
    "expired-kept": expired,
    "unmapped-name": unmapped,
    "node-not-replaced": not_replaced,
    "wrong-market-name": wrong_market,
    "owner-renamed": renamed,
    "wrong-dates": wrong_dates,
    "dst-day-lost": day_lost,
}
