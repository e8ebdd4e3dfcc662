"""The verdict on an inventory, and on what became of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from marketsim.verification.inventory import over_time, rows_alone
from marketsim.verification.inventory.amounts import MwByDay
from marketsim.verification.inventory.deeds import Deed
from marketsim.verification.inventory.lineage import Lineage, held
from marketsim.verification.inventory.segment import Path, Segment, read_inventory
from marketsim.verification.laws import Docket, Judgement

Rows = Iterable[Mapping[str, Any]]
ALONE = (
    "mw", "whole-days", "segments", "one-product", "origin", "mt-tor", "parent-product", "counterflow", "period",
    "expired", "pairs",
)  # fmt: skip
OVER_TIME = ("conservation", "family", "same-id", "new-id", "inside-parent")


def judge_inventory(
    rows: Rows,
    *,
    since: date | None = None,
    known: Rows = (),
    owner: str | None = None,
    without: Collection[str] = (),
) -> Judgement:
    """The laws that one inventory keeps, over the rows of existing-CRR downloads. Raises Unreadable.

    ``since``: the Pacific day on which it was made (without it, expiry is not judged); ``known``: rows of earlier
    inventories, for parents that are no longer there; ``owner``: the rows are that owner's only; ``without``: laws
    left out.
    """
    segments = read_inventory(rows)
    lineage = Lineage()
    lineage.see(read_inventory(known, "the earlier inventory"))
    lineage.see(segments)
    docket = Docket(without)
    _alone(segments, lineage, since, owner, docket)
    return docket.judgement()


def judge_change(
    before: Rows,
    after: Rows,
    deeds: Iterable[Deed],
    *,
    since: date,
    known: Rows = (),
    owner: str | None = None,
    without: Collection[str] = (),
) -> Judgement:
    """The laws between two inventories, and those that the later one keeps by itself. Raises Unreadable.

    ``since``: the Pacific day on which ``after`` was made; earlier days are over and are not compared. ``deeds``:
    all that happened in between, each of it once; see ``judge_inventory`` for the rest.
    """
    earlier, later = read_inventory(before, "the inventory before"), read_inventory(after)
    listed, begins = list(deeds), since.toordinal()
    lineage = Lineage()
    lineage.see(read_inventory(known, "the earlier inventory"))
    lineage.see(earlier)
    lineage.name(parent for deed in listed for parent in deed.parents)
    seen = frozenset(lineage.rows)
    docket = Docket(without)
    over_time.days_do_not_grow(later, _with_parents(lineage, later), docket)
    lineage.see(later)
    _alone(later, lineage, since, owner, docket)
    over_time.mw_is_conserved(earlier, later, listed, begins, owner, docket)
    over_time.ids_keep_their_product(earlier, later, docket)
    if owner is None:
        over_time.families_are_conserved(earlier, later, listed, lineage, begins, docket)
        over_time.new_ids_are_explained(later, listed, seen, docket)
    else:
        docket.untold("families of CRRs, and what explains new ids: need the inventory of all owners")
    return docket.judgement()


def mw_held(rows: Rows, owner: str, path: Path, day: date) -> Decimal:
    """MW that an owner holds of a path on a Pacific day, exact. Raises Unreadable."""
    account: MwByDay[tuple[str, Path]] = MwByDay()
    for row in held(read_inventory(rows)):
        account.add((row.owner, row.path), row.first, row.last, row.mw)
    amount = account.on((owner, path), day.toordinal())
    return Decimal(amount.numerator) / amount.denominator / 1000


def _alone(
    rows: Sequence[Segment], lineage: Lineage, since: date | None, owner: str | None, docket: Docket
) -> None:
    rows_alone.amounts_are_sound(rows, docket)
    rows_alone.segments_are_apart(rows, docket)
    rows_alone.one_product(rows, docket)
    rows_alone.origin_is_told(rows, lineage, docket)
    rows_alone.converted_are_options(rows, docket)
    rows_alone.parts_are_of_their_parent(rows, lineage, docket)
    rows_alone.days_are_of_the_period(rows, docket)
    unseen = {row.parent for row in rows if row.parent is not None and row.parent not in lineage.rows}
    if unseen:
        docket.untold(
            f"whether parts are of their parents: {len(unseen)} parents are in no inventory at hand"
        )
    if since is None:
        docket.untold("expired rows: the day of the inventory is not known")
    else:
        rows_alone.unexpired(rows, since.toordinal(), docket)
    if owner is None:
        ends = min((row.last for row in rows), default=0)
        rows_alone.migrated_pairs_cancel(rows, lineage, since.toordinal() if since else ends, docket)
    else:
        docket.untold("that migrated pairs cancel: needs the inventory of all owners")


def _with_parents(lineage: Lineage, rows: Sequence[Segment]) -> Lineage:
    """The days known before, with the parents that new rows name."""
    found = Lineage()
    found.parents, found.spans = dict(lineage.parents), lineage.spans
    found.name((row.crr_id, row.parent) for row in rows)
    return found
