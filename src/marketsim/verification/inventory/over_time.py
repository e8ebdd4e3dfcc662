"""Laws between two inventories and what happened in between."""

from __future__ import annotations

from collections.abc import Sequence

from marketsim.verification.inventory.amounts import MwByDay, days_text, mw_text
from marketsim.verification.inventory.deeds import Deed
from marketsim.verification.inventory.lineage import MIGRATED, TRADED, Lineage, held
from marketsim.verification.inventory.rows_alone import OF_MARKETS, same_product
from marketsim.verification.inventory.segment import Path, Segment
from marketsim.verification.laws import Docket

Holding = tuple[str, Path]  # owner, and what of
Family = tuple[int, str]  # the first CRR of a family, and the type


def mw_is_conserved(
    before: Sequence[Segment],
    after: Sequence[Segment],
    deeds: Sequence[Deed],
    since: int,
    owner: str | None,
    docket: Docket,
) -> None:
    """By owner, path, time of use, hedge and day: what is held is what was held, and received, less what was given."""
    expected: MwByDay[Holding] = MwByDay(since)
    for row in held(before):
        expected.add((row.owner, row.path), row.first, row.last, row.mw)
    for entry in (each for deed in deeds for each in deed.entries):
        if owner in (None, entry.owner):
            expected.add((entry.owner, entry.path), entry.first, entry.last, entry.mw)
    found: MwByDay[Holding] = MwByDay(since)
    for row in held(after):
        found.add((row.owner, row.path), row.first, row.last, row.mw)
    docket.looked("conservation", len(expected.keys() | found.keys()))
    for each in sorted(expected.differences(found)):
        where = f"{each.key[0]}, {each.key[1]}, {days_text(each.first, each.last)}"
        meaning = "MW were lost" if each.found < each.expected else "MW were made"
        docket.found("conservation", where, mw_text(each.expected), mw_text(each.found), meaning)


def families_are_conserved(
    before: Sequence[Segment],
    after: Sequence[Segment],
    deeds: Sequence[Deed],
    lineage: Lineage,
    since: int,
    docket: Docket,
) -> None:
    """By family and type: trades and cuts leave it the MW of each day; sales in markets and migrations are told.

    A CRR that was bought and wholly resold between the two looks is in neither: families that parts of it may
    belong to cannot be judged.
    """
    known = {lineage.root(row.crr_id) for row in before}
    loose = {(row.path, row.crr_type) for row in after if lineage.root(row.crr_id) not in lineage.rows}
    for path, crr_type in sorted(loose):
        docket.untold(f"families of {crr_type}, {path}: one of their parents is in no inventory at hand")
    expected: MwByDay[Family] = MwByDay(since)
    found: MwByDay[Family] = MwByDay(since)
    for rows, account in ((before, expected), (after, found)):
        for row in held(rows):
            if (root := lineage.root(row.crr_id)) in known and (row.path, row.crr_type) not in loose:
                account.add((root, row.crr_type), row.first, row.last, row.mw)
    for entry in (each for deed in deeds for each in deed.entries):
        if entry.crr_id is None or (entry.path, entry.crr_type) in loose:
            continue
        if (root := lineage.root(entry.crr_id)) in known:
            expected.add((root, entry.crr_type), entry.first, entry.last, entry.mw)
    docket.looked("family", len(expected.keys() | found.keys()))
    for each in sorted(expected.differences(found)):
        where = f"{each.key[1]} of the family of CRR {each.key[0]}, {days_text(each.first, each.last)}"
        meaning = "a CRR has a parent or a type that it did not come of"
        docket.found("family", where, mw_text(each.expected), mw_text(each.found), meaning)


def ids_keep_their_product(before: Sequence[Segment], after: Sequence[Segment], docket: Docket) -> None:
    """An id that was there is still of the same owner, path, type and origin."""
    first: dict[int, Segment] = {}
    for row in before:
        first.setdefault(row.crr_id, row)
    for row in after:
        if (known := first.get(row.crr_id)) is not None:
            docket.looked("same-id")
            same_product("same-id", known, row, docket)


def new_ids_are_explained(
    after: Sequence[Segment],
    deeds: Sequence[Deed],
    seen: frozenset[int],
    docket: Docket,
) -> None:
    """A new CRR comes of one that was known, or out of a market or conversion that was posted in between.

    ``seen``: ids that rows before have. A parent may also be new, or be one that only a deed still tells.
    """
    posted = {deed.market for deed in deeds if deed.market}
    told = {each for deed in deeds for pair in deed.parents for each in pair if each is not None}
    told |= {each.crr_id for deed in deeds for each in deed.entries if each.crr_id is not None}
    named = seen | told | {row.crr_id for row in after}
    for row in after:
        if row.crr_id in seen:
            continue
        docket.looked("new-id")
        if row.parent is not None:
            explained = row.parent in named
        elif row.category in OF_MARKETS:
            explained = row.market in posted
        else:
            explained = row.category not in (TRADED, MIGRATED) and (
                row.crr_id in told or row.market in posted
            )
        if not explained:
            expected = "a known parent, or a market or conversion posted in between"
            found = f"parent {row.parent or 'none'}, market {row.market or 'none'}"
            docket.found("new-id", str(row), expected, found, "nothing that happened explains this CRR")


def days_do_not_grow(after: Sequence[Segment], lineage: Lineage, docket: Docket) -> None:
    """A CRR lies within the days that it, or else its nearest ancestor known before, was first seen to have."""
    for row in after:
        span = lineage.spanned(row.crr_id)
        if span is None:
            continue
        docket.looked("inside-parent")
        if row.first < span[0] or row.last > span[1]:
            expected = f"days within {days_text(*span)}"
            found = days_text(row.first, row.last)
            docket.found(
                "inside-parent", str(row), expected, found, "it holds on days that its parent had not"
            )
