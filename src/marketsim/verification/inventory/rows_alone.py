"""Laws that one inventory keeps, whatever happened before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from marketsim.verification.inventory.amounts import MwByDay, days_text, mw_text
from marketsim.verification.inventory.lineage import (
    COUNTERFLOW,
    GAINED,
    MIGRATED,
    MIGRATION_TYPES,
    SYSTEM,
    TRADED,
    Lineage,
)
from marketsim.verification.inventory.segment import Path, Segment, period_days
from marketsim.verification.laws import Docket

NAMED = {TRADED: TRADED, SYSTEM: SYSTEM}  # the market name that a category has
OF_MARKETS = frozenset({"ALLOCATION", "AUCTION"})
MIGRATING_TYPES = frozenset({"LSE", GAINED})  # what moves with load


def amounts_are_sound(rows: Sequence[Segment], docket: Docket) -> None:
    """No MW below 0 or finer than 0.001; whole Pacific days; no end before its beginning."""
    docket.looked("mw", len(rows))
    docket.looked("whole-days", len(rows))
    for row in rows:
        if row.mw < 0 or not isinstance(row.mw, int):
            docket.found(
                "mw", str(row), "0 or more thousandths of a MW", mw_text(row.mw), "no such MW can be held"
            )
        if not row.whole or row.last < row.first:
            meaning = "a CRR is cut by whole Pacific days only"
            docket.found(
                "whole-days", str(row), "Pacific midnight to the last second of a day", "others", meaning
            )


def segments_are_apart(rows: Sequence[Segment], docket: Docket) -> None:
    """Rows that share an id share no day; those of holdings and of sales are looked at apart."""
    by_id: dict[tuple[int, str], list[Segment]] = defaultdict(list)
    for row in rows:
        by_id[row.crr_id, row.offer].append(row)
    for segments in by_id.values():
        if len(segments) < 2:
            continue
        docket.looked("segments", len(segments))
        ordered = sorted(segments, key=lambda row: (row.first, row.last))
        for row, after in pairwise(ordered):
            if after.first <= row.last:
                found = f"another one for {days_text(after.first, after.last)}"
                docket.found("segments", str(row), "one row a day", found, "MW of these days count twice")


def one_product(rows: Sequence[Segment], docket: Docket) -> None:
    """All rows of an id are of one owner, path, type and origin."""
    first: dict[int, Segment] = {}
    for row in rows:
        known = first.setdefault(row.crr_id, row)
        if known is not row:
            docket.looked("one-product")
            same_product("one-product", known, row, docket)


def same_product(law: str, known: Segment, row: Segment, docket: Docket) -> None:
    """A row tells of its id what another one told."""
    told, found = product_of(known), product_of(row)
    if told != found:
        docket.found(
            law, str(row), ", ".join(told), ", ".join(found), "an id stays with what it was given to"
        )


def product_of(row: Segment) -> tuple[str, ...]:
    """All that stays the same about an id."""
    return (
        row.owner, str(row.path), row.crr_type, row.category, row.market, row.period,
        f"parent {row.parent or 'none'}",
    )  # fmt: skip


def origin_is_told(rows: Sequence[Segment], lineage: Lineage, docket: Docket) -> None:
    """Category and market name belong together; what was traded or migrated names a parent, and no other owner has
    a part of a CRR under its old name."""
    docket.looked("origin", len(rows))
    for row in rows:
        if (fault := _origin_fault(row, lineage)) is not None:
            found = f"{row.category}, market {row.market or 'none'}, parent {row.parent or 'none'}, {row.crr_type}"
            docket.found(
                "origin", str(row), fault, found, "the inventory does not say where this CRR came from"
            )


def _origin_fault(row: Segment, lineage: Lineage) -> str | None:
    """What a row should say of its origin, or None where it does."""
    reserved = {*NAMED.values(), MIGRATED}
    if row.category in NAMED:
        if row.market != NAMED[row.category]:
            return f"market {NAMED[row.category]}"
    elif row.category == MIGRATED:
        if not row.market.startswith(MIGRATED) or row.crr_type not in MIGRATION_TYPES:
            return f"market {MIGRATED} and a type of {' or '.join(sorted(MIGRATION_TYPES))}"
    elif row.category not in OF_MARKETS or not row.market or row.market in reserved:
        return "a category with its market"
    if row.category in (TRADED, MIGRATED) and row.parent is None:
        return "a parent"
    if row.crr_type in MIGRATION_TYPES and row.category not in (TRADED, MIGRATED):
        return f"category {MIGRATED}, or {TRADED}"
    if row.category not in (TRADED, MIGRATED) and lineage.carries_on(row) is False:
        return "owner, type and market of its parent, or a trade"
    return None


def converted_are_options(rows: Sequence[Segment], docket: Docket) -> None:
    """A converted right is an option, and made by the ISO unless it was traded since."""
    for row in rows:
        if row.crr_type != "MT_TOR":
            continue
        docket.looked("mt-tor")
        if row.path.hedge != "OPT" or row.category not in (SYSTEM, TRADED):
            found = f"{row.path.hedge}, category {row.category}"
            docket.found("mt-tor", str(row), f"OPT, category {SYSTEM}", found, "conversion makes options")


def parts_are_of_their_parent(rows: Sequence[Segment], lineage: Lineage, docket: Docket) -> None:
    """What was cut off or traded has path and type of its parent; what was migrated runs with it, or against it."""
    for row in rows:
        parent = lineage.rows.get(row.parent) if row.parent is not None else None
        if parent is None:
            continue
        if row.category == MIGRATED and not lineage.carries_on(row):
            docket.looked("counterflow")
            path = parent.path.back() if row.crr_type == COUNTERFLOW else parent.path
            if row.path != path or parent.crr_type not in MIGRATING_TYPES:
                expected = f"{path}, of a parent that is {' or '.join(sorted(MIGRATING_TYPES))}"
                found = f"{row.path}, of {parent.crr_type}"
                docket.found("counterflow", str(row), expected, found, "migration moved something else")
            continue
        docket.looked("parent-product")
        if (row.path, row.crr_type) != (parent.path, parent.crr_type):
            expected, found = f"{parent.path}, {parent.crr_type}", f"{row.path}, {row.crr_type}"
            docket.found("parent-product", str(row), expected, found, "a part is of what it was cut from")


def days_are_of_the_period(rows: Sequence[Segment], docket: Docket) -> None:
    """A row's days lie in its season or month; other period names tell no days."""
    periods = {name: period_days(name) for name in {row.period for row in rows}}
    for row in rows:
        days = periods[row.period]
        if days is None:
            continue
        docket.looked("period")
        if row.first < days[0] or row.last > days[1]:
            docket.found(
                "period", str(row), f"days in {row.period}", "others", "no CRR reaches beyond its period"
            )


