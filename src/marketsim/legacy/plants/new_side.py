"""Inconsistencies planted in a conversion: its inventory is spoilt, its reports stay as they were."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from marketsim.legacy.calendar import midnight
from marketsim.legacy.converted import Converted, NewCrr
from marketsim.legacy.extract import Extract
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.history import origins
from marketsim.legacy.new_names import new_names, period
from marketsim.legacy.plants.days import clock_change, day_early, without
from marketsim.legacy.plants.planted import Planted, drawn

FILE = "EXISTING_CRRS.csv"
AWARDED = ("ALLOCATION", "AUCTION")
Planting = tuple[Converted, Planted]


def lost(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A CRR that nothing else hangs on is left out."""
    parents = {each.parent for each in new.crrs}
    row = drawn(
        draws, [each for each in _simple(new) if each.crr_id not in parents], "CRR without others from it"
    )
    return _with(new, "lost-crr", row, (), f"CRR {row.crr_id} of {row.owner} is left out")


def doubled(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A row gets twice its MW."""
    row = drawn(draws, _simple(new), "CRR of one row")
    return _with(new, "doubled-mw", row, [replace(row, mw=2 * row.mw)], f"CRR {row.crr_id} has twice its MW")


def orphaned(old: Extract, new: Converted, draws: Draws) -> Planting:
    """An LSE_LMT is left out with all of its rows."""
    gained = [each for each in new.crrs if each.crr_type == "LSE_LMT" and each.category == "LOAD_MIGRATION"]
    row = drawn(draws, gained, "LSE_LMT")
    return _with(new, "orphaned-counterflow", row, (), f"LSE_LMT {row.crr_id} of {row.owner} is left out")


def expired(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A CRR of the old inventory that ends before go-live is taken over all the same."""
    live = midnight(old.head.go_live)
    ended = [each for each in old.holdings if each.end < live and each.old_crr_id not in new.ids]
    ended = [each for each in ended if each.class_ in AWARDED]
    was = drawn(draws, ended, "holding of a market that ends before go-live")
    names, found = new_names(old), origins(old)
    crr_id = max(each.crr_id for each in new.crrs) + 1 if new.crrs else 1_000_001
    row = NewCrr(
        crr_id, None, names.owners[was.participant], names.node(was.source), names.node(was.sink), was.tou,
        was.hedge_type, was.crr_type, was.class_, names.market(was.class_, was.old_market),
        period(found[was.old_crr_id], found, names), was.start, was.end, was.mw,
    )  # fmt: skip
    planted = Planted(
        "expired-kept", "NEW", FILE, (crr_id,), f"CRR {crr_id} of {row.owner} ended before go-live"
    )
    return replace(new, crrs=(*new.crrs, row)), planted


def unmapped(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A row keeps its old market name."""
    by_id = {new_id: old_id for old_id, new_id in new.ids.items()}
    names = new_names(old).markets
    markets = {each.old_crr_id: each.old_market for each in old.awards if each.old_market}
    rows = [
        (each, was)
        for each in _simple(new)
        if each.category in AWARDED and (was := markets.get(by_id.get(each.crr_id, 0))) and names[was] != was
    ]
    row, was = drawn(draws, rows, "CRR of a market with another name")
    return _with(new, "unmapped-name", row, [replace(row, market=was)], f"CRR {row.crr_id} is of {was}")


def not_replaced(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A CRR keeps its retired node."""
    gone = {each.name for each in old.retired}
    nodes = {
        new.ids[each.old_crr_id]: each.source
        for each in old.holdings
        if each.source in gone and each.old_crr_id in new.ids
    }
    row = drawn(draws, [each for each in _simple(new) if each.crr_id in nodes], "CRR of a retired node")
    node = nodes[row.crr_id]
    return _with(
        new, "node-not-replaced", row, [replace(row, source=node)], f"CRR {row.crr_id} is still from {node}"
    )


def wrong_market(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A row is of the market of a year earlier."""
    rows = [each for each in _simple(new) if each.category in AWARDED and re.search(r"_\d{4}", each.market)]
    row = drawn(draws, rows, "CRR of a market")
    market = re.sub(r"_(\d{4})", lambda found: f"_{int(found[1]) - 1}", row.market, count=1)
    return _with(
        new, "wrong-market-name", row, [replace(row, market=market)],
        f"CRR {row.crr_id} is of {market}, not {row.market}",
    )  # fmt: skip


def renamed(old: Extract, new: Converted, draws: Draws) -> Planting:
    """All CRRs of an owner are somebody's whom nobody knows."""
    known = {each.new_name or each.participant for each in old.participants}
    owner = drawn(draws, sorted({each.owner for each in new.crrs}), "CRR")
    name = next(each for each in (f"{owner[:9]}{letter}" for letter in "XQZJK") if each not in known)
    changed = tuple(replace(each, owner=name) if each.owner == owner else each for each in new.crrs)
    ids = tuple(sorted({each.crr_id for each in changed if each.owner == name}))
    return replace(new, crrs=changed), Planted("owner-renamed", "NEW", FILE, ids, f"{owner} is called {name}")


def wrong_dates(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A row ends a day early."""
    rows = [(each, end) for each in _simple(new) if (end := day_early(each.start, each.end)) is not None]
    row, end = drawn(draws, rows, "CRR of several days")
    return _with(
        new, "wrong-dates", row, [replace(row, end=end)], f"CRR {row.crr_id} of {row.owner} ends a day early"
    )


def day_lost(old: Extract, new: Converted, draws: Draws) -> Planting:
    """A row becomes two, the day of a clock change between them is nowhere."""
    rows = [(each, day) for each in _simple(new) if (day := clock_change(each.start, each.end)) is not None]
    row, day = drawn(draws, rows, "CRR over a change of clocks")
    parts = [replace(row, start=start, end=end) for start, end in without(day, row.start, row.end)]
    return _with(new, "dst-day-lost", row, parts, f"CRR {row.crr_id} of {row.owner} lacks {day}")


def _simple(new: Converted) -> list[NewCrr]:
    """The only rows of CRRs held, none of them of load migration."""
    rows = Counter(each.crr_id for each in new.crrs)
    return [
        each
        for each in new.crrs
        if rows[each.crr_id] == 1 and each.offer_type == "OWNER" and each.category != "LOAD_MIGRATION"
    ]


def _with(new: Converted, kind: str, row: NewCrr, instead: Iterable[NewCrr], what: str) -> Planting:
    """Other rows in the place of those of a CRR."""
    found: list[NewCrr] = []
    for each in new.crrs:
        if each.crr_id != row.crr_id:
            found.append(each)
        elif each.start == row.start:
            found.extend(instead)
    return replace(new, crrs=tuple(found)), Planted(kind, "NEW", FILE, (row.crr_id,), what)


IN_NEW: Mapping[str, Callable[[Extract, Converted, Draws], Planting]] = {
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