def unexpired(rows: Sequence[Segment], since: int, docket: Docket) -> None:
    """No row ended before the inventory was made."""
    docket.looked("expired", len(rows))
    for row in rows:
        if row.last < since:
            expected = f"rows that end on {days_text(since, since)} or later"
            docket.found("expired", str(row), expected, "an earlier end", "existing CRRs have not expired")


def migrated_pairs_cancel(rows: Sequence[Segment], lineage: Lineage, since: int, docket: Docket) -> None:
    """By the CRR it was drawn from: what gainers got is on every day what losers carry as counterflow.

    What was cut, traded or sold since counts, rows of sales included. Where months are not told apart by the
    market's name, CRRs given back are judged with their whole family.
    """
    moved = [row for row in rows if row.crr_type in MIGRATION_TYPES]
    whole = {lineage.root(row.crr_id) for row in moved if lineage.ambiguous(row)}
    gained: MwByDay[int] = MwByDay(since)
    against: MwByDay[int] = MwByDay(since)
    unseen: set[int] = set()
    paths: dict[int, Path] = {}
    for row in moved:
        root = lineage.root(row.crr_id)
        base, complete = (root, True) if root in whole else lineage.base(row)
        (gained if row.crr_type == GAINED else against).add(base, row.first, row.last, row.mw)
        unseen |= set() if complete else {base}
        paths[base] = row.path if row.crr_type == GAINED else row.path.back()
    docket.looked("pairs", len(gained.keys() | against.keys()))
    apart = sorted(gained.differences(against))
    # A part whose parent has no row may be of any CRR with its path, so what does not cancel there tells nothing.
    loose = {paths[each.key] for each in apart if each.key in unseen}
    for each in apart:
        where = f"migrated from CRR {each.key}, {days_text(each.first, each.last)}"
        if paths[each.key] in loose:
            docket.untold(
                f"pairs: {where} does not cancel, but CRRs of that path have parents that are not there"
            )
            continue
        expected, found = f"{mw_text(each.expected)} {COUNTERFLOW}", mw_text(each.found)
        docket.found("pairs", where, expected, found, f"every {GAINED} has a {COUNTERFLOW} of the same MW")
